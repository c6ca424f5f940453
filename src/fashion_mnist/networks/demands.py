"""What a network's parameters ask of its images and of its layers."""

from fashion_mnist.networks.backend import Model
from fashion_mnist.networks.build import find_layers_with_maps
from fashion_mnist.parameters.deep_learning import Network
from fashion_mnist.parameters.errors import InputError


def check_demands(network: Model, parameters: Network) -> None:
    """Raise InputError unless a network, which may be untrained, can do what is asked of it."""
    _check_shifts(network.name, network.input.shape[1:3], parameters)
    with_maps = [layer.name for layer in find_layers_with_maps(network)]
    asked = [parameters.gradcam_layer, *parameters.measured_layers]
    unknown = [name for name in asked if name not in (None, *with_maps)]
    if unknown:
        raise InputError(
            f"Expected layers of {network.name} with feature maps: {', '.join(with_maps)}. "
            f"Received {', '.join(map(repr, unknown))}: correct `gradcam_layer` or "
            "`measured_layers`."
        )


def _check_shifts(name: str, size: tuple[int, int], parameters: Network) -> None:
    shifts = {
        "training.augmentation.shift": parameters.training.augmentation.shift,
        "shift_average": parameters.shift_average,
    }
    for path, shift in shifts.items():
        if shift >= min(size):
            raise InputError(
                f"Expected shifts by less than the images of {name}, which have {size[0]} x "
                f"{size[1]} pixels. Received `{path}: {shift}`: choose a smaller one."
            )
