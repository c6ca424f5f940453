from fashion_mnist import techniques


def test_a_technique_added_alone_or_left_out_is_the_only_difference():
    for technique, comparison, having, lacking in techniques.comparisons():
        difference = set(techniques.left_out(lacking)) - set(techniques.left_out(having))
        assert difference == (set(techniques.NAMES) if comparison == "all" else {technique})
        assert {having, lacking} <= set(techniques.variants())


def test_the_plain_network_lacks_everything_and_the_recipe_nothing():
    assert techniques.left_out("plain") == techniques.NAMES
    assert techniques.left_out("recipe") == ()
    assert techniques.left_out("only_mirror").count("mirror") == 0
    assert techniques.left_out("without_mirror_average") == ("mirror_average",)


def test_averages_at_prediction_take_a_network_that_is_trained_anyway():
    assert techniques.training_of("only_mirror_average") == "plain"
    assert techniques.training_of("without_shift_average") == "recipe"
    assert techniques.training_of("only_mirror") == "only_mirror"
    trained = set(techniques.variants(techniques.TRAINED))
    assert {techniques.training_of(name) for name in techniques.variants()} == trained
    assert len(trained) == 12
