"""The setting of TensorFlow, made before a dataset imports it."""

from kedro.framework.hooks import hook_impl

from fashion_mnist.parameters.processor import set_up_tensorflow


class TensorFlowSetup:
    """Sets up TensorFlow for runs and for notebooks."""

    @hook_impl
    def after_context_created(self) -> None:
        """Set the environment, which does not import it."""
        set_up_tensorflow()
