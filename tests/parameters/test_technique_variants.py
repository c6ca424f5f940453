from fashion_mnist.evaluation.effects import (
    TECHNIQUES,
    TRAINED_TECHNIQUES,
    comparisons,
    left_out,
    training_of,
    variants,
)


def test_a_technique_added_alone_or_left_out_is_the_only_difference():
    for technique, comparison, having, lacking in comparisons():
        difference = set(left_out(lacking)) - set(left_out(having))
        assert difference == (set(TECHNIQUES) if comparison == "all" else {technique})
        assert {having, lacking} <= set(variants())


def test_the_plain_network_lacks_everything_and_the_recipe_nothing():
    assert left_out("plain") == TECHNIQUES
    assert left_out("recipe") == ()
    assert left_out("only_mirror").count("mirror") == 0
    assert left_out("without_tta_flip") == ("tta_flip",)


def test_averages_at_prediction_take_a_network_that_is_trained_anyway():
    assert training_of("only_tta_flip") == "plain"
    assert training_of("without_tta_shift") == "recipe"
    assert training_of("only_mirror") == "only_mirror"
    trained = set(variants(TRAINED_TECHNIQUES))
    assert {training_of(name) for name in variants()} == trained
    assert len(trained) == 12
