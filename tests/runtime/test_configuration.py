"""`data` in globals.yml: what is no folder of its own is refused before anything is written."""

import os
from pathlib import Path

import pytest
from kedro.config import MissingConfigException

from fashion_mnist.parameters.errors import InputError
from fashion_mnist.runtime.configuration import PlainConfigLoader, find_data_folder
from fashion_mnist.settings import CONFIG_LOADER_ARGS


@pytest.fixture
def conf(tmp_path, monkeypatch):
    """A project's conf/, from its folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("base", "local", "smoke"):
        (tmp_path / "conf" / name).mkdir(parents=True)
    (tmp_path / "conf/base/parameters.yml").write_text("seed: 0\nepochs: 3\n")
    (tmp_path / "conf/smoke/parameters.yml").write_text("epochs: 1\n")
    return tmp_path / "conf"


def load(conf, env=None):
    return PlainConfigLoader(str(conf), env, **CONFIG_LOADER_ARGS)["parameters"]


def test_files_are_merged_as_kedro_does(conf):
    assert load(conf) == {"seed": 0, "epochs": 3}
    assert load(conf, "smoke") == {"seed": 0, "epochs": 1}


def test_the_catalog_has_the_networks_that_trainings_start_from(conf):
    (conf / "base/catalog.yml").write_text("a: {type: json.JSONDataset, filepath: a.json}\n")
    (conf / "smoke/parameters.yml").write_text(
        "compact: {training: {pretrained: network.keras}}\n"
        "cnn: {training: {pretrained: null}}\n"
        "svm: {training: {pretrained: model.pickle}}\n"
        "resnet: {training: none}\n"
    )
    catalog = PlainConfigLoader(str(conf), "smoke", **CONFIG_LOADER_ARGS)["catalog"]
    assert list(catalog) == ["a", "compact.start"]
    assert catalog["compact.start"]["filepath"] == "network.keras"
    assert list(PlainConfigLoader(str(conf), None, **CONFIG_LOADER_ARGS)["catalog"]) == ["a"]


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("env", "message"),
    [
        ("smoek", r"of conf: base, local, smoke\. Received: 'smoek'\. Did you mean 'smoke'"),
        ("nope", r"Expected an environment.* Received: 'nope'\.$"),
    ],
)
def test_an_unknown_environment_is_refused(conf, env, message):
    with pytest.raises(InputError, match=message):
        load(conf, env)


@pytest.mark.bad_input
def test_a_folder_without_configuration_is_refused(conf):
    with pytest.raises(
        InputError, match=r"with base/ in it\. Received .*elsewhere/conf: change to"
    ):
        load(conf.parent / "elsewhere/conf")


@pytest.mark.bad_input
@pytest.mark.parametrize("name", ["p[b]", "what?", "a*", "{x} {c}"])
def test_a_path_that_kedro_takes_for_a_pattern_is_refused(conf, name):
    folder = conf.parent / name
    folder.mkdir()
    with pytest.raises(InputError, match=r"Expected a path without \* \? \[.* rename or move"):
        load(conf.rename(folder / "conf"))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\tdepth: 1", r"line 3: found character '\\t' that cannot start any token"),
        (b"seed: 1", "line 3: found duplicate key seed"),
        (b"x: !!python/object:os.system {}", r"line 3: could not determine.*python/object:os.sys"),
        (b"x: *nothing", "line 3: found undefined alias 'nothing'"),
        (b"x: [1", "line 4: expected"),
        (b"x: \xff\xfe", "parameters.yml: 'utf-8' codec can't decode"),
        (b"x: ${", "parameters.yml: no viable alternative at input"),
        (b"x: &x [*x]", "parameters.yml: maximum recursion depth"),
        (b"x: \0", "parameters.yml: unacceptable character"),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_line(conf, content, message):
    with (conf / "base/parameters.yml").open("ab") as file:
        file.write(content + b"\n")
    with pytest.raises(InputError, match=f"Expected names and values in YAML. .*{message}"):
        load(conf, "smoke")


@pytest.mark.bad_input
def test_what_may_never_end_is_not_read(conf):
    os.mkfifo(conf / "base/parameters_pipe.yml")
    assert load(conf) == {"seed": 0, "epochs": 3}


@pytest.mark.bad_input
@pytest.mark.parametrize("file", ["base/parameters.yml", "smoke/parameters_mine.yml"])
def test_a_name_without_a_value_is_refused_with_its_file(conf, file):
    (conf / file).write_text("seed: ???\ncnn:\n  epochs: ???\n  shift: '?'\n")
    with pytest.raises(
        InputError, match=rf"in conf/{file}\. Received \?\?\? for cnn.epochs, seed:"
    ):
        load(conf, "smoke")


@pytest.mark.bad_input
def test_a_parameter_of_the_run_without_a_value_is_refused(conf):
    given = {"seed": 1, "cnn": {"epochs": "???"}}
    with pytest.raises(InputError, match=r"given to the run\. Received \?\?\? for cnn\.epochs"):
        PlainConfigLoader(str(conf), "smoke", given, **CONFIG_LOADER_ARGS)


def test_question_marks_in_a_text_are_no_missing_value(conf):
    (conf / "smoke/parameters.yml").write_text("# ???\nlicence: which???\n")
    assert load(conf, "smoke")["licence"] == "which???"


@pytest.mark.bad_input
def test_a_fault_of_an_environment_and_of_globals_is_named_too(conf):
    (conf / "smoke/globals.yml").write_text("[")
    with pytest.raises(InputError, match=f"Received in {Path('conf/smoke/globals.yml')}, line 1"):
        load(conf, "smoke")
    assert load(conf) == {"seed": 0, "epochs": 3}


@pytest.mark.bad_input
@pytest.mark.parametrize(("content", "message"), [("- a\n", "a list"), ("3\n", "type: int")])
def test_a_file_without_names_is_refused(conf, content, message):
    (conf / "base/parameters.yml").write_text(content)
    with pytest.raises(InputError, match=f"parameters.yml: .*{message}"):
        load(conf)


@pytest.mark.bad_input
@pytest.mark.parametrize("value", ["${nothing}", "${globals:nothing}", "${"])
def test_a_reference_to_nothing_is_the_users_mistake(conf, value):
    (conf / "local/parameters.yml").write_text(f"seed: {value}\n")
    with pytest.raises(InputError):
        load(conf)


@pytest.mark.bad_input
def test_what_a_resolver_says_is_said_as_it_is(conf):
    (conf / "local/parameters.yml").write_text("classes: ${class_folders:flowers}\n")
    with pytest.raises(InputError, match=r"^Expected a folder .*flowers, .* in conf/\.$"):
        load(conf)


@pytest.mark.bad_input
def test_what_kedro_can_do_without_is_left_to_kedro(conf):
    with pytest.raises(MissingConfigException):
        PlainConfigLoader(str(conf), **CONFIG_LOADER_ARGS)["credentials"]


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "notes.txt").touch()
    return folder


@pytest.mark.parametrize("given", ["data", "data/smoke", "./data/", "../elsewhere", "my data", "1"])
def test_a_named_folder_is_counted_from_the_project(project, given):
    assert find_data_folder(given, project) == project / given


def test_a_folder_elsewhere_and_a_link_to_one_are_taken(project, tmp_path):
    assert find_data_folder(f"{tmp_path}/results", project) == tmp_path / "results"
    (tmp_path / "disk").mkdir()
    (project / "data").symlink_to(tmp_path / "disk")
    assert find_data_folder("data", project) == project / "data"


def test_an_address_in_a_store_stays_as_it_is():
    assert str(find_data_folder("s3://bucket/study", Path("/"))) == "s3://bucket/study"


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ("", "give its name"),
        (" ", "give its name"),
        ("data ", "give its name"),
        (None, "give its name"),
        (5, "give its name"),
        (1.5, "give its name"),
        (True, "give its name"),
        (["data"], "give its name"),
        ({"folder": "data"}, "give its name"),
        ("da\0ta", "leave out characters"),
        ("da\nta", "leave out characters"),
        ("~", "write the whole path, /"),
        ("~/study", "write the whole path, /.*/study"),
        ("s3:/bucket", "write :// in an address"),
        ("s3://", "name a bucket or folder after s3://"),
        ("s3:///", "name a bucket or folder after s3://"),
        ("memory://study", "are gone when the run ends"),
        ("simplecache::memory://study", "name a single store"),
        ("file:///study", "write /study, without file://"),
        ("local:///", "write /, without local://"),
        ("/", "/ holds the project itself"),
        ("//", "/ holds the project itself"),
        (".", "study holds the project itself"),
        ("./", "study holds the project itself"),
        ("data/..", "study holds the project itself"),
        ("..", "holds the project itself"),
        ("../../..", "holds the project itself"),
        ("../study", "study holds the project itself"),
        ("notes.txt", "notes.txt is not a folder"),
        ("notes.txt/data", "notes.txt is not a folder"),
        ("/nowhere/disk/study", "there is no folder /nowhere/disk, so make it, or mount"),
        ("../disk/study", "there is no folder .*/disk, so make it, or mount"),
    ],
)
def test_what_is_no_folder_of_its_own_is_refused(project, given, advice):
    before = sorted(os.walk(project))
    with pytest.raises(InputError, match=rf"(?s)^Expected `data` in .* Received .*: .*{advice}"):
        find_data_folder(given, project)
    assert sorted(os.walk(project)) == before


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("target", "advice"),
    [("/", "/ holds the project"), ("..", "holds the project"), ("../gone", "no folder .*/gone")],
)
def test_a_link_counts_as_what_it_leads_to(project, target, advice):
    (project / "data").symlink_to(target)
    with pytest.raises(InputError, match=advice):
        find_data_folder("data", project)
