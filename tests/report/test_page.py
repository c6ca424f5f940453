import json
import re

import pandas as pd
import pytest
from pages import Page, words


def island(page, name):
    text = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)[1]
    return json.loads(text)


def cells(row):
    """The texts of a table's row."""
    return [words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]


@pytest.fixture
def page(write_page, predictions, classes):
    return write_page(predictions, classes, ["svm"], ["cnn"])


def test_the_page_is_well_formed_and_its_links_lead_somewhere(page):
    parsed = Page(page)
    assert parsed.open == []
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert set(parsed.links) <= set(parsed.ids)
    steps = zip(parsed.levels, parsed.levels[1:], strict=False)
    assert parsed.levels[0] == 1
    assert all(after <= before + 1 for before, after in steps)
    assert all(image["alt"] for image in parsed.images)


def test_the_page_needs_no_other_file(page):
    without_scripts = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r'(?:src|href)="(?!data:|#)', without_scripts)
    assert "<script src" not in page
    assert len(page) < 8_000_000


def test_every_place_of_a_figure_has_its_figure(page):
    figures = island(page, "figures")
    places = re.findall(r'data-figure="(.*?)"', page)
    assert set(places) <= set(figures["figures"])
    assert "cnn.learning_curves" in places
    assert all("template" not in figure["layout"] for figure in figures["figures"].values())
    assert set(figures["templates"]) == {"light", "dark"}


def test_sentences_hold_the_measured_numbers(page):
    text = words(page)
    # Four of six images are right; both models give the same predictions.
    assert "is right on 66.7% of the 6 test images" in text
    assert "The test does not tell it from cnn." in text
    assert "After the first of 2 epochs 70.0% of the validation images" in text
    assert "McNemar's test does not tell the two apart." in text


def test_a_model_is_called_more_accurate_only_where_the_test_says_so(
    write_page, predictions, classes, monkeypatch
):
    claim = "more accurate"
    assert claim not in words(write_page(predictions, classes, ["svm"], ["cnn"]))
    assert claim not in words(write_page(predictions, classes, ["svm"], ["cnn"], evaluated=()))
    monkeypatch.setattr(
        "fashion_mnist.evaluation.significance.LEVEL", 1
    )  # whatever it is, it counts
    text = words(write_page(predictions, classes, ["svm"], ["cnn"]))
    assert "By McNemar's test it is more accurate than cnn." in text
    assert "By McNemar's test the classical model is more accurate." in text


