import errno
import logging
import os

import click
import pytest
from kedro.config import MissingConfigException
from kedro.framework.session import KedroSession
from kedro.io import DatasetError
from kedro.runner import SequentialRunner, ThreadRunner

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.runner import ChangedRunner
from fashion_mnist.runtime.session import PlainSession, check_names, choose_runner


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a session whose pipelines raise an error, before or after the first node."""

    def run(error, after_start=True, **options):
        def fail(self, *args, runner, **more):
            runner.has_started = after_start
            raise error

        monkeypatch.setattr(KedroSession, "run", fail)
        return PlainSession("id", project_path=tmp_path).run(**options)

    return run


@pytest.mark.bad_input
@pytest.mark.parametrize("kind", [InputError, DatasetError, MissingConfigException])
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


@pytest.mark.bad_input
@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.ENOTDIR])
def test_what_the_system_refuses_ends_with_the_file_and_the_reason(run, number):
    reason = os.strerror(number)
    expected = f"Received for data/cnn.csv: {reason}. Allow it, or make space"
    with pytest.raises(click.ClickException, match=expected):
        run(OSError(number, reason, "data/cnn.csv"))


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
    session = PlainSession("id", project_path=tmp_path)
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
def test_a_name_that_is_like_no_other_gets_no_suggestion():
    with pytest.raises(InputError, match=r"^Expected a colour: blue, red. Received: 'x'.$"):
        check_names("colour", ["red", "x"], ["red", "blue"])


def test_kedros_default_runner_is_replaced_and_no_other():
    assert isinstance(choose_runner(None), ChangedRunner)
    assert isinstance(choose_runner(SequentialRunner()), ChangedRunner)
    chosen = ThreadRunner()
    assert choose_runner(chosen) is chosen
