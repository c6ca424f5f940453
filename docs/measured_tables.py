"""Format measured tables for the docs: rows of text, and a line that describes the run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from fashion_mnist.parameters import model_names
from fashion_mnist.report.render import count, megabytes, percent, probability
from fashion_mnist.robustness.backgrounds import KINDS

Rows = Iterator[dict[str, str]]
BACKGROUNDS = {"clean": "none", "geometry": "none; shifted, scaled, rotated"}
DISTANCES = (0.0, 1.0, 1.5, 2.0, 3.0)  # Euclidean, between images with pixels from 0 to 1
SEALED = "sealed"  # the group of `final_photographs.py sealed`
TECHNIQUES = {
    "all": "all techniques",
    "edges": "edges in addition to brightness",
    "erasing": "random erasing",
    "hog": "histograms of oriented gradients (HOG) instead of brightness and edges",
    "label_smoothing": "label smoothing",
    "mirror": "random mirroring",
    "tta_flip": "averaging with the mirror image at prediction",
    "mirrored_copies": "mirrored copies of the training images",
    "muon": "Muon for convolutions, otherwise Adam",
    "one_cycle": "one-cycle schedule with a higher learning rate",
    "pca": "PCA",
    "shift": "random shifts by 1 pixel",
    "tta_shift": "averaging over shifts at prediction",
    "tuned_c": "tuned C instead of 1",
    "tuned_gamma": "tuned gamma instead of scikit-learn's default",
}


def describe_machine(run: Mapping[str, Any]) -> dict[str, str]:
    """Describe the commit, machine and software of a run.

    Args:
        run: the description from `EnvironmentDataset`, optionally with a `seed`.
    """
    changes = ", with changes" if run["modified"] else ""
    memory = f", {run['memory_gib']} GiB" if run["memory_gib"] else ""
    packages = {name: v for name, v in run["packages"].items() if v != "absent"}
    names = {"tensorflow": "TensorFlow", "torch": "PyTorch"}
    versions = {"Python": run["python"]} | {shown: packages.get(n) for n, shown in names.items()}
    seed = [f"seed {run['seed']}"] if "seed" in run else []
    return {
        "commit": f"{run['commit'][:12]}{changes}" if run["commit"] else "not in a repository",
        "machine": f"{run['processor']}, {run['cores']} cores{memory}",
        "software": ", ".join([*seed, *(f"{name} {v}" for name, v in versions.items() if v)]),
    }


def tell_run(measured: Mapping[str, Any]) -> str:
    """Return the line below a table: command, machine, date and commit of its run."""
    made = measured["made"]
    line = f"Made by `{made['command']}` on {made['machine']}, on {made['date']}"
    models = made.get("models", made["commit"])
    fitted = "" if models == made["commit"] else f"; models fitted at commit {models}"
    return f"{line}, {made['software']}, commit {made['commit']}{fitted}."


def show_rows(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Format a table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def split(rows: Sequence[Mapping[str, str]]) -> dict[str, list[Any]]:
    """Split rows into columns and values, the format of the files in `docs/measured`."""
    return {"columns": list(rows[0]), "rows": [list(row.values()) for row in rows]}


def seeds(table: pd.DataFrame) -> Rows:
    """Format the dataset `seeds`."""
    for row in table.to_dict("records"):
        yield {
            "model": f"`{row['model']}`",
            "seeds": str(row["runs"]),
            "mean accuracy": percent(row["mean"], 2),
            "standard deviation": f"{100 * row['standard_deviation']:.2f} points",
            "lowest and highest": f"{percent(row['lowest'], 2)}, {percent(row['highest'], 2)}",
        }


def robustness(table: pd.DataFrame, of_robust: bool = False) -> Rows:
    """Format `robustness_ranking` without the network for pictures, or that network alone."""
    for row in table.to_dict("records"):
        if (row["model"] == model_names.ROBUST) == of_robust:
            yield {
                "model": f"`{row['model']}`",
                "relative robustness": percent(row["relative_robustness"]),
                "95% interval": interval(row, "relative_robustness"),
                "clean": percent(row["clean"]),
                "shifted, scaled, rotated": percent(row["geometry"]),
                "backgrounds": percent(row["backgrounds"]),
                "corruptions": percent(row["corruptions"]),
                "images": count(row["images"]),
            }


def robustness_of_robust(table: pd.DataFrame) -> Rows:
    """Format the row of the network for pictures in `robustness_ranking`."""
    return robustness(table, of_robust=True)


def backgrounds(table: pd.DataFrame) -> Rows:
    """Format the background conditions of `robustness`, without the network for pictures."""
    for model, rows in table.groupby("model", sort=False):
        if model != model_names.ROBUST:
            accuracies = rows.set_index("condition")["accuracy"]
            yield {
                "model": f"`{model}`",
                **{name: percent(accuracies[key]) for key, name in BACKGROUNDS.items()},
                **{kind: percent(accuracies[kind]) for kind in KINDS},
                "images": count(rows["images"].iloc[0]),
            }


def backgrounds_of_robust(table: pd.DataFrame) -> Rows:
    """Format the background conditions of `robust.robustness`."""
    for row in backgrounds(table.assign(model="")):
        yield row | {"model": f"`{model_names.ROBUST}`"}


def nearest_neighbours(table: pd.DataFrame) -> Rows:
    """Count the test images that have a training image within each distance."""
    for distance in DISTANCES:
        near = table[table["distance"] <= distance]
        same = int((near["label"] == near["label_of_neighbour"]).sum())
        yield {
            "distance at most": f"{distance:g}",
            "test images": f"{count(len(near))} ({percent(len(near) / len(table))})",
            "with the same label": count(same),
        }


def label_errors(table: pd.DataFrame) -> Rows:
    """Count the likely label errors of each part, with their most frequent pair of classes."""
    for part, rows in table.groupby("part", sort=False):
        pairs = rows[["given", "suggested"]].apply(lambda pair: " and ".join(sorted(pair)), axis=1)
        counts = pairs.value_counts()
        yield {
            "part": str(part),
            "likely label errors": count(len(rows)),
            "most frequent pair": f"{counts.index[0]} ({count(counts.iloc[0])})",
        }


def accuracy_on_clean_data(table: pd.DataFrame) -> Rows:
    """Format each model's accuracy with and without doubtful test images, and their numbers."""
    parts = list(dict.fromkeys(table["test_images"]))
    images = table.groupby("test_images")["images"].first()
    yield {"model": "test images", **{part: count(images[part]) for part in parts}}
    for model, rows in table.groupby("model", sort=False):
        accuracies = rows.set_index("test_images")["accuracy"]
        yield {"model": f"`{model}`", **{part: percent(accuracies[part], 2) for part in parts}}


