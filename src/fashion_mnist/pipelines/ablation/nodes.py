"""Nodes of the ablation pipeline."""

from __future__ import annotations

import time
from collections.abc import Callable

from fashion_mnist.lazy import lazy_imports

with lazy_imports():
    import numpy as np
    import pandas as pd

    from fashion_mnist import ablation, backend, estimators, metrics, prediction, training
    from fashion_mnist import parameters as blocks


def fit_variant(variant: str, run: int) -> Callable:
    """The node that trains a variant with the seed `run` further on."""

    def fit(
        train_images: np.ndarray,
        train_one_hot: np.ndarray,
        validation_images: np.ndarray,
        validation_one_hot: np.ndarray,
        parameters: blocks.Network,
        options: blocks.Ablation,
        seed: int,
    ) -> tuple[backend.keras.Model, pd.DataFrame]:
        backend.keras.utils.clear_session()  # frees the networks trained before
        return training.train_network(
            training.Examples(train_images, train_one_hot),
            training.Examples(validation_images, validation_one_hot),
            ablation.make_variant(parameters, options, variant),
            seed + run,
        )

    return fit


def score_variant(variant: str, run: int) -> Callable:
    """The node that scores a variant on the test images."""

    def score(
        network: backend.keras.Model,
        history: pd.DataFrame,
        images: np.ndarray,
        labels: np.ndarray,
        classes: list[str],
        parameters: blocks.Network,
        options: blocks.Ablation,
        seed: int,
    ) -> dict:
        block = ablation.make_variant(parameters, options, variant)
        start = time.perf_counter()
        probabilities = prediction.predict(network, images, block)
        seconds = time.perf_counter() - start
        predictions = metrics.tabulate_predictions(labels, probabilities, classes)
        return {
            "variant": variant,
            "seed": seed + run,
            "accuracy": metrics.score(predictions)["accuracy"],
            "fit_seconds": len(history) * float(history["seconds"].min()),
            "predict_seconds": seconds,
        }

    return score


def measure_effects(*scores: dict) -> tuple[pd.DataFrame, pd.DataFrame]:
    """All runs in a table, and the effect of each technique."""
    runs = pd.DataFrame(scores)
    return runs, ablation.measure_effects(runs)


def compare_variant(model: str, technique: str) -> Callable:
    """The node that fits a variant of a classical model and compares it with the study's."""

    def compare(
        train_images: np.ndarray,
        train_labels: np.ndarray,
        test_images: np.ndarray,
        study: pd.DataFrame,
        cost: dict,
        variant: blocks.ClassicalVariant,
        seed: int,
    ) -> dict:
        images, labels = train_images, train_labels
        if variant.mirrored:
            images, labels = ablation.add_mirrored(images, labels)
        classifier = estimators.build_estimator(variant.steps, seed)
        start = time.perf_counter()
        classifier.fit(images.reshape(len(images), -1), labels)
        seconds = time.perf_counter() - start
        y_pred = classifier.predict(test_images.reshape(len(test_images), -1))
        predictions = study[["y_true"]].assign(y_pred=y_pred.astype(np.uint8))
        return ablation.describe_effect(
            model, technique, (study, predictions), (cost["fit_seconds"], seconds), variant, seed
        )

    return compare


def gather_effects(*effects: dict) -> pd.DataFrame:
    """The effects on all classical models in one table."""
    return pd.DataFrame(effects)
