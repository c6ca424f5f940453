from fashion_mnist.networks.parameters import Network
from fashion_mnist.parameters.model_names import ARCHITECTURES, BY_DEPTH, parse_depth


def test_every_depth_is_an_architecture_that_may_be_asked_for():
    for name in BY_DEPTH:
        Network(architecture=name, training={"epochs": 1, "optimizer": {"learning_rate": 0.01}})
        assert name in ARCHITECTURES


def test_a_name_tells_the_kind_and_the_depth():
    assert parse_depth("plain_8") == ("plain", 8)
    assert parse_depth("residual_56") == ("residual", 56)
