import errno
import logging
import os
import tempfile
from contextlib import nullcontext
from pathlib import Path
from pickle import UnpicklingError
from types import FunctionType

import click
import pytest
from kedro.config import MissingConfigException
from kedro.framework.session import KedroSession
from kedro.io import AbstractDataset, DataCatalog, DatasetError
from kedro.pipeline import node
from kedro.runner import SequentialRunner, ThreadRunner

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.session import StudySession
from kedro_incremental import IncrementalError, IncrementalRunner
from kedro_incremental.run_catalog import RunCatalog

COMMAND = click.Context(click.Command("run"))


@pytest.fixture
def run(configured, monkeypatch, tmp_path):
    """Run a session whose pipelines raise an error, before or after the first node."""

    def run(error, after_start=True, context=COMMAND, **options):
        def fail(self, *args, runner, **more):
            runner.has_started = after_start
            raise error

        monkeypatch.setattr(KedroSession, "run", fail)
        with context:
            StudySession("id", project_path=tmp_path).run(**options)

    return run


class Failing(AbstractDataset):
    """Raises what a function raises, whether it is loaded or saved."""

    def __init__(self, fail):
        self.fail = fail

    def load(self):
        self.fail()

    def save(self, data):
        self.fail()

    def _describe(self):
        return {}


def catch(use, *given):
    with pytest.raises(DatasetError) as caught:
        use(*given)
    return caught.value


def raising(error, module):
    """A function of a module that raises an error."""

    def fail():
        raise error

    return FunctionType(fail.__code__, {"__name__": module}, closure=fail.__closure__)


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "kind", [InputError, IncrementalError, DatasetError, MissingConfigException]
)
def test_a_mistake_of_the_user_ends_with_its_message(run, kind):
    with pytest.raises(click.ClickException, match=r"Expected a\."):
        run(kind("Expected a."))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "error", [ValueError("a bug"), TypeError("a bug"), FileNotFoundError(errno.ENOENT, "a bug")]
)
def test_an_error_of_a_node_keeps_its_traceback(run, error):
    with pytest.raises(type(error), match="a bug"):
        run(error)


@pytest.mark.fault
def test_a_full_disk_is_told_without_a_file(run):
    with pytest.raises(click.ClickException, match=r"Received for a file: No space left"):
        run(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.bad_input
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.ENOTDIR])
def test_what_the_system_refuses_ends_with_the_file_and_the_reason(run, number):
    reason = os.strerror(number)
    expected = f"Received for data/cnn.csv: {reason}. Allow it, or free some space"
    with pytest.raises(click.ClickException, match=expected):
        run(OSError(number, reason, "data/cnn.csv"))


OURS, ELSEWHERE = "fashion_mnist.datasets.arrays", "json.decoder"


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("error", "module"),
    [
        (TypeError("a bug"), OURS),
        (KeyError("a bug"), ELSEWHERE),  # a library that is called wrongly
        (AttributeError("a bug"), ELSEWHERE),
        (ValueError("a bug"), OURS),
    ],
)
def test_an_error_of_the_code_of_a_dataset_keeps_its_traceback(run, error, module):
    catalog = DataCatalog({"table": Failing(raising(error, module))})
    for failed in (catch(catalog.load, "table"), catch(catalog.save, "table", 1)):
        with pytest.raises(DatasetError, match="a bug"):
            run(failed)


@pytest.mark.bad_input
def test_a_value_that_cannot_be_saved_is_an_error_of_code(run):
    with pytest.raises(DatasetError, match="a bug"):
        run(catch(Failing(raising(ValueError("a bug"), ELSEWHERE)).save, 1))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("error", "module"),
    [
        (ValueError("no number"), ELSEWHERE),
        (EOFError("no number"), ELSEWHERE),
        (UnpicklingError("no number"), ELSEWHERE),
        (FileNotFoundError(errno.ENOENT, "no number"), OURS),
        (InputError("no number"), OURS),
        (IncrementalError("no number"), "kedro_incremental.pickles"),
    ],
)
def test_what_a_file_can_cause_ends_with_its_message(run, error, module):
    catalog = DataCatalog({"table": Failing(raising(error, module))})
    with pytest.raises(click.ClickException, match=r"(?s)^table: Failed while loading.*no number"):
        run(catch(catalog.load, "table"))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    "kind", ["json.JSONDataset", "yaml.YAMLDataset", "pandas.CSVDataset", "pandas.ParquetDataset"]
)
def test_a_damaged_file_ends_with_its_name(run, tmp_path, kind):
    (tmp_path / "table").write_bytes(b'{"\xff')
    catalog = DataCatalog.from_config({"t": {"type": kind, "filepath": f"{tmp_path}/table"}})
    with pytest.raises(click.ClickException, match=f"{tmp_path}/table"):
        run(catch(catalog.load, "t"))


