import pytest

from fashion_mnist.runtime import mlflow_store


def test_values_in_nested_blocks_have_paths():
    blocks = {"seed": 0, "cnn": {"training": {"epochs": 3}, "layers": ["a", "b"]}}
    assert list(mlflow_store.flatten(blocks)) == [
        ("seed", 0),
        ("cnn.training.epochs", 3),
        ("cnn.layers", ["a", "b"]),
    ]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # MLflow's use of SQLAlchemy
def test_a_run_is_kept_with_its_parameters_metrics_and_files(tmp_path):
    report = tmp_path / "report.html"
    report.write_text("a report")
    many = {f"p{number}": number for number in range(250)}
    for since in (1000.0, 2000.0):
        mlflow_store.keep_run(
            tmp_path / "store",
            since=since,
            name="reporting",
            parameters={"seed": 7, "many": many},
            metrics={"svm.metrics": {"accuracy": 0.9, "best": "coat"}},
            files={"report": report, "svm.model@fitted": report},
        )
    client = mlflow_store.MlflowClient(f"sqlite:///{tmp_path}/store/mlflow.db")
    experiment = client.get_experiment_by_name(mlflow_store.EXPERIMENT)
    last, first = client.search_runs([experiment.experiment_id])
    assert (first.info.start_time, last.info.start_time) == (1_000_000, 2_000_000)
    assert last.info.status == "FINISHED"
    assert last.info.run_name == "reporting"
    assert last.data.params["seed"] == "7"
    assert len(last.data.params) == 251
    assert last.data.metrics == {"svm.accuracy": 0.9}
    kept = client.list_artifacts(last.info.run_id, "svm/model")
    assert [file.path for file in kept] == ["svm/model/report.html"]
    assert len(list((tmp_path / "store/artifacts").rglob("report.html"))) == 4
