"""Tables are copied from a run into docs/measured, with a description of the run."""

import json

import measured_pages
import measured_tables as tables
import numpy as np
import pandas as pd
import pytest
from benchmarks.__main__ import describe_run, keep

from kedro_incremental.datasets import stat_file
from kedro_incremental.records import Records

RUN = {
    "command": "kedro run --pipelines=seeds,reporting",
    "commit": "aaaaaaaaaaaaaaaa",
    "modified": False,
    "python": "3.12.1",
    "processor": "a processor",
    "cores": 2,
    "memory_gib": None,
    "packages": {"tensorflow": "2.21.0"},
}
SEEDS = "model,runs,mean,standard_deviation,lowest,highest\ncnn,3,0.9319,0.0013,0.931,0.9333\n"


class Project:
    """A project whose seeds were trained on one day and compared on another."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "data/08_reporting/seeds.csv"
        self.file.parent.mkdir(parents=True)
        self.file.write_text(SEEDS)
        (folder / "docs/measured").mkdir(parents=True)
        (folder / "README.md").write_text(
            "Before.\n<!-- measured: seeds -->\n<!-- end -->\nAfter.\n"
        )
        fit = folder / "data/06_models/cnn/provenance.json"
        fit.parent.mkdir(parents=True)
        fit.write_text(json.dumps({"commit": "ffffffffffffffff", "time": "2020-01-01"}))
        self.records = {
            "cnn.fit": self.record("2020-01-01", [], ["cnn.network@fitted", "cnn.provenance"], {}),
            "again": self.record("2020-01-02", ["raw"], ["cnn.repeat_1.predictions"], RUN),
            "compare": self.record(
                "2020-01-03", ["cnn.network", "cnn.repeat_1.predictions"], ["seeds"], RUN
            ),
            "other": self.record("2020-01-09", [], ["depth_effects"], RUN | {"commit": "eeee"}),
        }
        self.records["cnn.fit"]["tags"] = ["deep_learning"]
        self.records["compare"]["files"] = {str(self.file): stat_file(self.file)._asdict()}
        self.save()

    def record(self, day, inputs, outputs, run):
        return {
            "made": f"{day}T10:00:00+00:00",
            "tags": ["reporting", "seeds"],
            "inputs": dict.fromkeys(inputs, ""),
            "outputs": dict.fromkeys(outputs, ""),
            "files": {},
            "run": run,
        }

    def save(self):
        store = Records(str(self.folder / "data/.records"))
        for name, record in self.records.items():
            run = {key: value for key, value in record["run"].items() if key != "command"}
            facts = {"command": record["run"].get("command"), "facts": {"machine": run}}
            store.save(f"run-{name}", facts | {"files": {}, "places": {}})
            store.save(name, record | {"node": name, "run_id": name, "places": {}})

    def made(self):
        measured_pages.copy_tables(self.folder, ["seeds"])
        return measured_pages.read(self.folder / "docs/measured", "seeds")["made"]


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_table_is_copied_with_the_run_that_made_it(project):
    assert measured_pages.copy_tables(project.folder) == ["seeds"]
    assert (project.folder / "README.md").read_text() == (
        "Before.\n<!-- measured: seeds -->\n\n"
        "| model | seeds | mean accuracy | standard deviation | lowest and highest |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `cnn` | 3 | 93.19% | 0.13 points | 93.10%, 93.33% |\n\n"
        "Made by `kedro run --pipelines=seeds,reporting` on a processor, 2 cores, on 2020-01-02 "
        "to 2020-01-03, Python 3.12.1, TensorFlow 2.21.0, commit aaaaaaaaaaaa; models fitted at "
        "commit ffffffffffff.\n\n"
        "<!-- end -->\nAfter.\n"
    )


def test_all_runs_behind_a_table_are_told_and_the_command_is_the_last_ones(project):
    earlier = {"commit": "bbbbbbbbbbbbbbbb", "modified": True, "cores": 8, "command": "kedro run"}
    project.records["again"]["run"] = RUN | earlier
    project.save()
    made = project.made()
    assert made["commit"] == "bbbbbbbbbbbb, with changes and aaaaaaaaaaaa"
    assert made["machine"] == "a processor, 8 cores and a processor, 2 cores"
    assert made["command"] == RUN["command"]


def test_a_file_that_no_run_left_so_is_refused(project):
    project.file.write_text(SEEDS.replace("0.9319", "0.9919"))
    with pytest.raises(ValueError, match=r"Expected a file as a run left it.*seeds\.csv"):
        project.made()
    assert not list(project.folder.glob("docs/measured/*"))


def test_a_run_whose_commit_was_not_kept_is_refused(project):
    project.records["again"]["run"] = {}
    project.save()
    with pytest.raises(ValueError, match="kedro run --pipelines=seeds --everything"):
        project.made()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("depth", "that runs have made. Received none of depth"),
        ("deep", "Received deep: they are models, best"),
    ],
)
def test_a_table_that_there_is_not_is_refused(project, name, told):
    with pytest.raises(ValueError, match=told):
        measured_pages.copy_tables(project.folder, [name])


def test_a_benchmark_keeps_its_rows_and_its_run(tmp_path):
    run = describe_run("svm")
    keep("svm", run, [("svm", "1 s", "2 s", "2 times", "other")], tmp_path)
    table = measured_pages.measure_benchmark(tmp_path / "svm.json")
    assert table["rows"] == [["svm", "1 s", "2 s", "2 times", "other"]]
    assert table["columns"] == ["benchmark", "ours", "other", "ratio", "compared with"]
    assert table["made"]["command"] == "python -m benchmarks svm"
    assert len(table["made"]["date"]) == len("2020-01-02")


def test_of_a_benchmark_the_versions_of_what_was_compared_are_told():
    for version, told in (("2.13.0", ", PyTorch 2.13.0"), ("absent", "")):
        run = RUN | {"packages": {"tensorflow": "2.21.0", "torch": version}}
        described = tables.describe_machine(run)["software"]
        assert described == f"Python 3.12.1, TensorFlow 2.21.0{told}"


CLEAN = {"all": (0.93, 10_000), "without near-duplicates": (0.94, 9_000)}
CONDITIONS = ("clean", "geometry", "plain", "gradient", "texture", "clutter", "photograph")
EFFECT = {"difference": 0.0143, "low": -0.0027, "high": 0.02, "differ": False}
ROBUSTNESS = {
    "relative_robustness": 0.5,
    "relative_robustness_low": 0.49,
    "relative_robustness_high": 0.51,
    "clean": 0.9,
    "geometry": 0.6,
    "backgrounds": 0.25,
    "corruptions": 0.4,
    "images": 1000,
}
TRIAL = {
    "model": "svm",
    "trial": 1,
    "steps.SVC.C": 1.0,
    "steps.SVC.kernel": "rbf",
    "selection_accuracy": 0.8,
    "p_holm": 0.2,
}
ANSWERS = {"accuracy": 0.5, "accuracy_low": 0.4, "accuracy_high": 0.6, "accuracy_when_sure": 1.0}


@pytest.mark.parametrize(
    ("tabulate", "given", "rows"),
    [
        (
            tables.robustness,
            [{"model": "robust"} | ROBUSTNESS, {"model": "svm"} | ROBUSTNESS],
            ["`svm`|50.0%|49.0-51.0%|90.0%|60.0%|25.0%|40.0%|1,000"],
        ),
        (
            tables.robustness_of_robust,
            [{"model": "robust"} | ROBUSTNESS, {"model": "svm"} | ROBUSTNESS],
            ["`robust`|50.0%|49.0-51.0%|90.0%|60.0%|25.0%|40.0%|1,000"],
        ),
        (
            tables.backgrounds,
            [
                {"model": model, "condition": name, "accuracy": 0.9 - place / 10, "images": 1000}
                for model in ("cnn", "robust")
                for place, name in enumerate(CONDITIONS)
            ],
            ["`cnn`|90.0%|80.0%|70.0%|60.0%|50.0%|40.0%|30.0%|1,000"],
        ),
        (
            tables.backgrounds_of_robust,
            [{"condition": name, "accuracy": 0.9, "images": 10_000} for name in CONDITIONS],
            ["`robust`|90.0%|90.0%|90.0%|90.0%|90.0%|90.0%|90.0%|10,000"],
        ),
        (
            tables.nearest_neighbours,
            [
                {"distance": 0.5, "label": "Coat", "label_of_neighbour": "Coat"},
                {"distance": 1.5, "label": "Coat", "label_of_neighbour": "Shirt"},
                {"distance": 9.0, "label": "Coat", "label_of_neighbour": "Coat"},
            ],
            [
                *("0|0 (0.0%)|0", "1|1 (33.3%)|1"),
                *("1.5|2 (66.7%)|1", "2|2 (66.7%)|1", "3|2 (66.7%)|1"),
            ],
        ),
        (
            tables.label_errors,
            [
                {"part": "test", "given": "Shirt", "suggested": "Coat"},
                {"part": "test", "given": "Coat", "suggested": "Shirt"},
                {"part": "test", "given": "Bag", "suggested": "Coat"},
            ],
            ["test|3|Coat and Shirt (2)"],
        ),
        (
            tables.accuracy_on_clean_data,
            [
                {"model": "cnn", "test_images": part, "accuracy": accuracy, "images": images}
                for part, (accuracy, images) in CLEAN.items()
            ],
            ["test images|10,000|9,000", "`cnn`|93.00%|94.00%"],
        ),
        (
            tables.heat_maps,
            [
                {"model": "cnn", "layer": layer, "method": method, "measure": name, "value": 0.25}
                for layer, method, names in (
                    (
                        "conv3",
                        "gradcam",
                        ("heat_on_item", "pointing_game", "insertion", "deletion"),
                    ),
                    ("any", "chance", ("pointing_game",)),
                )
                for name in names
            ],
            ["`cnn`|conv3|gradcam|25.0%|0.250|0.250", "`cnn`|any|chance|25.0%||"],
        ),
        (
            tables.techniques,
            [
                {"technique": "all", "comparison": "all"} | EFFECT,
                {"technique": "shift", "comparison": "added alone"} | EFFECT,
                {"technique": "shift", "comparison": "left out"} | EFFECT | {"differ": True},
            ],
            [
                "random shifts by 1 pixel|+1.43 (-0.27 to +2.00)|**+1.43** (-0.27 to +2.00)",
                "all techniques|+1.43 (-0.27 to +2.00)|",
            ],
        ),
        (
            tables.classical_techniques,
            [
                {"model": "svm", "technique": "pca"} | EFFECT | {"difference": -0.01},
                {"model": "svm", "technique": "edges"} | EFFECT,
            ],
            [
                "`svm`|edges in addition to brightness|+1.43 (-0.27 to +2.00)",
                "`svm`|PCA|-1.00 (-0.27 to +2.00)",
            ],
        ),
        (
            tables.depth,
            [{"depth": 8, "plain": 0.5, "residual": 0.4} | EFFECT | {"p_holm": 0.25}],
            ["8|0.500|0.400|+0.014|-0.003 to +0.020|0.250"],
        ),
        (
            tables.exports,
            [
                {"model": "svm", "format": "onnx", "bytes": 2_000_000, "milliseconds": 0.123}
                | {"largest_difference": 0.001, "equal_answers": 1.0},
                {"model": "svm", "format": "litert", "bytes": 0},
            ],
            ["`svm`|ONNX|2.0 MB|0.12|1e-03|100.0%"],
        ),
        (
            tables.photographs,
            [
                {"model": "robust", "by": by, "name": by, "images": 20, "sure": sure} | ANSWERS
                for by, sure in (("all", 0.25), ("group", 0.5), ("kind", 0.0), ("no class", 0.0))
            ],
            [
                "`robust`|all classes|20|50.0%|40.0-60.0%|25.0%|100.0%",
                "`robust`|group|20|50.0%|40.0-60.0%|50.0%|100.0%",
                "`robust`|kind|20|50.0%|40.0-60.0%|0.0%|",
            ],
        ),
        *(
            (
                tabulate,
                [
                    {"model": "released", "by": by, "name": name, "images": 20, "sure": 0.25}
                    | ANSWERS
                    for by, name in (("all", "all"), *(("group", group) for group in groups))
                ],
                [f"`released`|{name}|20|50.0%|40.0-60.0%|25.0%|100.0%" for name in names],
            )
            for tabulate, groups, names in (
                (tables.pictures_of("a_b"), ["a_b", "c"], ["all classes", "a b", "c"]),
                (tables.pictures_of("a_b"), ["a_b"], ["all classes"]),
                (tables.pictures_of("a_b"), ["c", "d"], []),
                (tables.pictures_of("noto", "pictograms"), ["noto"], ["all classes"]),
                (tables.photographs_sealed, ["a_b"], []),
                (tables.photographs_sealed, ["sealed"], ["sealed"]),
            )
        ),
        (
            tables.photographs_of_compact,
            [
                {"model": "compact", "by": by, "name": by, "images": 20, "sure": 0.25} | ANSWERS
                for by in ("all", "kind")
            ],
            ["`compact`|all classes|20|50.0%|40.0-60.0%|25.0%|100.0%"],
        ),
        (
            tables.search_of("svm"),
            [
                TRIAL | {"accuracy": 0.9, "best": False},
                TRIAL | {"trial": 2, "steps.SVC.C": 5.4321, "accuracy": 0.91, "best": True},
            ],
            ["`svm`|2|90.00%|91.00%|C 5.43, kernel rbf|0.200"],
        ),
        (
            tables.search_of("svm"),
            [TRIAL | {"accuracy": 0.9, "best": True, "p_holm": np.nan}],
            ["`svm`|1|90.00%|90.00%|the study's|"],
        ),
        (tables.search_of("knn"), [{"model": "svm", "best": True}], []),
    ],
)
def test_rows_of_a_table(tabulate, given, rows):
    assert ["|".join(row.values()) for row in tabulate(pd.DataFrame(given))] == rows
