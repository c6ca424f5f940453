from pathlib import Path
from types import SimpleNamespace

import pytest
from kedro.io import DataCatalog, DatasetError, MemoryDataset
from kedro.pipeline import Pipeline, node
from kedro_datasets.json import JSONDataset

from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.datasets.pictures import PicturesDataset
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.input_check import check_inputs
from kedro_incremental.errors import use_options
from kedro_incremental.hooks import IncrementalHooks


@pytest.fixture(autouse=True)
def _pipelines(configured):
    use_options()
    yield
    use_options()


def check(**datasets):
    """Check the inputs of a node that takes all of these."""
    nodes = [node(lambda *_: 1, list(datasets), "result", name="use")]
    check_inputs(Pipeline(nodes), DataCatalog(datasets))


def test_inputs_that_are_there_pass():
    check(a=MemoryDataset(1), b=MemoryDataset(2))


def test_a_file_that_a_source_may_have_passes(tmp_path):
    check(train_images=IDXDataset(filepath=str(tmp_path / "a"), sources=["/nowhere"]))


@pytest.mark.bad_input
@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_the_pipelines_that_make_what_is_missing_are_named():
    message = r"classical_ml: each.model.*  deep_learning: temperatures"
    with pytest.raises(DatasetError) as error:
        check(**{"profile": MemoryDataset(), "each.model": MemoryDataset()})
    message = str(error.value)
    assert "  classical_ml: each.model\n  data_engineering: profile" in message
    assert message.endswith("kedro run --pipelines=classical_ml,data_engineering")


@pytest.mark.bad_input
@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_what_is_made_on_request_is_asked_for_if_there_is_nothing_else():
    with pytest.raises(DatasetError, match=r"kedro run --pipelines=depth$"):
        check(depth_runs=MemoryDataset())


@pytest.mark.bad_input
@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
@pytest.mark.parametrize(
    ("env", "conf", "expected"),
    [
        (None, "study/conf", "kedro run --pipelines=depth"),
        ("smoke", "study/conf", "kedro run --env=smoke --pipelines=depth"),
        ("smoke", "my conf", "kedro run --env=smoke '--conf-source=my conf' --pipelines=depth"),
    ],
)
def test_the_command_is_for_the_environment_of_the_run(env, conf, expected):
    loader = SimpleNamespace(conf_source=conf)
    context = SimpleNamespace(env=env, config_loader=loader, project_path=Path("study"))
    IncrementalHooks().after_context_created(context)
    with pytest.raises(DatasetError) as error:
        check(depth_runs=MemoryDataset())
    assert str(error.value).endswith(f"Run these first: {expected}")
    with pytest.raises(DatasetError) as error:
        PicturesDataset(paths=None).load()
    assert expected.replace("depth", "inference") in str(error.value)


def confidence_label(folder):
    """Check the inputs of a run that answers the pictures in a folder, and judges the answers."""
    options = {"folders": {"shoes": ["Ankle boot", "Sneaker"]}}
    datasets = {
        "pictures": PicturesDataset(paths=str(folder)),
        "params:classes": MemoryDataset(["Ankle boot", "Coat", "Sneaker"]),
        "params:picture_accuracy": MemoryDataset(options),
    }
    nodes = [
        node(lambda given: 1, "pictures", "answers", name="answer"),
        node(lambda *given: 1, ["answers", *list(datasets)[1:]], "table", name="confidence_label"),
    ]
    check_inputs(Pipeline(nodes), DataCatalog(datasets))


@pytest.fixture
def folder(tmp_path):
    for name in ("at_home/ankle_boot", "at_home/Shoes"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.jpg").touch()
    return tmp_path


def test_folders_of_known_kinds_pass(folder):
    confidence_label(folder)


@pytest.mark.bad_input
def test_a_folder_of_no_known_kind_is_refused_before_any_picture_is_answered(folder):
    (folder / "ties").mkdir()
    (folder / "ties/1.jpg").touch()
    with pytest.raises(InputError, match="Received 'ties': add their classes to"):
        confidence_label(folder)


@pytest.mark.bad_input
@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_raw_data_that_are_missing_are_named_with_their_place(tmp_path):
    with pytest.raises(DatasetError, match=r"raw data that are not there:\n  flowers: .*a.json"):
        check(flowers=JSONDataset(filepath=str(tmp_path / "a.json")), profile=MemoryDataset())


@pytest.mark.bad_input
def test_a_dataset_that_knows_what_to_say_says_it(tmp_path):
    with pytest.raises(DatasetError, match="Expected a folder with pictures"):
        check(pictures=PicturesDataset(paths=str(tmp_path)), profile=MemoryDataset())
