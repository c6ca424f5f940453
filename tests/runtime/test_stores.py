"""Data in an object store: an S3 server of this machine, which moto plays."""

import threading

import fsspec
import numpy as np
import pytest
from artifacts import TYPES, save_in_threads, two_values
from fsspec.config import conf
from idx_files import format_idx
from kedro.io import DataCatalog, DatasetError
from kedro.pipeline import node, pipeline
from stores import BUCKET, KEYS, serve_s3

from fashion_mnist.datasets.idx import IDXDataset
from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.hooks import StudyHooks, use_credentials, write_run_description
from kedro_incremental import IncrementalError, IncrementalRunner
from kedro_incremental.datasets import list_files, list_in_stores, stat_file
from kedro_incremental.lock import run_lock
from kedro_incremental.records import find_records
from kedro_incremental.run_catalog import RunCatalog

pytest.importorskip("s3fs")
pytest.importorskip("moto")


DATA = f"s3://{BUCKET}/data"
RECORDS = {"type": "kedro_incremental.RecordsDataset", "path": f"{DATA}/.records"}
# Keras's, of NumPy arrays that it writes.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def server():
    with serve_s3() as address:
        yield address


@pytest.fixture
def unused(monkeypatch):
    """Nothing is known of any store, now and afterwards."""
    before = dict(conf)
    yield conf.clear()
    conf.clear()
    conf.update(before)
    fsspec.get_filesystem_class("s3").clear_instance_cache()


@pytest.fixture
def credentials(server, unused):
    """Credentials as conf/local/credentials.yml would have them; fsspec has been told of them."""
    found = {"s3": {**KEYS, "client_kwargs": {"endpoint_url": server}}}
    use_credentials(found, DATA)
    return found


@pytest.fixture
def s3(credentials):
    filesystem = fsspec.filesystem("s3")
    yield filesystem
    if filesystem.exists(DATA):
        filesystem.rm(DATA, recursive=True)


def make_catalog(**entries):
    """A catalog as a run has it for a node that makes `a`, its records in the store."""
    catalog = DataCatalog.from_config(entries | {"node_records": RECORDS})
    return RunCatalog(catalog, node(lambda: 1, None, "a", name="make"))


@pytest.fixture(params=TYPES)
def saved(request, s3):
    """A catalog in which a value has been saved, the address of its file, and another value."""
    address = f"{DATA}/06_models/file.keras"
    catalog = make_catalog(a={"type": request.param, "filepath": address})
    first, second = two_values(request.param)
    catalog.save("a", first)
    return catalog, address, second


def test_data_are_saved_loaded_and_saved_again(saved, s3):
    catalog, address, second = saved
    before = s3.cat(address)
    assert catalog.load("a") is not None
    catalog.save("a", second)
    assert s3.cat(address) != before
    assert catalog.load("a") is not None


@pytest.mark.fault
@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left"), ValueError()])
def test_a_fault_while_saving_leaves_the_earlier_object(saved, s3, monkeypatch, fault):
    catalog, address, second = saved
    before = s3.cat(address)
    kind = type(catalog["a"])
    whole = kind.save.__wrapped__

    def break_off(self, data):
        whole(self, data)
        raise fault

    monkeypatch.setattr(kind, "save", break_off)
    with pytest.raises((type(fault), DatasetError)):
        catalog.save("a", second)
    assert s3.cat(address) == before


@pytest.mark.fault
def test_an_object_that_threads_save_is_whole(s3):
    entry = {"type": "fashion_mnist.datasets.NumpyDataset", "filepath": f"{DATA}/a.npy"}
    catalog = make_catalog(a=entry)
    assert len(save_in_threads(catalog, 4, 12)) == 1


@pytest.mark.bad_input
def test_a_pickle_that_was_replaced_in_the_store_is_not_opened(s3):
    entry = {"type": "pickle.PickleDataset", "filepath": f"{DATA}/m.pickle"}
    catalog = make_catalog(a=entry | {"metadata": {"kedro-incremental": {"verify": True}}})
    catalog.save("a", [1])
    assert catalog.load("a") == [1]
    s3.pipe_file(f"{DATA}/m.pickle", b"other")
    expected = "The file s3://study/data/m.pickle is not the one that this project saved"
    with pytest.raises(IncrementalError, match=expected):
        catalog.load("a")


