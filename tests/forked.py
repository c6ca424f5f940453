"""Kedro commands and Python code in forks of a process that has imported the large libraries.

Imports take most of the time of a short command. Kedro's settings and the project are imported in
the fork, since they depend on the folder.
"""

import atexit
import multiprocessing
import os
import sys
import threading
from pathlib import Path
from tempfile import NamedTemporaryFile
from unittest import mock

LIBRARIES = [
    "dynaconf",
    "filelock",
    "jinja2",
    "kedro.config",
    "kedro.io",
    "kedro.pipeline",
    "kedro_datasets.json.json_dataset",
    "kedro_datasets.pandas.csv_dataset",
    "kedro_datasets.pandas.parquet_dataset",
    "kedro_datasets.pickle.pickle_dataset",
    "kedro_datasets.plotly.json_dataset",
    "kedro_datasets.tensorflow.tensorflow_model_dataset",
    "kedro_datasets.text.text_dataset",
    "keras",
    "omegaconf",
    "packaging.requirements",
    "pandas",
    "pathspec",
    "PIL.Image",
    "plotly.graph_objects",
    "plotly.io",
    "plotly.subplots",
    "pyarrow.parquet",
    "pydantic.types",
    "rich",
    "scipy.stats",
    "sklearn.ensemble",
    "sklearn.neural_network",
    "sklearn.svm",
    "sklearnex.decomposition",
    "sklearnex.ensemble",
    "sklearnex.neighbors",
    "sklearnex.svm",
    "statsmodels.api",
    "tensorflow",
    "preloaded",
]
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(LIBRARIES)


def run_forked(arguments, folder, environment):
    """Run `kedro ...` or `-c CODE ...` in a folder; return the exit code and what was printed."""
    with NamedTemporaryFile("r", encoding="utf-8", errors="replace") as file:
        process = start_forked(arguments, folder, environment, file.name)
        process.join(timeout=1200)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(" ".join(arguments))
        return process.exitcode, file.read()


def start_forked(arguments, folder, environment, printed):
    """Start such a command, which prints to a file, and return its process."""
    process = SERVER.Process(target=_run, args=(arguments, folder, environment, printed))
    # What the fork server needs for its imports: TensorFlow is quiet, and `preloaded` is here.
    for_imports = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(Path(__file__).parent)}
    with mock.patch.dict(os.environ, for_imports):
        process.start()
    return process


def _run(arguments, folder, environment, printed):
    with open(printed, "wb") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = arguments
    try:
        if arguments[0] == "-c":
            sys.path.insert(0, "")
            exec(arguments.pop(1), {"__name__": "__main__"})  # noqa: S102
        else:
            from kedro.framework.cli import main

            main()
    finally:
        threading._shutdown()  # ends joblib's workers, which otherwise wait for five minutes
        atexit._run_exitfuncs()  # which multiprocessing leaves out
