import numpy as np

from fashion_mnist.explanation.examples import choose_examples
from fashion_mnist.figures.gradcam import gradcam_triptychs


def test_triptychs_hold_three_panels_an_example(predictions, classes):
    examples = choose_examples(predictions, classes)
    images = np.random.default_rng(0).random((len(examples), 4, 4), np.float32)
    figure = gradcam_triptychs(images, np.zeros_like(images), examples, classes, "cnn")
    assert len(figure.data) == 4 * len(examples)
    captions = [annotation.text for annotation in figure.layout.annotations]
    assert "bag: 90%" in captions
    assert "coat, taken for boot: 60%" in captions
    colours = np.stack([images] * 3, axis=-1)
    figure = gradcam_triptychs(colours, np.zeros_like(images), examples, classes, "cnn")
    assert [trace.type for trace in figure.data[:4]] == ["image", "heatmap", "image", "heatmap"]
