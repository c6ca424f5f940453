"""Whole commands whose data are in an object store: an S3 server of this machine."""

import json
from contextlib import ExitStack

import fsspec
import pytest
from projects import KEDRO, copy_project, disturb, run

pytest.importorskip("s3fs")
pytest.importorskip("moto")

from stores import BUCKET, KEYS, serve_s3

from fashion_mnist.parameters import model_names

pytestmark = pytest.mark.slow

RUN = [KEDRO, "run", "--env=smoke"]
STAGES = ["data_engineering", *model_names.CLASSICAL, "evaluation", "reporting"]
WITHOUT_NETWORKS = [*RUN, f"--namespaces={','.join(STAGES)}"]


@pytest.fixture(scope="module")
def server():
    with serve_s3() as address:
        yield {**KEYS, "client_kwargs": {"endpoint_url": address}}


@pytest.fixture(scope="module")
def project(server, tmp_path_factory):
    """A copy of the project that keeps its data in a bucket; everything has been run."""
    folder = copy_project(tmp_path_factory.mktemp("store") / "project")
    keep_data_at(folder, f"s3://{BUCKET}/smoke")
    (folder / "conf/smoke/credentials.yml").write_text(json.dumps({"s3": server}))
    (folder / "printed.txt").write_text(run(WITHOUT_NETWORKS, folder))
    return folder


def keep_data_at(project, address):
    (project / "conf/smoke/globals.yml").write_text(json.dumps({"data": address}))


@pytest.fixture
def predictions(server):
    """The bytes of all predictions in the bucket, when they are asked for."""
    filesystem = fsspec.filesystem("s3", use_listings_cache=False, **server)
    place = f"{BUCKET}/smoke/07_model_output"

    def read():
        found = filesystem.glob(f"{place}/*/*predictions.parquet")
        return {path.removeprefix(f"{place}/"): filesystem.cat(path) for path in found}

    return read


def test_every_prediction_is_that_of_a_run_on_this_machine(predictions, project, smoke_project):
    local = smoke_project / "data/smoke/07_model_output"
    expected = {
        path.relative_to(local).as_posix(): path.read_bytes()
        for model in model_names.CLASSICAL
        for path in local.glob(f"{model}/*predictions.parquet")
    }
    assert len(expected) == 2 * len(model_names.CLASSICAL)
    assert predictions() == expected


def test_only_raw_files_and_hidden_notes_are_on_this_machine(project):
    assert (
        f"Report:  s3://{BUCKET}/smoke/08_reporting/report.html"
        in (project / "printed.txt").read_text()
    )
    here = [path.name for path in (project / "data").iterdir()]
    assert sorted(name for name in here if not name.startswith(".")) == ["01_raw"]
    assert not list(project.glob("s3*"))


def test_what_is_up_to_date_is_not_run_again(project):
    assert "0 of" in run([KEDRO, "changes", *WITHOUT_NETWORKS[2:]], project)
    assert "Ran 0 nodes" in run(WITHOUT_NETWORKS, project)


def test_a_cluster_gives_the_same_bytes(predictions, project):
    before = predictions()
    options = ["--runner=fashion_mnist.runtime.DaskRunner", "--runner-params=everything=true"]
    printed = run([*RUN, *options, "--namespaces=knn"], project)
    assert "knn.fit: " in printed
    assert predictions() == before
    assert "Ran 0 nodes" in run([*RUN, "--namespaces=knn"], project)


def test_pictures_are_answered(project, tmp_path):
    (tmp_path / "none.png").write_text("no picture")
    command = [*RUN, "--pipelines=inference", f"--params=pictures={tmp_path}"]
    printed = run(command, project)
    assert "none.png" in printed
    assert f"Page: s3://{BUCKET}/smoke/08_reporting/pictures.html" in printed


@pytest.mark.fault
def test_a_store_that_goes_away_in_the_middle_of_a_run_is_told(tmp_path):
    folder = copy_project(tmp_path / "project")
    keep_data_at(folder, f"s3://{BUCKET}/gone")  # servers of a process share their files
    with ExitStack() as server:
        options = {**KEYS, "client_kwargs": {"endpoint_url": server.enter_context(serve_s3())}}
        (folder / "conf/smoke/credentials.yml").write_text(json.dumps({"s3": options}))
        store = fsspec.filesystem("s3", use_listings_cache=False, **options)
        code, printed = disturb(
            WITHOUT_NETWORKS,
            folder,
            when=lambda _: store.glob(f"{BUCKET}/gone/05_model_input/**"),
            how=lambda _: server.close(),
        )
    assert code == 1, printed
    assert "Error: Expected to read and write files in a store. Received: Could not" in printed
    assert "Traceback" not in printed


@pytest.mark.bad_input
def test_a_bucket_that_is_missing_is_told_before_any_node(project):
    keep_data_at(project, "s3://none/smoke")
    printed = run(RUN, project, code=1)
    keep_data_at(project, f"s3://{BUCKET}/smoke")
    assert "Error: Expected to write s3://none/smoke/.run.json" in printed
    assert "The specified bucket does not exist" in printed
    assert "Traceback" not in printed
    assert "fit" not in printed
