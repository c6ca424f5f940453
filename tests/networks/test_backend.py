import os
import subprocess
import sys

import pytest

SHOW = "import os; print(os.environ['TF_NUM_INTRAOP_THREADS'])"


def run(code):
    """What code prints in a process that inherits none of TensorFlow's variables."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={name: value for name, value in os.environ.items() if not name.startswith("TF_")},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 4)])
def test_an_operation_takes_half_of_the_cores(cores, threads):
    code = f"import joblib; joblib.cpu_count = lambda: {cores}\n"
    assert run(f"{code}from fashion_mnist.networks.backend import tf; {SHOW}") == threads


@pytest.mark.slow
def test_what_the_environment_says_is_left():
    code = "import os; os.environ['TF_NUM_INTRAOP_THREADS'] = '3'; "
    assert run(f"{code}import fashion_mnist.networks.backend; {SHOW}") == 3
