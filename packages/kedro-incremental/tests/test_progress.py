"""The live line: its text, and a terminal on which other output appears above it."""

import io
import logging
import os
import pty
import sys
import termios
import time

import click
import pytest
from kedro.framework import project

from kedro_incremental import progress
from kedro_incremental.progress import ERASE, Progress, format_duration, live_line, show

FIT = Progress("17 of 111, compact.fit", since=0)
PARTS = ("epoch 5 of 14", "training 47.2%", "validation 12.7%")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "1 s"),
        (59.9, "59 s"),
        (110, "1 min 50 s"),
        (120, "2 min"),
        (599, "9 min 59 s"),
        (754, "12 min"),
        (3600, "1 h 0 min"),
        (7500, "2 h 5 min"),
    ],
)
def test_a_duration_has_at_most_two_units(seconds, text):
    assert format_duration(seconds) == text


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (100, ", 1 min 50 s left"),
        (105, ", 1 min 45 s left"),
        (112, ", 1 min 38 s left"),
        (500, ", 1 min 38 s left"),  # the epoch takes longer; the nine after it take 98 s
    ],
)
def test_the_time_left_counts_down_to_the_time_after_the_epoch(now, left):
    state = FIT._replace(parts=PARTS, left=(110, 98), reported=100)
    text = "17 of 111, compact.fit: epoch 5 of 14, training 47.2%, validation 12.7%"
    assert state.describe(now, 100) == text + left


def test_a_last_epoch_that_takes_longer_than_estimated_has_no_time_left():
    state = FIT._replace(parts=("epoch 14 of 14",), left=(12, 0), reported=100)
    assert state.describe(110, 80) == "17 of 111, compact.fit: epoch 14 of 14, 2 s left"
    assert state.describe(112, 80) == "17 of 111, compact.fit: epoch 14 of 14"


def test_a_step_without_progress_has_its_duration():
    assert FIT.describe(0.9, 80) == "17 of 111, compact.fit"
    assert FIT.describe(75, 80) == "17 of 111, compact.fit, for 1 min 15 s"


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, "17 of 111, compact.fit: epoch 5 of 14, validation 12.7%, 1 min 50 s left"),
        (60, "17 of 111, compact.fit: epoch 5 of 14, 1 min 50 s left"),
        (30, "17 of 111, compact.fit: epoch "),
        (0, ""),
    ],
)
def test_a_narrow_terminal_leaves_out_the_less_important(width, text):
    state = FIT._replace(parts=PARTS, left=(110, 98), reported=100)
    assert state.describe(100, width) == text


def test_wide_characters_take_two_columns():
    assert Progress("1 of 1, 服.fit", since=0).describe(0, 10) == "1 of 1, 服"
    assert Progress("a\r\nb", since=0)._replace(parts=("c\nd",)).describe(0, 20) == "a b: c d"


class Terminal:
    """A pseudo-terminal as standard output and standard error, and a log on it."""

    def __init__(self, monkeypatch, stdout=None):
        self._screen, child = pty.openpty()
        attributes = termios.tcgetattr(child)
        attributes[1] &= ~termios.OPOST  # "\n" stays "\n"
        termios.tcsetattr(child, termios.TCSANOW, attributes)
        self.stream = open(child, "w")  # noqa: SIM115
        self.log = use(monkeypatch, stdout or self.stream, self.stream)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("CI", raising=False)

    def read(self):
        """Return the lines that remain on the screen, and all texts that the last line has had."""
        self.stream.write("\0")
        self.stream.close()
        text = ""
        while not text.endswith("\0"):
            text += os.read(self._screen, 4096).decode()
        os.close(self._screen)
        lines = [line.rpartition(ERASE)[2] for line in text[:-1].split("\n")]
        drawn = [each for each in text[:-1].split(ERASE)[1:] if "\n" not in each]
        return lines, list(filter(None, drawn))


