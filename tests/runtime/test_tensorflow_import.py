import os
import signal
import subprocess
import sys

import pytest

REPORT = """
from fashion_mnist.runtime.tensorflow_import import report_tensorflow_import
report_tensorflow_import()
"""
FAKE = """
import os, sys
first = "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR"
for line in (first, "{i}", "{w}", "{e}"):
    os.write(2, line.encode() + b"\\n")
print("a warning in Python", file=sys.stderr)
os.write(2, b"{f}\\n")
{end}
"""
LOGGED = {
    name: f"{name.upper()}0000 00:00:1795963672.401996 12167 a.cc:1] {name}" for name in "iwef"
}


def import_fake(folder, end="", **variables):
    """What the import of a library prints that logs and ends like TensorFlow."""
    folder.joinpath("tensorflow.py").write_text(FAKE.format(**LOGGED, end=end))
    code = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}{REPORT}import tensorflow"],
        env={name: value for name, value in os.environ.items() if name[:3] != "TF_"} | variables,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stderr.splitlines()


SHOWN = ["a warning in Python", LOGGED["f"]]


def test_the_import_hides_the_log_of_libraries_only(tmp_path):
    assert import_fake(tmp_path, "a = 1") == (0, SHOWN)


def test_a_user_may_read_the_log_of_libraries(tmp_path):
    code, lines = import_fake(tmp_path, "a = 1", TF_CPP_MIN_LOG_LEVEL="0")
    assert (code, len(lines), lines[1]) == (0, 6, LOGGED["i"])


@pytest.mark.fault
def test_a_crash_of_the_import_is_shown(tmp_path):
    code, lines = import_fake(tmp_path, "os.abort()")
    assert (code, lines) == (-signal.SIGABRT, SHOWN)


@pytest.mark.fault
def test_an_error_of_the_import_is_shown(tmp_path):
    code, lines = import_fake(tmp_path, "raise ImportError('no library')")
    assert (code, lines[:2], lines[-1]) == (1, SHOWN, "ImportError: no library")


@pytest.mark.slow
def test_tensorflow_starts_without_a_word():
    code = f"{REPORT}from fashion_mnist.networks.backend import tf; print(int(tf.constant(1) + 1))"
    env = {name: value for name, value in os.environ.items() if name[:3] != "TF_"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("2\n", "")
