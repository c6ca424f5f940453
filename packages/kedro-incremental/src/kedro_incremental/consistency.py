"""A check that the inputs of a run, made by earlier runs, belong together."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from kedro.pipeline import Node

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.datasets import entry_of
from kedro_incremental.fingerprint import ABSENT
from kedro_incremental.kedro_internals import load_version_of
from kedro_incremental.records import Record


class ConsistencyCheck:
    """Checks the datasets that a run takes from nodes that it does not run.

    The files of each dataset must be unchanged since its node saved them, the inputs of that node
    must be unchanged since it loaded them, and it must have run with the same values of the
    parameters that it shares with the nodes that take the dataset. The check goes back through
    all nodes upstream, except those of a dataset of which a version was requested.
    """

    def __init__(self, detector: ChangeDetector, run: Collection[Node]) -> None:
        """Find which recorded node made each dataset.

        Args:
            detector: detector with the records.
            run: nodes that the run brings up to date; their outputs are not checked.
        """
        self.detector = detector
        self.makers: dict[str, tuple[str, Record]] = {}  # with the name under which it is recorded
        updated = {node.name for node in run}
        made = {_strip(name) for node in run for name in node.outputs}
        nodes = (record for record in detector.records.values() if "node" in record)
        records = sorted(nodes, key=lambda record: str(record["made"]))
        for record in records:
            for name, place in record["places"].items():
                is_updated = record["node"] in updated or _strip(name) in made
                is_chosen = load_version_of(detector.now.catalog, name) is not None
                if not (is_updated or is_chosen) and detector.now.place_of(name) == place:
                    self.makers[_strip(name)] = name, record

    def find_problems(self, names: Iterable[str], parameters: Mapping[str, str]) -> list[str]:
        """Return descriptions of the inconsistencies upstream of datasets, sorted.

        Args:
            names: names of the datasets.
            parameters: digest by parameter name, for the node that takes the datasets.
        """
        return sorted({*self._look_back(names, parameters, set())})

    def _look_back(
        self, names: Iterable[str], parameters: Mapping[str, str], seen: set[str]
    ) -> Iterator[str]:
        for name in {*map(_strip, names)} & {*self.makers}:
            recorded, record = self.makers[name]
            if self._has_changed(recorded, record["outputs"][recorded]):
                yield f"{recorded} was altered after {record['node']} made it"
            if record["node"] not in seen:
                seen.add(record["node"])
                yield from self._compare(record, parameters)
                yield from self._look_back(record["inputs"], parameters, seen)

    def _compare(self, record: Record, parameters: Mapping[str, str]) -> Iterator[str]:
        for name, value in record["parameters"].items():
            if name in parameters and parameters[name] != value:
                yield f"{record['node']} was run with another value of {name}"
        for name, content in record["inputs"].items():
            if self._has_changed(name, content):
                yield f"{record['node']} was run with another {name} than the current one"

    def _has_changed(self, name: str, content: str) -> bool:
        """Return whether a dataset has other content than before; an absent one has not."""
        if entry_of(self.detector.now.catalog, name) is None:
            return False
        return self.detector.now.content_of(name) not in (content, ABSENT)


def _strip(name: str) -> str:
    """Return the name that the entries of a transcoded dataset share: `a` of `a@pandas`."""
    return name.partition("@")[0]
