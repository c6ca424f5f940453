import pytest

from fashion_mnist.parameters.errors import suggest


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("epoch", " Did you mean 'epochs'?"),
        ("svc", " Did you mean 'SVC'?"),
        ("x", ""),
    ],
)
def test_the_known_name_that_is_most_alike_is_suggested(name, question):
    assert suggest(name, ["epochs", "eraser", "SVC"]) == question
