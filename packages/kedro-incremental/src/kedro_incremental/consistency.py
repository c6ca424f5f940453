"""Whether the inputs of a run belong together, where other runs made them."""

from collections.abc import Iterable, Iterator, Mapping

from kedro_incremental.changes import ChangeDetector
from kedro_incremental.fingerprint import ABSENT
from kedro_incremental.records import Record


class ConsistencyCheck:
    """Looks at the nodes that made what others take, where a run leaves them as they are.

    What they made must be as they left it, their inputs as they took them, and the parameters that
    they share with those that take it the same.
    """

    def __init__(self, detector: ChangeDetector, run: Iterable[str]) -> None:
        """Take the records, and the names of the nodes that the run brings up to date."""
        self.detector = detector
        self.makers: dict[str, Record] = {}
        brought = {*run}
        nodes = (record for record in detector.records.values() if "node" in record)
        records = sorted(nodes, key=lambda record: str(record["made"]))
        for record in records:
            for name, place in record["places"].items():
                if record["node"] not in brought and detector.now.place_of(name) == place:
                    self.makers[name] = record

    def find_problems(self, names: Iterable[str], parameters: Mapping[str, str]) -> list[str]:
        """Return what does not belong together among datasets and what they were made of.

        Args:
            names: of the datasets.
            parameters: digests of those of whoever takes the datasets, by their names.
        """
        return sorted({*self._look_back(names, parameters, set())})

    def _look_back(
        self, names: Iterable[str], parameters: Mapping[str, str], seen: set[str]
    ) -> Iterator[str]:
        for name in {*names} & {*self.makers}:
            record = self.makers[name]
            if self._has_changed(name, record["outputs"][name]):
                yield f"{name} was altered after {record['node']} made it"
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
                yield f"{record['node']} was run with another {name} than there is now"

    def _has_changed(self, name: str, content: str) -> bool:
        """Tell whether a dataset with files holds something else; an absent one does not."""
        if self.detector.now.entry_of(name) is None:
            return False
        return self.detector.now.content_of(name) not in (content, ABSENT)
