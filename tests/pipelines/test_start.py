"""Making the pipelines must not take the libraries that their nodes use."""

import subprocess
import sys

import pytest

HEAVY = ("tensorflow", "keras", "sklearn.base", "scipy.stats", "statsmodels", "skimage", "onnx")


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_pipelines_are_made_without_the_libraries_that_their_nodes_use():
    code = (
        "from fashion_mnist import settings, pipeline_registry\n"
        "from kedro.framework.project import configure_project\n"
        "configure_project('fashion_mnist')\n"
        "assert pipeline_registry.register_pipelines()['__default__'].nodes\n"
        f"import sys; print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