def make_one():
    return [1]


def test_a_run_fetches_nothing_that_it_has_saved_but_to_load_it(s3, monkeypatch):
    entry = {"type": "pickle.PickleDataset", "filepath": f"{DATA}/m.pickle"}
    verified = {"metadata": {"kedro-incremental": {"verify": True}}}
    entries = {"a": entry | verified, "b": entry | {"filepath": f"{DATA}/b.pickle"}}
    catalog = DataCatalog.from_config(entries | {"node_records": RECORDS})
    fetched, call = [], type(s3)._call_s3

    def count(self, method, *arguments, **options):
        if method == "get_object":
            fetched.append(options["Key"])
        return call(self, method, *arguments, **options)

    monkeypatch.setattr(type(s3), "_call_s3", count)
    nodes = [node(make_one, None, "a", name="make"), node(list, "a", "b", name="copy")]
    IncrementalRunner().run(pipeline(nodes), catalog)
    (record,) = s3.glob(f"{DATA}/.records/trusted-*.json")
    # The file is hashed before it is opened.
    assert fetched == [record.removeprefix(f"{BUCKET}/"), "data/m.pickle", "data/m.pickle"]
    fetched.clear()
    IncrementalRunner().run(pipeline(nodes), catalog)
    assert not [key for key in fetched if ".records" not in key]


def list_of(entry):
    """The addresses of an entry's files."""
    return [str(place) for place in list_files(DataCatalog(), "a", entry)]


def test_files_are_found_and_told_apart(s3):
    for name in ("b/m.csv", "a/m.csv", "a/other.csv", "v.json/1/v.json", "v.json/2/v.json"):
        s3.pipe_file(f"{DATA}/{name}", name.encode())
    each = {"path": DATA, "filename_suffix": "/m.csv"}
    assert list_of(each) == [f"{DATA}/{n}/m.csv" for n in "ab"]
    last = {"filepath": f"{DATA}/v.json", "versioned": True}
    assert list_of(last) == [f"{DATA}/v.json/2/v.json"]
    assert list_of({"filepath": f"{DATA}/none.csv"}) == []
    (path,) = list_files(DataCatalog(), "a", {"filepath": f"{DATA}/b/m.csv"})
    known = stat_file(path)
    assert stat_file(path, known) is known
    s3.pipe_file(f"{DATA}/b/m.csv", b"B/m.csv")  # as long, and perhaps in the same second
    assert stat_file(path, known).sha256 != known.sha256


def test_datasets_in_a_store_are_listed_at_the_same_time(s3, monkeypatch, tmp_path):
    s3.pipe({f"{DATA}/{name}.txt": b"1" for name in "abc"})
    entry = {"type": "text.TextDataset"}
    entries = {name: entry | {"filepath": f"{DATA}/{name}.txt"} for name in "abc"}
    (tmp_path / "here.txt").write_text("1")
    entries["here"] = entry | {"filepath": str(tmp_path / "here.txt")}
    entries["web"] = entry | {"filepath": "https://127.0.0.1:1/a.txt"}
    stated = {"kedro-incremental": {"state": "json.dumps"}}
    entries["stated"] = entry | {"filepath": f"{DATA}/a.txt", "metadata": stated}
    three = threading.Barrier(3)  # which each waits for the others to reach

    def wait_and_list(*given):
        three.wait(timeout=30)
        return list_files(*given)

    monkeypatch.setattr("kedro_incremental.datasets.list_files", wait_and_list)
    found = list_in_stores(DataCatalog.from_config(entries), [*entries, "unknown"])
    paths = {name: [str(path) for path in files] for name, files in found.items()}
    assert paths == {name: [f"{DATA}/{name}.txt"] for name in "abc"}