def use(monkeypatch, stdout, stderr):
    """Replace the standard streams, log to the second, and return a logger of progress."""
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(project, "PACKAGE_NAME", "shop")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("log: %(message)s"))
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger("shop"), "level", logging.INFO)
    logging.getLogger("shop").manager._clear_cache()
    return logging.getLogger("shop").getChild("progress")


def run(log):
    with live_line():
        show("1 of 2, fit")
        log.debug("importing")
        log.info("epoch 1/2", extra={"progress": ("epoch 2 of 2", "accuracy 93.1%")})
        click.echo("printed")
        show("2 of 2, predict")


def test_other_output_appears_above_the_line_which_is_gone_in_the_end(monkeypatch):
    monkeypatch.setattr(progress, "INTERVAL", 0.01)
    terminal = Terminal(monkeypatch)
    log, streams = terminal.log, (sys.stdout, sys.stderr)
    with live_line():
        show("1 of 2, fit")
        logging.getLogger("shop").info("a record")
        log.info("epoch 1/2", extra={"progress": ("epoch 2 of 2", "accuracy 93.1%")})
        click.echo("a long line " * 20)
        sys.stdout.write("half a line")
        time.sleep(0.05)
        sys.stderr.write(" and the rest\n")
        log.debug("importing")
        sys.stderr.writelines(["one\n", "two\n"])
        log.debug("imported", extra={"progress": ()})
        click.echo("three")
        show("2 of 2, predict")
        time.sleep(0.05)
    assert (sys.stdout, sys.stderr) == streams
    log.info("epoch 2/2")
    log.debug("importing")
    lines, drawn = terminal.read()
    assert lines == [
        "log: a record",
        "a long line " * 20,
        "half a line and the rest",
        "one",
        "two",
        "three",
        "log: epoch 2/2",
        "",
    ]
    assert list(dict.fromkeys(drawn)) == [
        "starting",
        "1 of 2, fit",
        "1 of 2, fit: epoch 2 of 2, accuracy 93.1%",
        "1 of 2, fit: importing",
        "2 of 2, predict",
    ]


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"CI": "true"}])
def test_a_dumb_terminal_and_a_ci_service_have_plain_lines(monkeypatch, variables):
    terminal = Terminal(monkeypatch)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    run(terminal.log)
    assert terminal.read() == (["log: epoch 1/2", "printed", ""], [])


def test_a_file_has_plain_lines(monkeypatch):
    file = io.StringIO()
    run(use(monkeypatch, file, file))
    assert file.getvalue() == "log: epoch 1/2\nprinted\n"


def test_a_redirected_standard_output_is_left_alone(monkeypatch):
    file = io.StringIO()
    terminal = Terminal(monkeypatch, file)
    run(terminal.log)
    assert file.getvalue() == "printed\n"
    lines, drawn = terminal.read()
    assert (lines, drawn[0]) == ([""], "starting")


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_leaves_a_clean_terminal(monkeypatch, error):
    terminal = Terminal(monkeypatch)
    with pytest.raises(error), live_line():
        raise error
    sys.stderr.write("Aborted!\n")
    lines, _ = terminal.read()
    assert lines == ["Aborted!", ""]


def test_a_file_of_the_log_has_all_records(monkeypatch, tmp_path):
    terminal = Terminal(monkeypatch)
    handler = logging.FileHandler(tmp_path / "log")
    logging.getLogger().handlers.append(handler)
    run(terminal.log)
    handler.close()
    terminal.read()
    assert "epoch 1/2\n" in (tmp_path / "log").read_text()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_prints_without_the_line(monkeypatch):
    terminal = Terminal(monkeypatch)
    with live_line():
        child = os.fork()
        if not child:
            click.echo("one\ntwo")
            click.echo("three")
            os._exit(0)
        os.waitpid(child, 0)
    lines, _ = terminal.read()
    assert lines == ["one", "two", "three", ""]