def heat_maps(table: pd.DataFrame) -> Rows:
    """Format the heat maps and their baselines in `explanation_measures`."""
    measures = ["pointing_game", "insertion", "deletion"]
    some = table[table["measure"].isin(measures)]
    for (model, layer, method), rows in some.groupby(["model", "layer", "method"], sort=False):
        values = rows.set_index("measure")["value"]
        yield {
            "network": f"`{model}`",
            "layer": str(layer),
            "map": str(method),
            "pointing game": percent(values["pointing_game"]),
            **{name: f"{values[name]:.3f}" if name in values else "" for name in measures[1:]},
        }


def techniques(table: pd.DataFrame) -> Rows:
    """Format `technique_effects`, one row per technique and all techniques last."""
    effects = {(row["technique"], row["comparison"]): row for row in table.to_dict("records")}
    for name in dict.fromkeys(name for name, _ in sorted(effects, key=lambda key: key[0] == "all")):
        alone = effects.get((name, "added alone"), effects.get((name, "all")))
        left_out = effects.get((name, "left out"))
        yield {
            "technique": TECHNIQUES[name],
            "added to the plain recipe": effect(alone) if alone else "",
            "added to the rest of the recipe": effect(left_out) if left_out else "",
        }


def classical_techniques(table: pd.DataFrame) -> Rows:
    """Format `classical_effects`, the largest first."""
    for row in table.sort_values("difference", ascending=False).to_dict("records"):
        yield {
            "model": f"`{row['model']}`",
            "technique": TECHNIQUES[row["technique"]],
            "points": effect(row),
        }


