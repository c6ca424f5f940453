"""What the ensemble's predictions of the validation images are made of."""

import pandas as pd
import pytest
from wiring import optional_inputs

from fashion_mnist.evaluation.ensemble import combine, fit_pool_weights
from fashion_mnist.parameters import model_names
from fashion_mnist.pipelines.ensemble import create_pipeline


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_validation_images_are_not_predicted_by_the_weights_that_they_chose(predictions, classes):
    (node,) = create_pipeline().only_nodes("ensemble.combine_validation_predictions").nodes
    assert "ensemble.weights" not in node.inputs
    pooled = node.func(classes=classes, seed=0, svm=predictions)  # the one model that was run
    weights = fit_pool_weights(classes, svm=predictions)
    known = combine(weights, classes, svm=predictions)
    assert pooled["y_true"].tolist() == predictions["y_true"].tolist()
    assert not pooled[classes].equals(known[classes])


@pytest.mark.filterwarnings("ignore:One or more dataset names contain")
def test_its_provenance_is_that_of_its_members():
    (node,) = create_pipeline().only_nodes("ensemble.gather_provenances").nodes
    weights = pd.DataFrame({"model": ["cnn"], "weight": [1.0]})
    assert node.func(weights=weights, cnn={"seed": 1}, knn={"seed": 2}) == {"cnn": {"seed": 1}}
    assert optional_inputs(node) == {f"{model}.provenance" for model in model_names.MEMBERS}
    assert node.outputs == ["ensemble.provenance"]
