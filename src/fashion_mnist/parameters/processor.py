"""What the machine has: what its processor can do, how many cores an operation takes, memory."""

import os
from pathlib import Path


def read_processor(field: str) -> str:
    """What Linux says of the first processor in a field such as `flags`; empty elsewhere."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    values = [line.partition(":")[2].strip() for line in lines if line.startswith(field)]
    return values[0] if values else ""


def read_memory() -> int | None:
    """The machine's memory in bytes; None where the system does not say."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", {}):
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def set_up_tensorflow() -> None:
    """Have TensorFlow use half of the cores for an operation, and write fatal errors only.

    Batches are computed in two halves at once. It is read when TensorFlow is imported and first
    computes; what the environment says already is left.
    """
    import joblib  # which imports NumPy

    os.environ.setdefault("TF_NUM_INTRAOP_THREADS", str(max(1, joblib.cpu_count() // 2)))
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
