import re

import pandas as pd
from pages import words

from fashion_mnist.evaluation.seed_variation import tabulate_runs
from fashion_mnist.pipelines.seeds import nodes as seeds
from fashion_mnist.report.certainty import describe_certainty


def test_a_calibration_error_that_scaling_raises_by_more_than_chance_is_told():
    table = pd.DataFrame(
        [
            ("knn", False, 0.02, 0.01),
            ("knn", True, 0.05, 0.01),
            ("cnn", False, 0.02, 0.01),
            ("cnn", True, 0.025, 0.01),
        ],
        columns=["model", "scaled", "ece", "ece_by_chance"],
    )
    assert describe_certainty({"calibration": table})["harmed"] == ["knn"]


def test_what_was_not_made_is_empty():
    assert not any(describe_certainty({}).values())


def test_certainty_is_told_in_numbers(page):
    text = words(page)
    assert "Of 1 pair, 0 differ and 1 tie: svm with cnn." in text
    assert re.search("bag ?100.0%34.2-100.0%", text)  # Wilson for 2 of 2


def test_a_model_without_predictions_of_the_validation_images_is_told(write_page):
    text = words(write_page(["svm", "cnn"], evaluated=["svm"]))
    assert "for want of predictions of the validation images: cnn." in text


def test_trainings_with_other_seeds_are_told(write_page, predictions):
    runs = tabulate_runs([predictions, predictions], first_seed=0)
    _, table, figure = seeds.compare_runs(cnn=runs)
    given = {"seeds": table, "accuracy_by_seed": figure}
    text = words(write_page(["svm", "cnn"], given=given))
    assert "Each network was trained 2 times" in text
    assert re.search("cnn ?266.67% ?0.00 points66.67%66.67%", text)


def test_the_temperature_of_the_ensemble_is_told_apart(page, write_page):
    told = "its temperature and its thresholds are chosen on predictions of each of them by weights"
    assert told in words(write_page(["ensemble", "svm"]))
    assert told not in words(page)


def test_images_by_which_a_training_is_stopped_are_told_apart(page):
    text = words(page)
    assert "We compare 2 models, trained on 54 images" in text
    assert "keeps some of its images, by default a tenth, to tell when to stop" in text
