import pickle

from fashion_mnist.pipelines import per_model, with_arguments


def join(first, *more, last=".", **named):
    """Join words."""
    return " ".join([first, *more, *named.values()]) + last


def test_a_dataset_of_each_model_is_an_argument_named_after_it():
    assert per_model(("a", "b"), "cost") == {"a": "a.cost", "b": "b.cost"}


def test_arguments_are_filled_in_and_the_name_stays():
    ask = with_arguments(join, last="?")
    assert ask("who", "goes") == "who goes?"
    assert ask.__name__ == "join"


def test_a_function_with_arguments_can_be_sent_to_other_processes():
    function = with_arguments(join, last="?")
    copy = pickle.loads(pickle.dumps(function))  # noqa: S301
    assert copy(first="who") == function(first="who")
