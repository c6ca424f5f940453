"""What must hold of a file from elsewhere before its content is read."""

from pathlib import Path

from kedro.io import DatasetError

from fashion_mnist.parameters.processor import read_memory

# Fashion-MNIST has 47 million bytes, ImageNet at 32x32 pixels 3.9 billion.
LARGEST = 4 * 2**30  # bytes of a download; of an array where the memory is unknown
REPLACE_IT = "Put the right file in its place; if the catalog names sources of it, just delete it."


def check_file(path: Path) -> None:
    """Raise DatasetError unless this is a regular file: a pipe or a device may never end."""
    if not path.exists():
        raise DatasetError(f"There is no file {path}: place it there.")
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "a pipe, a socket or a device"
        raise DatasetError(f"Expected a file. Received {path}, which is {kind}. {REPLACE_IT}")


def check_download(size: int) -> None:
    """Raise DatasetError if so many bytes are no raw file."""
    if size > LARGEST:
        raise DatasetError(f"more than {LARGEST / 2**30:g} GiB, which is no raw file")


def check_size(size: int, name: str) -> None:
    """Raise DatasetError if so many bytes would take more than half of the machine's memory."""
    memory = read_memory()
    largest = memory // 2 if memory else LARGEST
    if size > largest:
        raise DatasetError(
            f"Expected an array of up to {largest / 2**30:.3g} GiB, half of this machine's memory. "
            f"Received {name}, whose header promises {size} bytes. {REPLACE_IT} A larger one takes "
            "a machine with more memory."
        )
