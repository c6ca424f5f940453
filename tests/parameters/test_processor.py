import pytest

from fashion_mnist.parameters import processor
from fashion_mnist.parameters.processor import read_processor

CPUINFO = """processor\t: 0
model name\t: Example: 8 cores
flags\t\t: fpu avx2

processor\t: 1
model name\t: Another
"""


@pytest.mark.parametrize(
    ("field", "value"),
    [("model name", "Example: 8 cores"), ("flags", "fpu avx2"), ("bogomips", "")],
)
def test_a_field_is_that_of_the_first_processor(tmp_path, monkeypatch, field, value):
    (tmp_path / "cpuinfo").write_text(CPUINFO)
    monkeypatch.setattr(processor, "Path", lambda _: tmp_path / "cpuinfo")
    assert read_processor(field) == value


def test_elsewhere_than_on_linux_it_is_empty(tmp_path, monkeypatch):
    monkeypatch.setattr(processor, "Path", lambda _: tmp_path / "cpuinfo")
    assert read_processor("flags") == ""
