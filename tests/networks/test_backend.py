import subprocess
import sys

import pytest

READ_THREADS = "print(tf.config.threading.get_intra_op_parallelism_threads())"


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 4)])
def test_an_operation_takes_half_of_the_cores(cores, threads):
    code = f"import joblib; joblib.cpu_count = lambda: {cores}\n"
    assert run(f"{code}from fashion_mnist.networks.backend import tf; {READ_THREADS}") == threads


@pytest.mark.slow
def test_a_process_that_has_begun_to_compute_keeps_its_threads():
    code = "import tensorflow as tf; tf.zeros(1); import fashion_mnist.networks.backend; "
    assert run(code + READ_THREADS) == 0
