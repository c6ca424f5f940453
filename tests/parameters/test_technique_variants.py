from fashion_mnist.parameters import technique_variants


def test_a_technique_added_alone_or_left_out_is_the_only_difference():
    for technique, comparison, having, lacking in technique_variants.comparisons():
        difference = set(technique_variants.left_out(lacking)) - set(
            technique_variants.left_out(having)
        )
        assert difference == (set(technique_variants.NAMES) if comparison == "all" else {technique})
        assert {having, lacking} <= set(technique_variants.variants())


def test_the_plain_network_lacks_everything_and_the_recipe_nothing():
    assert technique_variants.left_out("plain") == technique_variants.NAMES
    assert technique_variants.left_out("recipe") == ()
    assert technique_variants.left_out("only_mirror").count("mirror") == 0
    assert technique_variants.left_out("without_tta_flip") == ("tta_flip",)


def test_averages_at_prediction_take_a_network_that_is_trained_anyway():
    assert technique_variants.training_of("only_tta_flip") == "plain"
    assert technique_variants.training_of("without_tta_shift") == "recipe"
    assert technique_variants.training_of("only_mirror") == "only_mirror"
    trained = set(technique_variants.variants(technique_variants.TRAINED))
    assert {
        technique_variants.training_of(name) for name in technique_variants.variants()
    } == trained
    assert len(trained) == 12