def depth(table: pd.DataFrame) -> Rows:
    """Format `depth_effects`."""
    for row in table.to_dict("records"):
        yield {
            "layers": str(row["depth"]),
            "plain": f"{row['plain']:.3f}",
            "residual": f"{row['residual']:.3f}",
            "difference": f"{row['difference']:+.3f}",
            "95% interval": f"{row['low']:+.3f} to {row['high']:+.3f}",
            "p (Holm)": probability(row["p_holm"]),
        }


def exports(table: pd.DataFrame) -> Rows:
    """Format the exported files in `exports`."""
    for row in table[table["bytes"] > 0].to_dict("records"):
        yield {
            "model": f"`{row['model']}`",
            "format": {"onnx": "ONNX", "litert": "LiteRT"}[row["format"]],
            "size": megabytes(row["bytes"]),
            "ms per image": f"{row['milliseconds']:.2g}",
            "largest difference in probability": f"{row['largest_difference']:.0e}",
            "same prediction": percent(row["equal_answers"]),
        }


def photographs(table: pd.DataFrame, model: str = model_names.ROBUST) -> Rows:
    """Format one model's rows of `picture_accuracies`, for pictures of known class."""
    known = table[(table["model"] == model) & table["accuracy"].notna()]
    for row in known[known["by"].isin(["all", "group", "kind"])].to_dict("records"):
        yield {
            "model": f"`{model}`",
            "photographs": "all classes" if row["by"] == "all" else row["name"].replace("_", " "),
            "count": count(row["images"]),
            "accuracy": percent(row["accuracy"]),
            "95% interval": interval(row, "accuracy"),
            "sure": percent(row["sure"]),
            "accuracy when sure": percent(row["accuracy_when_sure"]) if row["sure"] else "",
        }


def pictures_of(group: str, what: str = "photographs") -> Callable[[pd.DataFrame], Rows]:
    """Return a function that formats the rows of the network in the package if there is the group.

    The row of a single group is left out because it repeats the overall row.
    """

    def tabulate(table: pd.DataFrame) -> Rows:
        groups = table[table["by"] == "group"]
        shown = table if len(groups) > 1 else table.drop(groups.index)
        if groups["name"].eq(group).any():
            for row in photographs(shown, model_names.RELEASED):
                yield {what if key == "photographs" else key: row[key] for key in row}

    return tabulate


def photographs_sealed(table: pd.DataFrame) -> Rows:
    """Format the row of the network in the package for the sealed photographs."""
    return (r for r in photographs(table, model_names.RELEASED) if r["photographs"] == SEALED)


def photographs_of_compact(table: pd.DataFrame) -> Rows:
    """Format the overall row of `compact`, which was trained without photographs."""
    return (row for row in photographs(table, "compact") if row["photographs"] == "all classes")


def search_of(model: str) -> Callable[[pd.DataFrame], Rows]:
    """Return a function that formats `search_trials` if it is a search of one model."""

    def search(table: pd.DataFrame) -> Rows:
        for row in table[(table["model"] == model) & table["best"]].to_dict("records"):
            names = table.columns[2 : table.columns.get_loc("selection_accuracy")]
            values = ", ".join(setting(name, row[name]) for name in names)
            yield {
                "model": f"`{model}`",
                "trials": str(len(table)),
                "study's values": percent(table["accuracy"].iloc[0], 2),
                "best trial": percent(row["accuracy"], 2),
                "values of the best trial": "the study's" if row["trial"] == 1 else values,
                "p (Holm) of the difference": probability(p)
                if (p := table["p_holm"].iloc[0]) == p
                else "",
            }

    return search


def setting(name: str, value: object) -> str:
    """Format a hyperparameter, without the path to it in the model's block."""
    return f"{name.rpartition('.')[2]} {f'{value:.3g}' if isinstance(value, float) else value}"


def interval(row: Mapping[str, Any], name: str) -> str:
    """Format the interval from `name_low` to `name_high` as percentages."""
    return f"{100 * row[f'{name}_low']:.1f}-{percent(row[f'{name}_high'])}"


def effect(row: Mapping[str, Any]) -> str:
    """Format a difference in points with its interval, bold if it is significant."""
    low, high = (f"{100 * row[name]:+.2f}" for name in ("low", "high"))
    difference = f"{100 * row['difference']:+.2f}"
    return f"{f'**{difference}**' if row['differ'] else difference} ({low} to {high})"
