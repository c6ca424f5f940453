"""The answers to people's own pictures."""

from collections.abc import Callable
from typing import ClassVar

import pandas as pd
from kedro_datasets.pandas import CSVDataset

from fashion_mnist.pictures.answers import TEXTS
from fashion_mnist.pictures.spreadsheet import protect, restore


class AnswersDataset(CSVDataset):
    """Saves the table of answers to a CSV file, and loads it as it was.

    Text stays text: a class "1" is no number, a file "NA" is not missing; only an empty cell is. A
    text that a spreadsheet would take for a formula lies in the file behind an apostrophe, as
    `spreadsheet` says: whoever reads the file by other means takes it away with `restore`.

    Example:
        ::

            pictures.answers:
              type: fashion_mnist.datasets.answers.AnswersDataset
              filepath: data/07_model_output/pictures/answers.csv
    """

    DEFAULT_LOAD_ARGS: ClassVar[dict[str, object]] = {
        "dtype": dict.fromkeys(TEXTS, "str"),
        "keep_default_na": False,
        "na_values": [""],
    }
    DEFAULT_FS_ARGS: ClassVar[dict[str, object]] = {
        "open_args_save": {"mode": "w", "encoding": "utf-8"}
    }

    def load(self) -> pd.DataFrame:
        """Return the table that `tabulate_answers` made."""
        return _change_texts(super().load(), restore)

    def save(self, data: pd.DataFrame) -> None:
        """Write the table."""
        super().save(_change_texts(data, protect))


def _change_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    texts = [name for name in TEXTS if name in table]
    return table.assign(**{name: table[name].map(change, na_action="ignore") for name in texts})
