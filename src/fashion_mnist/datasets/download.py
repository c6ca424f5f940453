"""Files from the web."""

import logging
from pathlib import Path
from urllib.parse import quote

import requests
from kedro.io import DatasetError

from fashion_mnist.datasets.raw_files import check_download

TIMEOUT = 30  # seconds without an answer
RETRIES = 2
CHUNK = 2**20  # bytes

log = logging.getLogger(__name__)


def download(address: str, target: Path) -> None:
    """Download the file of the target's name from a folder at an https:// address.

    Raises:
        DatasetError: the file is too large, or the server leads elsewhere than to https://.
    """
    url = f"{address.rstrip('/')}/{quote(target.name)}"
    log.info("Downloading %s", url)
    try:
        with _open_session() as session, session.get(url, stream=True, timeout=TIMEOUT) as response:
            response.raise_for_status()
            _write(response, target)
    except requests.exceptions.InvalidSchema as error:
        raise DatasetError(f"redirected to what is not https:// ({error})") from error


def _open_session() -> requests.Session:
    """A session that knows https:// alone, wherever a server redirects it."""
    session = requests.Session()
    session.adapters.clear()
    session.mount("https://", requests.adapters.HTTPAdapter(max_retries=RETRIES))
    return session


def _write(response: requests.Response, target: Path) -> None:
    with target.open("wb") as file:
        for chunk in response.iter_content(CHUNK):
            file.write(chunk)
            check_download(file.tell())
