"""The notebooks have no outputs in the repository, and their statements about a run are true.

test_browser checks them in the site.
"""

import base64
import json
import os
import re

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from projects import PROJECT
from scipy.stats import binom, binomtest

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def code_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs_and_define_nothing(path):
    for cell in code_cells(nbformat.read(path, 4)):
        assert cell.outputs == []
        assert cell.execution_count is None
        assert "def " not in cell.source
        assert "open(" not in cell.source


@pytest.fixture(scope="module")
def execute(smoke_project):
    """Run a notebook on the smoke run, with a text replaced and a cell added; give its cells."""

    def run_notebook(stem, old=None, new="", then=""):
        book = nbformat.read(smoke_project / f"notebooks/{stem}.ipynb", 4)
        if old is not None:
            (cell,) = (cell for cell in book.cells if old in cell.source)
            cell.source = cell.source.replace(old, new)
        book.cells.append(nbformat.v4.new_code_cell(then))
        place = {"metadata": {"path": str(smoke_project / "notebooks")}}
        environment = {"KEDRO_ENV": "smoke", "PLOTLY_RENDERER": "plotly_mimetype"}
        NotebookClient(book, timeout=600, resources=place).execute(env=os.environ | environment)
        return code_cells(book)

    return run_notebook


@pytest.fixture(scope="module")
def compared(execute):
    return execute("2_models", "facet_col_wrap=5", "facet_col_wrap=2")  # rows, of few images


@pytest.fixture(scope="module")
def variant(execute):
    return execute(
        "4_variant",
        then="import json\n"
        "blocks = [catalog.load('params:resnet').model_dump(), variant.model_dump()]\n"
        "print(json.dumps(blocks))\n"
        "print(json.dumps([table['y_pred'].tolist() for table in predictions.values()]))",
    )


def found(cells):
    """The sentences that begin with `Found:`."""
    data = [output.get("data", {}) for cell in cells for output in cell.outputs]
    texts = [one.get("text/markdown", "") for one in data]
    return [text.removeprefix("**Found:** ") for text in texts if text.startswith("**Found:** ")]


def printed(cell):
    return [json.loads(line) for line in cell.outputs[-1].text.splitlines()]


def list_pictures(cells):
    """Each image of the figure of captioned images, and the caption right above it."""
    (cell,) = (cell for cell in cells if "captions" in cell.source)
    figure = cell.outputs[-1].data["application/vnd.plotly.v1+json"]
    layout = figure["layout"]
    for trace in figure["data"]:
        across, up = (
            layout[f"{axis[0]}axis{axis[1:]}"]["domain"]
            for axis in (trace["xaxis"], trace["yaxis"])
        )
        (caption,) = (
            note["text"]
            for note in layout["annotations"]
            if (note["x"], note["y"]) == pytest.approx((sum(across) / 2, up[1]))
        )
        image = np.frombuffer(base64.b64decode(trace["z"]["bdata"]), trace["z"]["dtype"])
        yield image.reshape(28, 28), caption


@pytest.mark.slow
def test_each_caption_is_above_its_image(compared, smoke_project):
    data = smoke_project / "data/smoke"
    pixels = np.load(data / "02_intermediate/test/pixels.npy")
    pair = json.loads((data / "07_model_output/chosen_pair.json").read_text())
    network, classical = (
        pd.read_parquet(data / "07_model_output" / pair[kind] / "predictions.parquet")
        for kind in ("network", "classical")
    )
    classes = network.columns.drop(["y_true", "y_pred"])
    pictures = list(list_pictures(compared))
    assert len(pictures) > 2  # in two rows
    for image, caption in pictures:
        ((index,),) = (pixels == image).all(axis=(1, 2)).nonzero()
        label, answer = network["y_true"][index], classical["y_pred"][index]
        assert network["y_pred"][index] == label != answer
        assert caption == f"{classes[label]},<br>not {classes[answer]}"


@pytest.mark.slow
def test_accuracies_are_those_of_the_predictions(compared, smoke_project):
    folder = smoke_project / "data/smoke/07_model_output"
    text = found(compared)[0]
    said = re.search(r"`(\w+)`, classifies ([\d.]+)%.*`(\w+)`, ([\d.]+)%", text).groups()
    for model, share in zip(said[::2], said[1::2], strict=True):
        table = pd.read_parquet(folder / model / "predictions.parquet")
        accuracy = (table["y_true"] == table["y_pred"]).mean()
        assert float(share) == pytest.approx(100 * accuracy, abs=0.0501)
    tests = pd.read_csv(smoke_project / "data/smoke/08_reporting/pairwise_tests.csv")
    (row,) = tests[tests[["model", "other"]].isin(said[::2]).all(axis=1)].to_dict("records")
    assert ("is not significant" in text) == (row["p_holm"] > 0.05)


@pytest.mark.slow
def test_what_the_data_are_is_so(execute, smoke_project):
    folder = smoke_project / "data/smoke/02_intermediate"
    counts, black, alike = found(execute("1_data"))
    labels = {
        part: np.load(folder / part / "labels.npy") for part in ("train", "validation", "test")
    }
    for part, of_part in labels.items():
        assert f"{part}: {len(of_part):,} images" in counts
    by_class = np.bincount(labels["train"])
    assert f"has {by_class.min():,} images and the largest {by_class.max():,}." in counts
    pixels = np.load(folder / "test/pixels.npy")
    assert f"{np.mean(pixels == 0):.0%} of all pixels" in black
    images = np.load(folder / "train/pixels.npy").reshape(len(labels["train"]), -1)
    means = [images[labels["train"] == label].mean(axis=0) for label in range(10)]
    assert f"({np.tril(np.corrcoef(means), -1).max():.2f})" in alike


@pytest.mark.slow
def test_the_verdict_on_a_picture_is_that_of_the_model(execute):
    cells = execute(
        "3_own_picture",
        then="import json\n"
        "(row,) = classifier([picture]).to_dict('records')\n"
        "print(json.dumps([row['model'], row['class'], row['probability'], about['accuracy']]))",
    )
    ((model, answer, probability, accuracy),) = printed(cells[-1])
    (text,) = found(cells)
    assert text.startswith(f"`{model}` predicts {answer} with a probability of {probability:.0%},")
    assert f"It classifies {accuracy:.1%} of" in text


@pytest.mark.slow
def test_a_variant_differs_in_one_parameter(variant):
    blocks, _ = printed(variant[-1])
    of_study, of_variant = (pd.json_normalize(block).to_dict("records")[0] for block in blocks)
    different = [path for path, value in of_study.items() if of_variant[path] != value]
    assert different == ["training.epochs"]


@pytest.mark.slow
def test_what_is_said_of_a_variant_follows_from_its_predictions(variant, smoke_project):
    _, predictions = printed(variant[-1])
    labels = np.load(smoke_project / "data/smoke/02_intermediate/validation/labels.npy")
    right = dict(zip(("resnet", "short resnet"), np.array(predictions) == labels, strict=True))
    better, worse = sorted(right, key=lambda name: -right[name].sum())
    won, lost = (
        int((right[one] & ~right[other]).sum()) for one, other in ((better, worse), (worse, better))
    )
    exact = binomtest(won, won + lost).pvalue
    p_value = exact - binom.pmf(lost, won + lost, 0.5)  # McNemar's mid-p test
    (text,) = found(variant)
    points = 100 * (won - lost) / len(labels)
    assert text.startswith(f"`{better}` classifies {points:.1f} points more of the validation")
    assert f"than `{worse}`" in text
    assert ("is statistically significant" in text) == (p_value <= 0.05)
    assert f"(p = {p_value:.2g})" in text
