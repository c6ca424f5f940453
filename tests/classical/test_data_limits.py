import numpy as np
import pytest

from fashion_mnist.classical.data_limits import limit_to_data


def test_a_small_set_limits_what_is_asked_of_it(build, features, labels):
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 60},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 50},
    )
    limit_to_data(model, features, labels).fit(features, labels)
    assert model[0].n_components == 2
    assert model[1].n_neighbors == 24
    assert model.predict_proba(features).shape == (24, 3)


@pytest.mark.parametrize(
    ("features", "n"),
    [
        (np.eye(4, 9), 3),  # four images
        (np.array([[0, 0, 1], [0, 1, 1], [4, 4, 1]] * 8), 2),  # a pixel that is always white
        (np.ones((4, 9)), 1),
    ],
)
def test_no_component_holds_rounding_errors_alone(build, labels, features, n):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": 60})
    limit_to_data(model, features, labels[: len(features)])
    assert model[0].n_components == n


@pytest.mark.parametrize(("n_components", "solver"), [(5, "full"), (4, "auto")])
def test_few_large_images_are_decomposed_without_the_covariance_of_their_features(
    build, labels, n_components, solver
):
    model = build({"type": "sklearn.decomposition.PCA", "n_components": n_components})
    limit_to_data(model, np.eye(6, 9), labels[:6])
    assert model[0].svd_solver == solver


def test_what_a_set_can_give_stays_as_it_is(build, features, labels):
    model = build(
        {"type": "sklearn.decomposition.PCA", "n_components": 0.9},
        {"type": "sklearn.neighbors.KNeighborsClassifier", "n_neighbors": 5},
    )
    limit_to_data(model, features, labels)
    assert (model[0].n_components, model[1].n_neighbors) == (0.9, 5)


@pytest.mark.parametrize(
    ("counts", "stops"), [([10, 10, 10], True), ([10, 10, 9], False), ([20, 20, 1], False)]
)
def test_training_stops_early_where_every_class_can_be_held_out(build, counts, stops):
    step = {"type": "sklearn.neural_network.MLPClassifier", "early_stopping": True}
    labels = np.repeat([0, 1, 2], counts)
    model = limit_to_data(build(step), np.zeros((len(labels), 2)), labels)
    assert model[0].early_stopping is stops
