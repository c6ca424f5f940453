import copy
import re

import pandas as pd
import pytest
from pages import Page, words

from fashion_mnist.pipelines.robustness import pipeline
from kedro_incremental.errors import use_options


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


@pytest.fixture
def environment():
    """The session is one of an environment of one's own."""
    use_options(env="own")
    yield "--env=own"
    use_options()


def test_the_commands_on_the_page_name_the_environment(environment, write_page):
    page = write_page(["svm"], given={"params:seed": 1})  # not the page of another test
    commands = re.findall(r"<code>[^<]*kedro run[^<]*</code>", page)
    assert len(commands) > 3
    assert [command for command in commands if environment not in command] == []


def test_every_place_of_a_figure_has_its_figure(page, json_script):
    figures = json_script(page, "figures")
    places = re.findall(r'data-figure="(.*?)"', page)
    assert set(places) <= set(figures["figures"])
    assert "cnn.learning_curves" in places
    assert all("template" not in figure["layout"] for figure in figures["figures"].values())
    assert set(figures["templates"]) == {"light", "dark"}


def test_every_figure_says_what_it_shows(page, json_script):
    figures = json_script(page, "figures")["figures"]
    alts = {name: figure["layout"]["meta"]["alt"] for name, figure in figures.items()}
    assert [name for name, alt in alts.items() if len(alt) < 30] == []
    assert f'aria-label="{alts["cnn.learning_curves"]}"' in page


def test_sentences_hold_the_measured_numbers(page):
    text = words(page)
    # Four of six images are right; both models give the same predictions.
    assert "svm has the highest validation accuracy and classifies 66.7% of the" in text
    assert "Its difference from cnn is not statistically significant." in text
    assert "svm 66.67%30.0% to 90.3% 66.67%" in text  # on the test and on the validation images
    assert "Validation accuracy is 70.0% after the first of 2 epochs" in text
    assert "The difference is not statistically significant (McNemar's test)." in text


@pytest.mark.parametrize(
    ("accuracies", "sentence", "cell"),
    [
        ((0.75, 0.5), "Its largest drop from one epoch to the next is 25.0 points.", "25.0 points"),
        ((0.5, 0.75), "It never falls from one epoch to the next.", "none"),
    ],
)
def test_a_validation_accuracy_falls_or_never_does(write_page, accuracies, sentence, cell):
    history = pd.DataFrame(
        {"epoch": [1, 2], "accuracy": 0.9, "loss": 1, "val_accuracy": accuracies}
    )
    text = words(write_page(["cnn"], given={"cnn.history": history.assign(val_loss=1)}))
    assert sentence in text
    assert f"largest validation drop{cell}" in text


def test_accuracies_of_epochs_are_told_to_be_of_one_view(report):
    made = report(["cnn"])
    text = words(made["report"])
    assert "highest, 70.0%, after epoch 1, both with one view of each image." in text
    assert "(validation accuracy with one view of each image)" in text
    assert (
        "the weights of epoch 1, which has the best\nvalidation accuracy (70.0% with one view)."
        in (made["cnn.model_card"])
    )


def test_a_network_counts_its_layers_with_weights_and_its_shortcuts(write_page):
    layers = pd.DataFrame(
        [
            ("features", "Input", 0, ""),
            ("conv", "Conv2D", 9, "features"),
            ("norm", "BatchNormalization", 4, "conv"),
            ("add", "Add", 0, "conv norm"),
            ("logits", "Dense", 5, "add"),
        ],
        columns=["layer", "type", "parameters", "inputs"],
    ).assign(output_shape=3)
    text = words(write_page(["cnn"], given={"cnn.layers": layers}))
    assert "layers with weights2" in text
    assert "shortcuts1" in text


def test_what_has_not_been_made_is_said(write_page):
    page = write_page(["svm", "cnn"], evaluated=[])
    assert "Its difference from cnn has not been tested." in words(page)
    assert 'id="certainty"' not in page
    assert "kedro run --pipelines=evaluation,reporting" in page


def test_what_can_be_added_is_one_table_at_the_end(page):
    assert Page(page).open == []
    _, table = page.split("Not measured in this run</caption>")
    commands = re.findall(r"--pipelines=(\w+),reporting", table.split("</table>")[0])
    assert commands == [
        *("data_quality", "robustness", "explanation", "seeds", "robust"),
        *("search", "depth", "ablation"),
    ]
    # And the one for the page itself.
    assert page.count("kedro run --pipelines=") == len(commands) + 1
    assert "<code>make classify PICTURES=FOLDER</code>" in page
    assert not {"explanation", "robustness", "techniques", "depth", "data-quality"} & set(
        Page(page).ids
    )


def test_a_model_that_was_not_evaluated_is_reported(write_page):
    text = words(write_page(["svm", "cnn"], evaluated=["svm"]))
    assert "Its difference from cnn has not been tested." in text
    assert "is not statistically significant" not in text
    assert "The difference has not been tested for significance." in text


