"""The machine's processor and memory, and how TensorFlow uses the cores."""

import os
from pathlib import Path


def read_processor(field: str) -> str:
    """Return a field of the first processor on Linux, such as `flags`; empty elsewhere."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    values = [line.partition(":")[2].strip() for line in lines if line.startswith(field)]
    return values[0] if values else ""


def read_memory() -> int | None:
    """Return the machine's memory in bytes, or None if the system does not report it."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def set_up_tensorflow() -> None:
    """Let TensorFlow use half of the cores for each operation, and log only fatal errors.

    The two halves of a batch are computed at the same time. TensorFlow reads these variables when
    it is imported and first computes. Variables that the environment already sets stay the same.
    """
    import joblib  # here, because it imports NumPy

    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", str(max(1, joblib.cpu_count() // 2)))
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
