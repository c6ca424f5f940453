"""Whether what nodes take belongs together."""

from collections.abc import Iterable, Iterator, Mapping

from fashion_mnist.runtime.changes.current_state import ABSENT, Record
from fashion_mnist.runtime.changes.detection import ChangeDetector


class ConsistencyCheck:
    """Looks at the nodes that made what others take, where a run leaves them as they are.

    What they made must be as they left it, their inputs as they took them, and the parameters that
    they share with those that take it the same.
    """

    def __init__(self, detector: ChangeDetector, run: Iterable[str]) -> None:
        """Take the records, and the names of the nodes that the run brings up to date."""
        self.detector = detector
        self.makers = {
            name: (node, record)
            for node, record in detector.records.items()
            if node not in set(run)
            for name in record["outputs"]
        }

    def find_problems(self, names: Iterable[str], parameters: Mapping[str, str]) -> list[str]:
        """What does not belong together among datasets and what they were made of.

        `parameters` are the digests of those of whoever takes the datasets.
        """
        return sorted({*self._look_back(names, parameters, set())})

    def _look_back(
        self, names: Iterable[str], parameters: Mapping[str, str], seen: set[str]
    ) -> Iterator[str]:
        for name in set(names) & set(self.makers):
            maker, record = self.makers[name]
            if self.detector.now.digest_content(name) not in (record["outputs"][name], ABSENT):
                yield f"{name} was altered after {maker} made it"
            if maker not in seen:
                seen.add(maker)
                yield from self._compare(maker, record, parameters)
                yield from self._look_back(record["inputs"], parameters, seen)

    def _compare(self, maker: str, record: Record, parameters: Mapping[str, str]) -> Iterator[str]:
        for name, value in record["parameters"].items():
            if name in parameters and parameters[name] != value:
                yield f"{maker} was run with another value of {name}"
        for name, content in record["inputs"].items():
            if self.detector.now.digest_content(name) not in (content, ABSENT):
                yield f"{maker} was run with another {name} than there is now"