def test_people_are_quoted_where_their_accuracy_is_known(write_page):
    text = words(write_page(["svm"]))
    assert "Human accuracy: 83.5%, as published with the dataset" in text
    text = words(write_page(["svm"], given={"params:human_accuracy": {}}))
    assert "Human accuracy:" not in text
    assert "quoted" not in text


def test_the_page_is_named_after_the_images(page):
    assert "<h1>Clothes: deep networks against classical models</h1>" in page
    assert "Pictures of clothes." in words(page)


def test_equal_classes_are_a_sentence_and_others_a_figure(page, write_page, study):
    assert "The classes are balanced: 20 training and validation images each." in words(page)
    assert 'data-figure="class_distribution"' not in page
    page = write_page(["svm"], given={"train.labels": study["train.labels"][1:]})
    assert "The classes are balanced" not in words(page)
    assert 'data-figure="class_distribution"' in page


def test_the_answers_of_both_kinds_stand_before_the_accuracies(page, write_page):
    text = words(page.partition('data-figure="accuracy"')[0])
    assert "both are right 4 images" in text
    assert "neither is right 2 images" in text
    assert "true class bag coat boot coat boot" in text
    assert "cnn ✓ bag ✓ coat ✓ boot ✗ boot ✗ coat" in text
    assert "svm ✓ bag ✓ coat ✓ boot ✗ boot ✗ coat" in text
    assert 'class="strip"' not in write_page(["svm"])


def test_the_gallery_has_a_picture_for_each_mistake(page):
    pairs = re.findall('<details class="pair" name="pairs-svm"( open)?>(.*?)</details>', page, re.S)
    assert [is_open for is_open, _ in pairs] == [" open", ""]
    assert words(pairs[0][1]) == "boot predicted as coat (1) coat 50%, boot 40%"
    (image,) = Page(pairs[0][1]).images
    assert image["src"].startswith("data:image/png;base64,")
    assert image["alt"] == "boot, predicted as coat"


def test_a_single_model_is_reported(write_page):
    text = words(write_page(["svm"]))
    assert "We compare 1 model, trained on" in text
    assert "Only models of one kind have been run" in text
    assert "Network comparison" not in text
    assert "The test finds a difference" not in text


def test_with_three_classes_one_has_the_highest_and_one_the_lowest_recall(report):
    made = report(["svm"])
    assert "Highest recall: bag (100.0%). Lowest recall: coat (50.0%)." in words(made["report"])
    assert "Highest recall: bag (100.0%).\nLowest recall: coat (50.0%)." in made["svm.model_card"]


def test_equal_recalls_are_neither_highest_nor_lowest(report, predictions):
    made = report(["svm"], predictions=predictions.assign(y_pred=predictions["y_true"]))
    card = made["svm.model_card"]
    assert "The recall of every class is 100.0%. Training took" in words(made["report"])
    assert "\n\nThe recall of every class is 100.0%.\n\n## Limitations" in card
    assert "Lowest recall" not in made["report"] + card


def test_a_class_that_is_never_predicted_is_named(write_page, predictions):
    predictions["y_pred"] = 0
    assert "It never predicted coat and boot." in words(write_page(["svm"]))


def test_a_model_without_mistakes_is_reported(write_page, predictions):
    predictions["y_pred"] = predictions["y_true"]
    text = words(write_page(["svm", "cnn"]))
    assert "No test image was misclassified." in text
    assert "bag: no wrong prediction" in text


def test_names_of_any_length_and_alphabet_are_shown(write_page, predictions, classes):
    names = ["</script><b>", "Überzieher & Wintermäntel mit besonders langem Namen", "靴"]
    renamed = predictions.rename(columns=dict(zip(classes, names, strict=True)))
    page = write_page(["svm", "cnn"], predictions=renamed)
    assert Page(page).open == []
    assert "靴" in words(page)
    assert f"{names[2]} predicted as Überzieher &amp; Wintermäntel" in words(page)
    assert "&lt;/script&gt;&lt;b&gt;" in page


def test_a_network_without_history_or_explanations_is_reported(write_page):
    nothing = dict.fromkeys(["cnn.history", "cnn.gradcam_examples", "cnn.gradcam_maps"])
    text = words(write_page(["cnn"], given=nothing))
    assert "Learning curves" not in text
    assert "Heat maps" not in text


@pytest.mark.parametrize(
    ("epochs", "easy_rate", "told"), [(3, 0.25, False), (4, 0.25, True), (4, 1, False)]
)
def test_a_training_on_hard_images_is_told(write_page, fitted, epochs, easy_rate, told):
    parameters = copy.deepcopy(fitted("cnn")["parameters"])
    parameters["training"]["easy_rate"] = easy_rate
    history = pd.DataFrame(
        {"epoch": range(1, epochs + 1), "accuracy": 0.9, "loss": 1, "val_accuracy": 0.9}
    ).assign(val_loss=1)
    given = {
        "cnn.provenance": fitted("cnn", parameters=parameters),
        "cnn.history": history,
    }
    text = words(write_page(["cnn"], given=given))
    assert ("the last epoch hard images are drawn more often" in text) == told


