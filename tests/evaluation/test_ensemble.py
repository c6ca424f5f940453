import numpy as np
import pandas as pd
import pytest

from fashion_mnist.evaluation import ensemble


def table(truth, *rows):
    probabilities = np.array(rows, np.float32)
    columns = {"y_true": np.array(truth, np.uint8), "y_pred": probabilities.argmax(axis=1)}
    return pd.DataFrame(columns | {"bag": probabilities[:, 0], "coat": probabilities[:, 1]})


CLASSES = ["bag", "coat"]
MODEST = table([0, 0, 0, 1], [0.6, 0.4], [0.6, 0.4], [0.6, 0.4], [0.6, 0.4])
GUESS = table([0, 0, 0, 1], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5])


def test_the_weights_have_the_least_log_loss():
    """Three of four are bags, of which the model is sure by 0.6: the pool's odds, 1.5 ** weight,
    should be 3, so the weight is log 3 / log 1.5."""
    weights = ensemble.fit_pool_weights(CLASSES, guess=GUESS, modest=MODEST)
    assert weights["model"].tolist()[0] == "modest"
    assert weights["weight"][0] == pytest.approx(np.log(3) / np.log(1.5), abs=1e-3)


def test_a_model_that_misleads_is_left_out():
    misleading = table([0, 0, 0, 1], [0.4, 0.6], [0.4, 0.6], [0.4, 0.6], [0.9, 0.1])
    weights = ensemble.fit_pool_weights(CLASSES, misleading=misleading, modest=MODEST)
    assert weights["model"].tolist() == ["modest"]


def test_a_certain_mistake_does_not_break_the_weights():
    certain = table([0, 0, 0, 1], [1, 0], [1, 0], [1, 0], [1, 0])
    weights = ensemble.fit_pool_weights(CLASSES, certain=certain)
    assert np.isfinite(weights["weight"]).all()


def test_predictions_are_the_weighted_product():
    """Odds of 4 (1 squared times 4), and of 1/64 (1/4 times its square)."""
    one, other = table([0, 1], [0.8, 0.2], [0.2, 0.8]), table([0, 1], [0.5, 0.5], [0.2, 0.8])
    weights = pd.DataFrame({"model": ["one", "other"], "weight": [1.0, 2.0]})
    pooled = ensemble.combine(weights, CLASSES, other=other, one=one, third=one)
    np.testing.assert_allclose(pooled["bag"], [0.8, 1 / 65], atol=1e-6)
    assert list(pooled["y_true"]) == [0, 1]
    assert list(pooled["y_pred"]) == [0, 1]


def test_the_costs_of_the_members_are_added_up():
    weights = pd.DataFrame({"model": ["b", "a"], "weight": [0.5, 0.5]})
    costs = {"a": {"fit_seconds": 1.0}, "b": {"fit_seconds": 2.0}, "c": {"fit_seconds": 4.0}}
    assert ensemble.sum_costs(weights, **costs) == {"fit_seconds": 3.0}


def test_out_of_fold_an_image_does_not_count_for_its_own_prediction():
    """A bag leaves two bags among three, so odds of 2; the coat leaves bags alone."""
    pooled = ensemble.cross_fit(CLASSES, 0, modest=MODEST)
    assert pooled["y_true"].tolist() == [0, 0, 0, 1]
    assert pooled["bag"][:3].tolist() == pytest.approx([2 / 3] * 3, abs=1e-4)
    assert pooled["bag"][3] > 0.99
    pd.testing.assert_frame_equal(pooled, ensemble.cross_fit(CLASSES, 0, modest=MODEST))


def test_out_of_fold_every_model_may_count():
    one, other = (table([0, 0, 0, 1] * 5, *[row] * 20) for row in ([0.6, 0.4], [0.7, 0.3]))
    pooled = ensemble.cross_fit(CLASSES, 0, one=one, other=other)
    assert pooled["bag"].tolist() == pytest.approx([0.75] * 20, abs=0.05)
