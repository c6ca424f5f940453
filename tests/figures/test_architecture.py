import pandas as pd

from fashion_mnist.figures.architecture import architecture, fold_layers

LAYERS = pd.DataFrame(
    [
        ("images", "InputLayer", "4x4x1", 0, ""),
        ("conv", "Conv2D", "4x4x2", 18, "images"),
        ("norm", "BatchNormalization", "4x4x2", 8, "conv"),
        ("add", "Add", "4x4x2", 0, "images norm"),
        ("relu", "ReLU", "4x4x2", 0, "add"),
        ("logits", "Dense", "3", 99, "relu"),
    ],
    columns=["layer", "type", "output_shape", "parameters", "inputs"],
)


def test_normalisation_and_activation_join_the_layer_that_feeds_them():
    folded = fold_layers(LAYERS)
    assert folded["layer"].tolist() == ["images", "conv", "add", "logits"]
    assert folded["type"].tolist() == [
        "InputLayer",
        "Conv2D + BatchNormalization",
        "Add + ReLU",
        "Dense",
    ]
    assert folded["parameters"].tolist() == [0, 26, 0, 99]
    assert folded["inputs"].tolist() == ["", "images", "images conv", "add"]


def test_each_layer_is_a_box_and_each_shortcut_a_path():
    figure = architecture(LAYERS, "resnet")
    assert len(figure.data[0].y) == 4
    assert figure.data[1].text[1] == "<b>conv</b><br>Conv2D + BatchNormalization"
    assert figure.data[2].text[1] == "4 x 4 x 2<br>26 parameters"
    assert [shape.type for shape in figure.layout.shapes] == ["line", "path", "line", "line"]
    assert "125 parameters" in figure.layout.title.text


def test_a_table_read_from_a_file_has_missing_inputs():
    read = LAYERS.replace({"inputs": {"": None}})
    assert fold_layers(read).equals(fold_layers(LAYERS))


def test_shapes_of_features_may_be_read_as_numbers():
    layers = pd.DataFrame(
        {"layer": ["output"], "type": "Dense", "output_shape": [3], "parameters": 51, "inputs": ""}
    )
    assert architecture(layers, "svm").data[2].text == ("3<br>51 parameters",)
