"""What a learning curve says, in numbers."""

import pandas as pd

FITTED = 0.8  # the training accuracy at the end of a training that is long enough


def summarise_learning(history: pd.DataFrame, tolerance: float) -> dict[str, float | int | None]:
    """The numbers behind the remarks on a learning curve.

    Final values, the gap between training and validation accuracy, and `stable_from_epoch`: the
    first epoch from which validation accuracy stays within `tolerance` of its final value.
    `is_fitted` says whether the training accuracy of the last epoch, on augmented images, is at
    least `FITTED`.
    """
    final = history.iloc[-1]
    best = history.iloc[history["val_accuracy"].argmax()]
    return {
        "epochs": len(history),
        "final_accuracy": float(final["accuracy"]),
        "final_val_accuracy": float(final["val_accuracy"]),
        "final_loss": float(final["loss"]),
        "final_val_loss": float(final["val_loss"]),
        "accuracy_gap": float(final["accuracy"] - final["val_accuracy"]),
        "best_epoch": int(best["epoch"]),
        "best_val_accuracy": float(best["val_accuracy"]),
        "first_epoch_val_accuracy": float(history["val_accuracy"].iloc[0]),
        "largest_val_drop": float((-history["val_accuracy"].diff()).max())
        if len(history) > 1
        else 0.0,
        "stable_from_epoch": _stable_from(history, tolerance),
        "is_fitted": bool(final["accuracy"] >= FITTED),
    }


def _stable_from(history: pd.DataFrame, tolerance: float) -> int:
    distance = (history["val_accuracy"] - history["val_accuracy"].iloc[-1]).abs()
    unstable = history.loc[distance > tolerance, "epoch"]
    return int(unstable.max()) + 1 if len(unstable) else int(history["epoch"].iloc[0])
