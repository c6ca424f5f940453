"""Unpack a final part of the photographs, to measure the accuracy of a finished network on it.

`python docs/final_photographs.py PART FOLDER` writes the photographs of the part `final`, `sealed`
or `shop` to `FOLDER/GROUP/KIND/ID.jpg`. The group of final photographs is `known_senders` if others
of the same person may be used for training, else `new_senders`; the other parts are groups.

    kedro run --pipelines=inference,picture_accuracy --params=pictures=FOLDER

measures the accuracy on all of them, in each group and of each kind.
"""

import sys
from pathlib import Path

import pandas as pd
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project

from fashion_mnist.pictures.photographs import Photographs, select_part

PROJECT = Path(__file__).parents[1]
FINAL_PARTS = ("final", "sealed", "shop")


def main() -> None:
    """Unpack a part."""
    if len(sys.argv) != 3 or sys.argv[1] not in FINAL_PARTS or Path(sys.argv[2]).exists():
        sys.exit(
            f"Expected a part, {', '.join(FINAL_PARTS)}, and a new folder: "
            "python docs/final_photographs.py PART FOLDER"
        )
    part, folder = sys.argv[1], Path(sys.argv[2]).absolute()
    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT) as session:
        catalog = session.load_context().catalog
        sources = [catalog.load(f"photographs.{name}") for name in ("raw", "luma", "venia")]
        photographs, parts = (
            pd.concat(sources, ignore_index=True),
            catalog.load("photographs.parts"),
        )
        options = Photographs.model_validate(catalog.load("params:photographs"))
    written = unpack(photographs, parts, part, options, folder)
    sys.stdout.write(written.groupby(["group", "kind"]).size().to_string() + "\n")


def unpack(
    photographs: pd.DataFrame, parts: pd.DataFrame, part: str, options: Photographs, folder: Path
) -> pd.DataFrame:
    """Write the photographs of a part, and return their table with the column `group`."""
    table = select_part(photographs, parts, part, options)
    senders = select_part(photographs, parts, "train", options)["sender"]
    is_known = table["sender"].isin(senders)
    by_sender = is_known.map({True: "known_senders", False: "new_senders"})
    table = table.assign(group=by_sender if part == "final" else part)
    for row in table.itertuples():
        path = folder / row.group / row.kind / f"{row.image}{Path(row.read.name).suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(row.read.read_bytes())
    return table


if __name__ == "__main__":
    main()
