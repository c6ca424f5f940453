"""The pipelines that run on request, all in one command, on a few hundred images."""

import shutil

import numpy as np
import pandas as pd
import pytest
from projects import KEDRO, edit, run

from fashion_mnist.parameters import model_names
from fashion_mnist.pipeline_registry import ON_REQUEST

pytestmark = pytest.mark.slow

TRAININGS = 2
RUN = [KEDRO, "run", "--env=smoke"]


@pytest.fixture(scope="module")
def project(smoke_project, tmp_path_factory):
    """A copy of the smoke run in which everything on request has been run too, but pictures."""
    folder = shutil.copytree(smoke_project, tmp_path_factory.mktemp("requested") / "project")
    parameters = folder / "src/fashion_mnist/parameters"
    edit(parameters / "model_names.py", "TRAININGS = 3", f"TRAININGS = {TRAININGS}")
    edit(parameters / "architecture_names.py", "(8, 20, 32, 56)", "(8, 20)")
    names = [name for name in ON_REQUEST if name != "inference"]
    printed = run([*RUN, f"--pipelines={','.join(names)},evaluation,reporting"], folder)
    (folder / "printed.txt").write_text(printed)
    return folder


@pytest.fixture
def report(project):
    return (project / "data/smoke/08_reporting/report.html").read_text(encoding="utf-8")


def table(project, path):
    return pd.read_csv(project / "data/smoke" / path)


def test_nothing_is_printed_but_progress(project):
    printed = (project / "printed.txt").read_text()
    assert "Warning" not in printed
    assert "retracing" not in printed
    assert "Replacing" not in printed


def test_before_they_run_the_report_says_how_to_run_them(smoke_project, report):
    before = (smoke_project / "data/smoke/08_reporting/report.html").read_text(encoding="utf-8")
    assert "This has not been measured" in before
    assert "This has not been measured" not in report
    assert "not made in this run" not in report


def test_networks_are_trained_with_other_seeds(project):
    seeds = table(project, "08_reporting/seeds.csv")
    assert set(seeds["model"]) == set(model_names.NETWORKS)
    assert (seeds["runs"] == TRAININGS).all()
    folder = project / "data/smoke/07_model_output/resnet"
    first, again = (folder / f"{place}predictions.parquet" for place in ("", "repeat_1/"))
    assert first.read_bytes() != again.read_bytes()


def test_heat_maps_are_measured(project, report):
    measures = table(project, "08_reporting/explanation_measures.csv")
    assert set(measures["model"]) == set(model_names.NETWORKS)
    assert set(measures.loc[measures["model"] == "cnn", "layer"]) == {"any", "conv2", "conv3"}
    assert measures["value"].between(-1, 1).all()
    assert "Better than chance and noise" in report


def test_a_network_for_coloured_pictures_is_trained(project):
    backgrounds = np.load(project / "data/smoke/05_model_input/validation/backgrounds.npy")
    assert backgrounds.shape == (500, 28, 28, 3)
    assert table(project, "06_models/robust/layers.csv")["output_shape"][0] == "28x28x3"
    assert model_names.ROBUST in set(table(project, "08_reporting/comparison.csv")["model"])


def test_robustness_of_every_trained_model_is_measured(project):
    ranking = table(project, "08_reporting/robustness_ranking.csv")
    assert set(ranking["model"]) == set(model_names.trained())
    assert ranking["relative_robustness"].is_monotonic_decreasing
    conditions = table(project, "08_reporting/robustness.csv")
    assert len(conditions) == len(ranking) * (1 + 1 + 5 + 10 * 5)
    assert conditions["accuracy"].between(0, 1).all()
    assert ranking.set_index("model").loc["robust", "clean"] > 0.1


def test_doubtful_images_are_found(project):
    neighbours = table(project, "08_reporting/nearest_neighbours.csv")
    assert sorted(neighbours["index"]) == list(range(len(neighbours)))
    assert neighbours["distance"].is_monotonic_increasing
    clean = table(project, "08_reporting/accuracy_on_clean_data.csv")
    assert set(clean["model"]) == set(model_names.names())
    assert clean.groupby("model").size().eq(3).all()
    assert set(table(project, "08_reporting/label_errors.csv")["part"]) <= {"train", "test"}


def test_techniques_are_measured(project, report):
    effects = table(project, "07_model_output/technique_effects.csv")
    assert len(effects) == 15
    assert (effects["runs"] == TRAININGS).all()
    assert effects["difference"].between(-1, 1).all()
    classical = table(project, "07_model_output/classical_effects.csv")
    assert len(classical) == 11
    assert classical["difference"].between(-1, 1).all()
    assert "Added alone to the plain" in report


def test_shortcuts_are_measured(project, report):
    effects = table(project, "07_model_output/depth_effects.csv")
    assert effects["depth"].tolist() == [8, 20]
    assert "After equal steps the training loss of the network of 20 layers" in report


@pytest.mark.fault
@pytest.mark.parametrize(
    ("pipeline", "place"),
    [("ablation", "06_models/ablation/plain"), ("seeds", "06_models/cnn")],
)
def test_after_an_interrupt_only_what_is_missing_is_trained(project, pipeline, place):
    found = sorted((project / "data/smoke" / place).glob("r*_*/history.csv"))
    kept, lost = project / "data/smoke/06_models/ablation/recipe/run_0/history.csv", found[-1]
    time = kept.stat().st_mtime_ns
    lost.unlink()
    run([*RUN, f"--pipelines={pipeline}", "--only-missing-outputs"], project)
    assert lost.exists()
    assert kept.stat().st_mtime_ns == time