def test_measured_robustness_is_a_table(write_page, cells):
    parts = {"clean": 0.9, "geometry": 0.6, "backgrounds": 0.3, "corruptions": 0.5}
    whole = {"relative_robustness": 0.52}
    interval = {"relative_robustness_low": 0.48, "relative_robustness_high": 0.56}
    summary = parts | whole | interval | {"images": 40}
    ranking = pipeline.rank_robustness(svm=summary)
    page = write_page(["svm"], given={"robustness_ranking": ranking})
    assert Page(page).open == []
    assert "the accuracy on 40 test images" in words(page)
    (row,) = re.findall(r"<code>svm</code></th>(<td>52.0%.*?)</tr>", page, re.DOTALL)
    assert cells(row) == ["52.0%", "48.0% to 56.0%", "90.0%", "60.0%", "30.0%", "50.0%"]


def test_how_each_model_was_trained_is_a_table_for_each_kind(write_page):
    text = words(write_page(["svm", "cnn", "ensemble"]))
    assert "svmallthe pixelsSVC, C 10temperature calibration, on validation" in text
    assert "optimizerAdam learning rateup to 0.1 in the first 25%" in text
    assert "ensemble combines other models with weights" in text


def test_models_of_one_kind_have_one_table_of_their_training(write_page):
    page = write_page(["svm"])
    assert "How the classical models were trained" in page
    assert "How the networks were trained" not in page
    assert "combines the other models" not in words(page)


def test_the_page_names_split_seed_and_commit(page):
    text = words(page)
    assert "split54 training, 6 validation and 6 test images" in text
    assert "commit0123456789ab" in text
    assert "seed0" in text
    assert "fits started2020-01-02 03:04:05 UTC" in text
    assert "page written2020-01-02 03:04:05 UTC" in text
    assert "The fits differ" not in text


def test_only_what_compares_the_models_is_said_to_come_from_these_fits(page):
    text = words(page)
    assert "The models are compared on this one dataset." in text
    assert "The comparison, with its intervals and tests, comes from one training of each" in text
    assert "The numbers that compare the models were measured in these fits and runs" in text


def test_the_robust_network_takes_three_channels_and_learned_from_photographs_too(
    write_page, fitted
):
    text = words(write_page(["svm", "cnn"]))
    assert "robust" not in text.partition("Further measurements")[0]
    parameters = fitted("robust")["parameters"] | {"photographs": {"share": 0.5}}
    given = {"robust.provenance": fitted("robust", parameters=parameters)}
    text = words(write_page(["cnn", "robust"], given=given))
    assert "trained on 54 images (robust also on photographs) and tested on 6." in text
    assert "labels of length 3; robust gets images with three channels." in text
    assert "photographsnone50% of each batch" in text


def test_the_training_time_counts_each_model_once(write_page):
    text = words(write_page(["svm", "knn", "ensemble"]))
    assert "training time, all models6.0 s" in text


def test_what_fits_were_made_with_is_told_by_model_where_it_differs(write_page, fitted, cells):
    later = fitted("cnn", time="2020-01-02T04:00:00+00:00", commit="fedcba" * 7, seed=1)
    page = write_page(["svm", "cnn"], given={"cnn.provenance": later})
    text = words(page)
    assert Page(page).open == []
    assert "fits started2020-01-02 03:04:05 UTC to 2020-01-02 04:00:00 UTC" in text
    assert "processora processor, 2 cores" in text
    assert "one training of each model, with the seed 0 and 1" in text
    _, table = page.split("Where the fits and this page differ</caption>")
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table))
    assert {name: cells(row) for name, row in rows.items()} == {
        "svm": ["2020-01-02 03:04:05 UTC", "0123456789ab", "0"],
        "cnn": ["2020-01-02 04:00:00 UTC", "fedcbafedcba", "1"],
        "this page": ["2020-01-02 03:04:05 UTC", "0123456789ab", "0"],
    }


def test_the_accuracy_with_one_view_stands_next_to_the_average(page, cells):
    text = words(page)
    assert "original, mirrored and shifted (cnn: 10 views)." in text
    assert "averaged over 10 views of each image; with one view, its accuracy is 50.00%." in text
    (table,) = re.findall("cost of each model</caption>(.*?)</table>", page, re.DOTALL)
    rows = re.findall(r"<code>(\w+)</code></th>(.*?)</tr>", table, re.DOTALL)
    assert {name: cells(row)[:3:2] for name, row in rows} == {
        "svm": ["66.67%30.0% to 90.3%", ""],
        "cnn": ["66.67%30.0% to 90.3%", "50.00%"],
    }


def test_the_summary_gives_the_views_and_the_accuracy_with_one_view(write_page):
    text = words(write_page(["cnn"]))
    assert "averaged over 10 views of each image; with one view, its accuracy is 50.0%." in text
    assert "with one view, its accuracy" not in words(write_page(["svm"]))