def test_what_has_not_been_made_is_said(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"], ["cnn"], evaluated=()))
    assert "Whether it differs from cnn has not been tested." in text
    assert (
        "The figure pairwise_wins: not made in this run. kedro run --pipelines=evaluation" in text
    )
    assert "Trainings with other seeds: not made in this run. kedro run --pipelines=seeds" in text


def test_a_model_that_was_not_evaluated_is_reported(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"], ["cnn"], evaluated=["svm"]))
    assert "Whether it differs from cnn has not been tested." in text
    assert "McNemar's test does not tell" not in text


def test_certainty_is_told_in_numbers(page):
    text = words(page)
    assert "Of 1 pair, 0 differ and 1 tie: svm with cnn." in text
    assert re.search("bag ?100.0%34.2% to 100.0%", text)  # Wilson for 2 of 2
    assert "for want of predictions of the validation images: cnn." in text


def test_people_are_quoted_where_their_accuracy_is_known(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"]))
    assert "People: 83.5%, as published with the data set" in text
    text = words(write_page(predictions, classes, ["svm"], human_accuracy=None))
    assert "People:" not in text
    assert "quoted" not in text


def test_the_page_is_named_after_the_images(page):
    assert "<h1>Clothes: deep networks against classical models</h1>" in page
    assert "Pictures of clothes." in words(page)


def test_trainings_with_other_seeds_are_told(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"], ["cnn"], repeated=True))
    assert "Each network was trained 2 times" in text
    assert re.search("cnn ?266.67% ?0.00 points66.67%66.67%", text)


def test_the_gallery_has_a_picture_for_each_mistake(page):
    gallery = island(page, "gallery")
    pair = gallery["svm"][0]
    assert (pair["true"], pair["predicted"], pair["count"]) == ("boot", "coat", 1)
    (image,) = pair["images"]
    assert (image["probability"], image["probability_of_true"]) == (0.5, 0.4)
    assert image["source"].startswith("data:image/png;base64,")


def test_a_single_model_is_reported(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm"]))
    assert "1 model trained" in text
    assert "Only models of one kind have been run" in text
    assert "The networks side by side" not in text
    assert "Of 1 pair" not in text


def test_a_class_that_is_never_predicted_is_named(write_page, predictions, classes):
    predictions["y_pred"] = 0
    assert "It never predicted coat and boot." in words(write_page(predictions, classes, ["svm"]))


def test_a_model_without_mistakes_is_reported(write_page, predictions, classes):
    predictions["y_pred"] = predictions["y_true"]
    text = words(write_page(predictions, classes, ["svm"], ["cnn"]))
    assert "No test image was taken for another class." in text
    assert "bag: no wrong prediction" in text


def test_names_of_any_length_and_alphabet_are_shown(write_page, predictions, classes):
    names = ["</script><b>", "Überzieher & Wintermäntel mit besonders langem Namen", "靴"]
    renamed = predictions.rename(columns=dict(zip(classes, names, strict=True)))
    page = write_page(renamed, names, ["svm"], ["cnn"])
    assert Page(page).open == []
    assert "靴" in words(page)
    pairs = island(page, "gallery")["svm"]
    assert {pair["true"] for pair in pairs} == set(names[1:])
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_a_network_without_history_or_explanations_is_reported(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["cnn"]))  # with what a classical model has
    assert "Learning" not in text
    assert "What it looked at" not in text


def test_a_report_without_measured_heat_maps_says_how_to_measure_them(page):
    assert "This has not been measured: run kedro run --pipelines=explanation" in words(page)


def test_a_report_without_measured_robustness_says_how_to_measure_it(page):
    assert "This has not been measured: run kedro run --pipelines=robustness" in words(page)


def test_measured_robustness_is_a_table(write_page, predictions, classes):
    parts = {"clean": 0.9, "geometry": 0.6, "backgrounds": 0.3, "corruptions": 0.5}
    whole = {"relative_robustness": 0.52}
    interval = {"relative_robustness_low": 0.48, "relative_robustness_high": 0.56}
    ranking = pd.DataFrame([{"model": "svm", **parts, **whole, **interval, "images": 40}])
    page = write_page(predictions, classes, ["svm"], more_tables={"robustness_ranking": ranking})
    assert Page(page).open == []
    assert "Accuracy on 40 test images" in words(page)
    (row,) = re.findall(r"<code>svm</code></th>(<td>52.0%.*?)</tr>", page, re.DOTALL)
    assert cells(row) == ["52.0%", "48.0% to 56.0%", "90.0%", "60.0%", "30.0%", "50.0%"]


def test_measured_heat_maps_are_judged(write_page, predictions, classes, measures):
    page = write_page(predictions, classes, ["svm"], ["cnn"], measured=measures)
    assert Page(page).open == []
    text = words(page)
    assert "The heat maps of all 10 test images" in text
    assert "intervals that do not overlap: Grad-CAM of cnn at conv2." in text
    assert "the centre of the image, likewise: no map." in text
    assert "by deletion and insertion: no map." in text
    assert "original map is 0.10 to 0.60; that between the maps of two images is 0.20 to" in text
    assert "owed more to the image than to what was learned: Grad-CAM of cnn at conv3." in text
    verdict, row = re.findall(
        r"</code> conv2</th><td[^>]*>Grad-CAM</td>(.*?)</tr>", page, re.DOTALL
    )
    better = ["heat on the item, pointing game, deletion, insertion"]
    better += ["heat on the item, pointing game, deletion", "insertion"]
    assert cells(verdict) == better
    assert cells(row) == ["", "80.0%", "80.0%", "20.0%", "60.0%", "0.70", "0.30", "0.10"]
    assert "explanation_scores" in island(page, "figures")["figures"]


def test_a_report_without_an_ablation_says_how_to_make_it(page):
    text = words(page)
    assert "has not been done here: run kedro run --pipelines=ablation,reporting" in text
    assert "This has not been measured: run kedro run --pipelines=depth,reporting" in text
    assert "Whether shortcuts keep gradients from vanishing has not been measured" in text


def test_techniques_are_told_with_their_intervals(
    write_page, predictions, classes, technique_effects
):
    tables = {
        "technique_effects": technique_effects,
        "classical_effects": technique_effects[1:].assign(model="svm", runs=1),
    }
    page = write_page(predictions, classes, ["svm"], ["cnn"], more_tables=tables)
    assert Page(page).open == []
    text = words(page)
    assert "Added alone to the plain cnn (91.00% over 3 seeds), these raise the accuracy" in text
    assert "intervals: shift (+0.60; +0.20 to +1.00) and mirror (+0.40; +0.10 to +0.70);" in text
    assert "these lower it: erasing (-0.50; -0.90 to -0.10); not told from nothing: none." in text
    assert "(93.00%, +2.00; +1.00 to +3.00), these add to the accuracy" in text
    assert "that the others leave: none; not told from nothing: mirror" in text
    assert "has not been done here" not in text


def test_depth_is_told_as_measured(write_page, predictions, classes, depth_tables):
    page = write_page(predictions, classes, ["svm"], ["cnn"], more_tables=depth_tables)
    assert Page(page).open == []
    text = words(page)
    assert "the network of 56 layers is 1.500 without shortcuts and 0.600 with them" in text
    assert "says that shortcuts lower it" in text
    assert "0.25 times that with 8 layers without shortcuts and 2 times with them" in text
    assert "the gradients of the plain networks do not vanish with depth" in text

    plain = depth_tables["depth_gradients"].eval("kind == 'plain' and depth == 56")
    depth_tables["depth_gradients"].loc[plain, "norm"] = 0.01
    depth_tables["depth_effects"]["low"] = -0.1
    page = write_page(predictions, classes, ["svm"], ["cnn"], more_tables=depth_tables)
    assert "the gradients of the plain networks shrink with depth" in words(page)
    assert "does not tell whether shortcuts change it" in words(page)


def test_a_report_without_doubtful_images_says_how_to_find_them(page):
    assert "run kedro run --pipelines=data_quality,reporting" in words(page)


def test_doubtful_images_are_told(write_page, predictions, classes):
    row = {"accuracy": 0.5, "accuracy_low": 0.4, "accuracy_high": 0.6, "model": "svm"}
    tables = {
        "nearest_neighbours": pd.DataFrame({"distance": [1.2, 2.0], "exact": [False, False]}),
        "label_errors": pd.DataFrame({"part": ["test", "test", "test"]}),
        "accuracy_on_clean_data": pd.DataFrame([row | {"test_images": "all"}]),
    }
    page = write_page(predictions, classes, ["svm"], more_tables=tables)
    assert Page(page).open == []
    text = words(page)
    assert "0 test images are also among the training images" in text
    assert "at most 1.0: 0, 1.5: 1, 2.0: 2, 2.5: 2 test images." in text
    assert "The labels of 3 test images (50.0%) and 0 training images (0.0%)" in text
    assert "50.00% (40.0% to 60.0%)" in text
    assert "The figure near_duplicates: not made in this run." in text


def test_the_page_names_split_seed_and_commit(page):
    text = words(page)
    assert "split54 training, 6 validation and 6 test images" in text
    assert "commit0123456789ab" in text
    assert "seed0" in text


def test_the_training_time_counts_each_model_once(write_page, predictions, classes):
    text = words(write_page(predictions, classes, ["svm", "knn", "ensemble"]))
    assert "training time, all models6 s" in text
