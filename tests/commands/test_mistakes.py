"""What people do wrong, through whole commands: each ends with a sentence, before any work."""

import shutil

import pytest
from projects import KEDRO, copy_project, run, run_code

pytestmark = [pytest.mark.slow, pytest.mark.bad_input]

SMOKE = [KEDRO, "run", "--env=smoke"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project in which nothing is run."""
    return copy_project(tmp_path_factory.mktemp("empty") / "project")


@pytest.fixture(scope="module")
def trained(smoke_project, tmp_path_factory):
    """A copy of the smoke run."""
    return shutil.copytree(smoke_project, tmp_path_factory.mktemp("trained") / "project")


def refuse(command, folder, **environment):
    """Run a command that is to end with a sentence; return what it printed."""
    printed = run(command, folder, code=1, **environment)
    assert "Error: " in printed
    assert "Traceback" not in printed
    return printed


def read_all(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--params=svm.calibratoin=1"], "no such parameter. Did you mean 'calibration'?"),
        (["--params=seed=4294967295"], "seed: Input should be less than or equal to 4294967293"),
        (
            ["--params=split.validation=0.9,split.unused=0.2"],
            "Expected validation + unused below 1",
        ),
        (["--params=svm.steps=[{type: os.system}]"], "Received: 'os.system'"),
        (["--env=smoek"], "Received: 'smoek'. Did you mean 'smoke'?"),
        (["--pipelines=deep_lerning"], "Received: 'deep_lerning'. Did you mean 'deep_learning'?"),
        (["--nodes=svm.fti"], "svm.fti"),
        (
            ["--pipelines=reporting"],
            "--pipelines=classical_ml,data_engineering,deep_learning,ensemble,evaluation\n",
        ),
        (["--pipelines=inference"], "Expected a folder with pictures, or a picture. Received none"),
        (
            ["--pipelines=inference", "--params=pictures=/"],
            "Expected a folder of images. Received /, which holds everything on this machine",
        ),
        (
            ["--pipelines=inference", "--params=pictures=src,inference.model=svm"],
            "Expected a model that has been run: released. Received 'svm': run kedro run --names",
        ),
        (["--env=smoke", "--namespaces=svm"], "first: kedro run --env=smoke --pipelines=data_eng"),
        (["--params=seed=???"], "given to the run. Received ??? for seed: give one"),
    ],
)
def test_a_wrong_command_is_refused_before_any_work(project, options, message):
    assert message in refuse([KEDRO, "run", *options], project)
    assert not list((project / "data").glob("0[2-8]*/*"))


def test_a_fault_in_conf_is_named_with_its_file_and_line(project, tmp_path):
    conf = shutil.copytree(project / "conf", tmp_path / "conf")
    (conf / "smoke/parameters_mine.yml").write_text("# mine\nseed: 1\nseed: 2\n")
    printed = refuse([*SMOKE, f"--conf-source={conf}"], project)
    assert "conf/smoke/parameters_mine.yml, line 3: found duplicate key seed" in printed


@pytest.mark.parametrize("data", ["/", "memory://study"])
def test_data_that_have_no_folder_of_their_own_are_refused(project, tmp_path, data):
    conf = shutil.copytree(project / "conf", tmp_path / "conf")
    (conf / "smoke/globals.yml").write_text(f"data: {data}\n")
    before = set(project.rglob("*"))
    printed = refuse([*SMOKE, f"--conf-source={conf}"], project)
    assert "Expected `data` in conf/*/globals.yml" in printed
    assert set(project.rglob("*")) == before


def test_other_commands_refuse_an_unknown_environment_too(project):
    printed = refuse([KEDRO, "catalog", "describe-datasets", "--env=smoek"], project)
    assert "Received: 'smoek'. Did you mean 'smoke'?" in printed


def test_a_project_in_a_folder_that_reads_as_a_pattern_is_refused(project, tmp_path):
    folder = tmp_path / "study [b]"
    for part in ("conf", "src"):
        shutil.copytree(project / part, folder / part)
    for part in ("pyproject.toml", ".telemetry"):
        shutil.copy(project / part, folder)
    assert "study [b]/conf: rename or move the project" in refuse(SMOKE, folder)


def test_a_trained_model_is_not_found_outside_of_a_project(tmp_path):
    (tmp_path / "shirt.png").touch()
    script = (
        "from fashion_mnist import classify\n"
        "from fashion_mnist.parameters.errors import InputError\n"
        "try:\n"
        "    classify('shirt.png', 'compact')\n"
        "except InputError as error:\n"
        "    print(error)\n"
    )
    printed = run_code(script, tmp_path)
    assert "Expected the configuration of a project, a folder with base/ in it" in printed


def test_a_file_in_the_place_of_a_folder_is_named(project):
    (project / "data/smoke").mkdir(exist_ok=True)
    (project / "data/smoke/02_intermediate").touch()
    printed = refuse([*SMOKE, "--pipelines=data_engineering"], project)
    assert "data/smoke/02_intermediate" in printed
    shutil.rmtree(project / "data/smoke")


def test_a_folder_of_no_known_kind_is_refused_before_pictures_are_answered(trained, tmp_path):
    for name in ("ankle_boot", "ties"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.jpg").touch()
    command = [*SMOKE, "--pipelines=inference,picture_accuracy"]
    printed = refuse(command, trained, PICTURES=str(tmp_path))
    assert "Received 'ties': add their classes to `picture_accuracy.folders`" in printed
    assert not (trained / "data/smoke/07_model_output/pictures").exists()


@pytest.mark.parametrize(
    ("parameter", "message"),
    [
        ("tta_shift=28", "28 x 28 pixels. Received `tta_shift: 28`"),
        ("gradcam_layer=conv9", "Expected layers of cnn with feature maps: conv1, pool1, conv2"),
        ("training.optimizer.learning_rate=1e30", "Received other values in epoch 1 of 4 of cnn"),
    ],
)
def test_what_the_network_cannot_do_leaves_the_earlier_one(trained, parameter, message):
    results = [trained / f"data/smoke/{name}/cnn" for name in ("06_models", "07_model_output")]
    before = [read_all(folder) for folder in results]
    assert all(before)
    printed = refuse([*SMOKE, "--namespaces=cnn", f"--params=cnn.{parameter}"], trained)
    assert message in printed
    assert [read_all(folder) for folder in results] == before