@pytest.fixture
def lost_store(monkeypatch):
    """A catalog in a store that has gone away."""
    s3fs = pytest.importorskip("s3fs")
    stores = pytest.importorskip("stores", reason="moto is missing")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    with stores.serve_s3() as address:
        credentials = {
            **stores.KEYS,
            "client_kwargs": {"endpoint_url": address},
            "config_kwargs": {"retries": {"max_attempts": 0}},
        }
        entry = {"type": "json.JSONDataset", "credentials": credentials}
        names = ("kept", "new")
        entries = {n: entry | {"filepath": f"s3://{stores.BUCKET}/{n}"} for n in names}
        make = node(lambda: (1, 2), None, [*names], name="make")
        catalog = RunCatalog(DataCatalog.from_config(entries), make)
        catalog.save("kept", 1)
    yield catalog
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.fault
@pytest.mark.parametrize(
    "use",
    [
        lambda catalog: catalog.load("kept"),
        lambda catalog: catalog.save("new", 1),
        lambda catalog: catalog.exists("kept"),
    ],
    ids=["load", "save", "exists"],
)
def test_a_store_that_goes_away_ends_a_run_with_a_sentence(run, lost_store, use):
    with pytest.raises(Exception, match="Could not connect") as caught:
        use(lost_store)
    with pytest.raises(click.ClickException, match=r"in a store\. Received: Could not connect"):
        run(caught.value)


@pytest.mark.bad_input
@pytest.mark.parametrize("error", [InputError("Expected a."), DatasetError("Expected a.")])
def test_in_a_notebook_an_error_is_raised_as_it_is(run, error):
    with pytest.raises(type(error), match=r"Expected a\."):
        run(error, context=nullcontext())
    with pytest.raises(InputError, match="Did you mean 'svm'"):
        run(error, context=nullcontext(), namespaces=["smv"])


@pytest.mark.bad_input
def test_what_kedro_refuses_before_the_first_node_ends_with_its_message(run):
    with pytest.raises(click.ClickException, match="no nodes"):
        run(ValueError("no nodes"), after_start=False)


@pytest.mark.bad_input
def test_where_a_mistake_was_is_logged_for_debugging(run, caplog):
    caplog.set_level(logging.DEBUG, "fashion_mnist")
    with pytest.raises(click.ClickException):
        run(InputError("Expected a."))
    assert "Traceback" in caplog.text
    assert "in fail" in caplog.text


@pytest.mark.bad_input
@pytest.mark.parametrize("error", [InputError("Expected a."), ValueError("not in conf/")])
def test_a_mistake_in_the_configuration_ends_any_command_with_its_message(
    monkeypatch, tmp_path, error
):
    def fail(self):
        raise error

    monkeypatch.setattr(KedroSession, "load_context", fail)
    session = StudySession("id", project_path=tmp_path)
    with pytest.raises(type(error)):  # in a notebook
        session.load_context()
    with click.Context(click.Command("catalog")), pytest.raises(click.ClickException):
        session.load_context()


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"pipeline_names": ["deep_lerning"]}, "Did you mean 'deep_learning'"),
        ({"namespaces": ["smv"]}, "Did you mean 'svm'"),
    ],
)
def test_unknown_names_are_refused_with_a_suggestion(run, options, message):
    with pytest.raises(click.ClickException, match=message):
        run(AssertionError("not reached"), **options)


@pytest.mark.bad_input
def test_a_name_that_is_like_no_other_gets_no_suggestion(begun):
    message = r"^Expected a pipeline: __default__, ablation, .*, seeds. Received: 'xyzzy'.$"
    with pytest.raises(InputError, match=message):
        begun(pipeline_names=["evaluation", "xyzzy"])


@pytest.fixture
def begun(monkeypatch, tmp_path):
    """Run a session; return with what Kedro's own would run, and its folder of temporary files."""
    found = []

    def note(self, *args, runner, **more):
        found[:] = runner, Path(tempfile.mkdtemp())

    def run(**options):
        StudySession("id", project_path=tmp_path).run(**options)
        return found

    monkeypatch.setattr(KedroSession, "run", note)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return run


def test_kedros_default_runner_is_replaced_and_no_other(begun):
    assert isinstance(begun()[0], IncrementalRunner)
    for chosen in (ThreadRunner(), SequentialRunner()):
        assert begun(runner=chosen)[0] is chosen
    with COMMAND:  # which makes that if nobody has asked for another
        assert isinstance(begun(runner=SequentialRunner())[0], IncrementalRunner)


def test_temporary_files_of_a_run_lie_in_one_folder_that_it_removes(begun, tmp_path):
    _, written = begun()
    assert written.parent.parent == tmp_path
    assert not list(tmp_path.iterdir())
