"""A network, computed faster."""

from fashion_mnist.networks.backend import Layer, Model, keras, tf
from fashion_mnist.parameters.processor import read_processor

IN_FLOAT32 = ("images", "logits", "probabilities")  # layers, whatever the precision


def accelerate(network: Model, precision: str = "auto") -> Model:
    """Copy a network into one that is faster to train and to ask.

    It computes in `precision`, normalises by one kernel, and takes each batch in two halves. Its
    weights are float32, in the order of the network's. In float32 it predicts what the network
    does, but for rounding; what it learns is not the same (`Halved`, `FusedBatchNormalization`).

    Args:
        network: of Keras's own layers.
        precision: `float32`, `mixed_bfloat16`, or `auto` as in `choose_precision`.
    """
    from fashion_mnist.networks.fused_batch_norm import FusedBatchNormalization
    from fashion_mnist.networks.split_batches import Halved

    policy = choose_precision() if precision == "auto" else precision

    def convert(layer: Layer) -> Layer:
        is_normalisation = isinstance(layer, keras.layers.BatchNormalization)
        layer_class = FusedBatchNormalization if is_normalisation else type(layer)
        dtype = "float32" if layer.name in IN_FLOAT32 else policy
        return layer_class.from_config(layer.get_config() | {"dtype": dtype})

    copy = keras.models.clone_model(network, clone_function=convert)
    copy.set_weights(network.get_weights())
    return Halved(copy)


def choose_precision() -> str:
    """`mixed_bfloat16` where the GPU or the processor computes in bfloat16, else `float32`."""
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        capability = tf.config.experimental.get_device_details(gpus[0]).get("compute_capability")
        has_bfloat16 = bool(capability and capability >= (8, 0))
    else:
        has_bfloat16 = bool({"avx512_bf16", "amx_bf16"} & _processor_flags())
    return "mixed_bfloat16" if has_bfloat16 else "float32"


def _processor_flags() -> set[str]:
    return set(read_processor("flags").split())
