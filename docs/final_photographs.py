"""Unpack photographs to measure the accuracy of a finished network on.

`python docs/final_photographs.py PART FOLDER` writes the photographs of the part `final`, `sealed`
or `shop`, or those of `street_photographs.yml`, to `FOLDER/GROUP/KIND/ID.jpg`. The group of final
photographs is `known_senders` if others of the same person may be used for training, else
`new_senders`; the other parts are groups.

    kedro run --pipelines=inference,picture_accuracy --params=pictures=FOLDER

measures the accuracy on all of them, in each group and of each kind.
"""

import sys
from pathlib import Path

import pandas as pd
import yaml
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from fashion_mnist.datasets import ProductPhotographsDataset
from fashion_mnist.pictures.photographs import Photographs, select_part

PROJECT = Path(__file__).parents[1]
STREET = "street"
FINAL_PARTS = ("final", "sealed", "shop", STREET)


def main() -> None:
    """Unpack a part."""
    if len(sys.argv) != 3 or sys.argv[1] not in FINAL_PARTS or Path(sys.argv[2]).exists():
        sys.exit(
            f"Expected a part, {', '.join(FINAL_PARTS)}, and a new folder: "
            "python docs/final_photographs.py PART FOLDER"
        )
    part, folder = sys.argv[1], Path(sys.argv[2]).absolute()
    table = load_street() if part == STREET else load_part(part)
    unpack(table, folder)
    sys.stdout.write(table.groupby(["group", "kind"]).size().to_string() + "\n")


def load_street() -> pd.DataFrame:
    """Load the photographs that `street_photographs.yml` describes."""
    options = yaml.safe_load(Path(__file__).with_name("street_photographs.yml").read_text("utf-8"))
    options["filepath"] = str(PROJECT / options["filepath"])
    table = ProductPhotographsDataset(**options).load()
    return table.assign(kind=table["label"], group=STREET)


def load_part(part: str) -> pd.DataFrame:
    """Load the photographs of a part, as `group_part` returns them."""
    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT) as session:
        catalog = session.load_context().catalog
        sources = [catalog.load(f"photographs.{name}") for name in ("raw", "luma", "venia")]
        parts = catalog.load("photographs.parts")
        options = Photographs.model_validate(catalog.load("params:photographs"))
    return group_part(pd.concat(sources, ignore_index=True), parts, part, options)


def group_part(
    photographs: pd.DataFrame, parts: pd.DataFrame, part: str, options: Photographs
) -> pd.DataFrame:
    """Select the photographs of a part, and return their table with the column `group`."""
    table = select_part(photographs, parts, part, options)
    senders = select_part(photographs, parts, "train", options)["sender"]
    is_known = table["sender"].isin(senders)
    by_sender = is_known.map({True: "known_senders", False: "new_senders"})
    return table.assign(group=by_sender if part == "final" else part)


def unpack(table: pd.DataFrame, folder: Path) -> None:
    """Write each photograph of a table to a folder of its group and kind."""
    for row in table.itertuples():
        path = folder / row.group / row.kind / f"{row.image}{Path(row.read.name).suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(row.read.read_bytes())


if __name__ == "__main__":
    main()
