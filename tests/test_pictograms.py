import pictograms


def test_each_icon_of_a_set_is_drawn_with_its_kind():
    """The set's size counts where an icon has none of its own; other icons are left out."""
    icons = {
        "icons": {
            "dress": {"body": "<path/>"},
            "jeans": {"body": "<circle/>", "left": 4, "width": 20},
            "cake": {"body": "<rect/>"},
        },
        "height": 32,
    }
    assert [(kind, name) for kind, name, _ in pictograms.draw(icons)] == [
        ("Pants", "jeans"),
        ("Dress", "dress"),
    ]
    trouser, dress = (drawing for *_, drawing in pictograms.draw(icons))
    assert 'viewBox="4 0 20 32"><circle/></svg>' in trouser
    assert 'viewBox="0 0 16 32"><path/></svg>' in dress
