import pandas as pd

from fashion_mnist.figures.models import architecture, fold_layers, learning_curves

LAYERS = pd.DataFrame(
    [
        ("images", "InputLayer", "4x4x1", 0, "", ""),
        ("conv", "Conv2D", "4x4x2", 18, "3x3, stride 1", "images"),
        ("norm", "BatchNormalization", "4x4x2", 8, "", "conv"),
        ("add", "Add", "4x4x2", 0, "", "images norm"),
        ("relu", "Activation", "4x4x2", 0, "relu", "add"),
        ("logits", "Dense", "3", 99, "", "relu"),
    ],
    columns=["layer", "type", "output_shape", "parameters", "settings", "inputs"],
)


def test_normalisation_and_activation_join_the_layer_that_feeds_them():
    folded = fold_layers(LAYERS)
    assert folded["layer"].tolist() == ["images", "conv", "add", "logits"]
    assert folded["text"].tolist() == [
        "InputLayer",
        "Conv2D, 3x3, stride 1 + batch norm",
        "Add + relu",
        "Dense",
    ]
    assert folded["parameters"].tolist() == [0, 26, 0, 99]
    assert folded["inputs"].tolist() == ["", "images", "images conv", "add"]


def test_each_layer_is_a_box_and_each_shortcut_a_path():
    figure = architecture(LAYERS, "resnet")
    assert len(figure.data[0].y) == 4
    assert figure.data[1].text[1] == "<b>conv</b><br>Conv2D, 3x3, stride 1 +<br>batch norm"
    assert figure.data[2].text[1] == "4 x 4 x 2<br>26 parameters"
    assert [shape.type for shape in figure.layout.shapes] == ["line", "path", "line", "line"]
    assert "125 parameters" in figure.layout.title.text


def test_a_table_read_from_a_file_has_missing_inputs_and_settings():
    read = LAYERS.replace({"inputs": {"": None}, "settings": {"": None}})
    assert fold_layers(read).equals(fold_layers(LAYERS))


def test_shapes_of_features_may_be_read_as_numbers():
    layers = pd.DataFrame(
        {"layer": ["output"], "type": "Dense", "output_shape": [3], "parameters": 51, "inputs": ""}
    )
    assert architecture(layers, "svm").data[2].text == ("3<br>51 parameters",)


def test_long_settings_are_broken_into_lines_that_have_room():
    svm = LAYERS.assign(settings="n_estimators 60, max_features 0.06, bootstrap False")
    figure = architecture(svm[:1], "random_forest")
    (text,) = figure.data[1].text
    assert max(len(line) for line in text.split("<br>")) <= 28
    assert figure.layout.height == 100 + 22 + 18 * len(text.split("<br>"))


def test_learning_curves_show_both_sets_and_the_best_epoch():
    history = pd.DataFrame(
        {
            "epoch": [1, 2],
            "accuracy": [0.5, 0.6],
            "val_accuracy": [0.7, 0.6],
            "loss": [2, 1],
            "val_loss": [1, 1],
        }
    )
    figure = learning_curves(history, "cnn")
    assert [list(trace.y) for trace in figure.data] == [[0.5, 0.6], [0.7, 0.6], [2, 1], [1, 1]]
    assert figure.layout.shapes[0].x0 == 1