def test_an_entrys_own_credentials_are_used(s3, credentials):
    s3.pipe_file(f"{DATA}/a/m.csv", b"content")
    conf.clear()
    entry = {"path": DATA, "filename_suffix": ".csv", "credentials": credentials["s3"]}
    (path,) = list_files(DataCatalog(), "a", entry)
    assert stat_file(path).bytes == 7


def test_records_are_kept_as_from_their_folder(s3):
    records = find_records(DataCatalog.from_config({"node_records": RECORDS}))
    assert records.load() == {}
    record = {"files": {f"{DATA}/x.csv": {}, "/elsewhere/y.csv": {}}}
    records.save("fit-01234567", record)
    assert records.load()["fit-01234567"]["files"] == record["files"]
    assert b'"../x.csv"' in s3.cat(f"{DATA}/.records/fit-01234567.json")
    records.forget(["fit-01234567", "other"])
    assert records.load() == {}


def test_a_raw_file_is_fetched_from_a_store(s3, tmp_path):
    s3.pipe_file(f"{DATA}/raw/labels", format_idx(np.arange(3, dtype=np.uint8)))
    dataset = IDXDataset(filepath=str(tmp_path / "labels"), sources=[f"{DATA}/raw"])
    assert dataset.load().tolist() == [0, 1, 2]
    assert (tmp_path / "labels").exists()


def test_credentials_are_for_every_dataset_of_their_protocol(unused):
    catalog = DataCatalog.from_config({"node_records": RECORDS})
    StudyHooks().after_catalog_created(catalog, {"s3": KEYS, "warehouse": {"key": "x"}})
    assert conf == {"s3": {**KEYS, "use_listings_cache": False}}


def test_a_run_with_data_in_a_store_leaves_a_word_there_and_holds_a_lock_here(s3):
    catalog = DataCatalog.from_config({"node_records": RECORDS})
    write_run_description(find_records(catalog).folder)
    assert b'"command"' in s3.cat(f"{DATA}/.run.json")
    folder = find_records(catalog).folder
    with (
        run_lock(folder),
        pytest.raises(IncrementalError, match="Another run is using"),
        run_lock(folder),
    ):
        pass


DOWN = {**KEYS, "client_kwargs": {"endpoint_url": "http://127.0.0.1:1"}}
DOWN["config_kwargs"] = {"retries": {"max_attempts": 0}}


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("address", "options", "message"),
    [
        ("s3://none", {}, "The specified bucket does not exist. Create the bucket, or correct"),
        (DATA, DOWN, r"Could not connect .*127.0.0.1:1.* Check the credentials"),
        ("s9://study", {}, "Protocol not known: s9. Install the store's library"),
    ],
)
def test_a_store_that_cannot_be_written_to_is_told(credentials, address, options, message):
    use_credentials({"s3": options}, address)
    with pytest.raises(InputError, match=f"Expected to write {address}/.run.json, .*{message}"):
        write_run_description(f"{address}/.records")


@pytest.mark.bad_input
def test_a_key_that_is_wrong_is_told(credentials, monkeypatch):
    monkeypatch.setattr("moto.settings.INITIAL_NO_AUTH_ACTION_COUNT", 0)
    monkeypatch.setattr("moto.core.responses.ActionAuthenticatorMixin.request_count", 1)
    with pytest.raises(InputError, match=r"Received: .*[Kk]ey.* Check the credentials"):
        write_run_description(f"{DATA}/.records")


@pytest.mark.bad_input
def test_credentials_that_are_no_names_and_values_are_told(unused):
    with pytest.raises(InputError, match=r"for s3 in credentials.yml. Received a str"):
        use_credentials({"s3": "secret"}, "")


@pytest.mark.bad_input
def test_a_store_that_nothing_reads_is_told(unused, monkeypatch):
    def fail(address):
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr("fashion_mnist.runtime.hooks.url_to_fs", fail)
    with pytest.raises(
        InputError, match=r"Install s3fs to access S3. Install the store's library: for s3"
    ):
        write_run_description(f"{DATA}/.records")
