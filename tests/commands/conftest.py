import shutil

import pytest
from chromium import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright


def pytest_collection_modifyitems(items):
    """Let one worker begin with the starter's tests, while another makes the smoke run."""
    items.sort(key=lambda item: item.path.name != "test_starter.py")


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("no Chromium on this system")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """Open an address; no error may occur on any page of its context."""
    contexts, errors = [], []

    def visit(address, **options):
        contexts.append(browser.new_context(**options))
        contexts[-1].on("weberror", lambda error: errors.append(error.error))
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def browsed_project(smoke_project, tmp_path_factory):
    """A copy of the smoke run, for commands that write into it."""
    return shutil.copytree(smoke_project, tmp_path_factory.mktemp("browsed") / "project")
