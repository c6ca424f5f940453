"""The wheel and the archived configuration, far from the project."""

import shutil
import sys

import pytest
from projects import PROJECT, copy_project, run


@pytest.mark.slow
def test_the_package_classifies_pictures_and_runs_elsewhere(tmp_path):
    project = copy_project(tmp_path / "project")
    for name in ("README.md", "LICENSE"):
        shutil.copy(PROJECT / name, project / name)
    # What `kedro package` does, but with the build tools that are installed.
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation"], project)
    (wheel,) = (project / "dist").glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", "zip")
    conf = shutil.make_archive(str(tmp_path / "conf"), "gztar", project, "conf")

    script = (
        "import sys\n"
        "import numpy as np\n"
        "from fashion_mnist import Classifier\n"
        "classifier = Classifier.load()\n"
        "table = classifier(np.eye(64, dtype=np.uint8) * 255)\n"
        "assert table['model'].tolist() == ['released'], table\n"
        "assert not {'kedro', 'kedro_incremental', 'tensorflow'} & {*sys.modules}\n"
    )
    (tmp_path / "empty").mkdir()
    (tmp_path / "temporary").mkdir()
    site = {"PYTHONPATH": str(tmp_path / "site"), "TMPDIR": str(tmp_path / "temporary")}
    assert run([sys.executable, "-c", script], tmp_path / "empty", **site) == ""
    assert not [*tmp_path.glob("temporary/*")]  # ONNX Runtime's telemetry would leave a file

    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(PROJECT / "data/01_raw", elsewhere / "data/01_raw")
    shutil.rmtree(project)
    command = [sys.executable, "-m", "fashion_mnist", f"--conf-source={conf}", "--env=smoke"]
    stages = "--namespaces=data_engineering,knn,reporting"
    run([*command, stages], elsewhere, **site)
    card = elsewhere / "data/smoke/08_reporting/knn/model_card.md"
    assert "# knn" in card.read_text(encoding="utf-8")
