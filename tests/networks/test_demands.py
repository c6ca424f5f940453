import pytest

from fashion_mnist.networks.build import build_network
from fashion_mnist.networks.demands import check_demands
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.errors import InputError


@pytest.fixture(scope="module")
def network():
    return build_network("cnn", (20, 18, 1), 3)


def parameters(shift=1, **changes):
    training = {
        "epochs": 1,
        "optimizer": {"learning_rate": 0.1},
        "augmentation": {"shift": shift},
    }
    return Network.model_validate({"architecture": "cnn", "training": training, **changes})


def test_what_a_network_can_do_may_be_asked_of_it(network):
    check_demands(network, parameters())
    check_demands(network, parameters(shift=17, shift_average=17))
    check_demands(network, parameters(gradcam_layer="conv3", measured_layers=["conv1", "pool2"]))


@pytest.mark.bad_input
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"shift": 18}, "20 x 18 pixels. Received `training.augmentation.shift: 18`: choose"),
        ({"shift_average": 100}, "20 x 18 pixels. Received `shift_average: 100`"),
        (
            {"gradcam_layer": "conv9"},
            "of cnn with feature maps: conv1, .*, conv3. Received 'conv9'",
        ),
        ({"gradcam_layer": "dense"}, "Received 'dense': correct"),
        ({"gradcam_layer": "images"}, "Received 'images'"),
        ({"measured_layers": ["conv2", "block1", ""]}, "Received 'block1', ''"),
    ],
)
def test_what_a_network_cannot_do_is_refused(network, asked, message):
    with pytest.raises(InputError, match=message):
        check_demands(network, parameters(**asked))
