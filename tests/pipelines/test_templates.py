import inspect
import pickle

from fashion_mnist.pipelines import templates


def join(first, *more, last=".", **named):
    """Join words."""
    return " ".join([first, *more, *named.values()]) + last


def test_a_dataset_of_each_model_is_an_argument_named_after_it():
    assert templates.of_each(("a", "b"), "cost") == {"a": "a.cost", "b": "b.cost"}


def test_arguments_are_filled_in_and_the_name_stays():
    ask = templates.with_arguments(join, last="?")
    assert ask("who", "goes") == "who goes?"
    assert ask.__name__ == "join"


def test_what_is_absent_is_left_out_of_the_call():
    node = templates.node_of_available(
        join, {"first": "a"}, {"x": "b", "y": "c"}, "sentence", name="join"
    )
    assert node.func.optional == {"b", "c"}
    assert set(node.inputs) == {"a", "b", "c"}
    assert node.func(first="who", x=None, y="goes") == "who goes."
    assert inspect.unwrap(node.func) is join
    assert node.func.__doc__ == "Join words."


def test_functions_of_nodes_can_be_sent_to_other_processes():
    for function in (
        templates.with_arguments(join, last="?"),
        templates.TakesAvailable(join, {"x": "b"}),
    ):
        copy = pickle.loads(pickle.dumps(function))  # noqa: S301
        assert copy(first="who") == function(first="who")
