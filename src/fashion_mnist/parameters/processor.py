"""What Linux says of the processor, on which `precision: auto` depends."""

from pathlib import Path


def read_processor(field: str) -> str:
    """What Linux says of the first processor in a field such as `flags`; empty elsewhere."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    values = [line.partition(":")[2].strip() for line in lines if line.startswith(field)]
    return values[0] if values else ""
