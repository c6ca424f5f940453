"""Copy the results of runs into `docs/measured`, and update the tables in the pages.

`make figures` copies every table that has a file in `data`; `make figures TABLES="seeds depth"`
copies only these. Each is stored with the command, commit, machine and date of its run. The text
between the markers of a page is generated from `docs/measured` alone.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import measured_tables as tables
import model_table
import pandas as pd

from fashion_mnist.report.render import listing
from kedro_incremental import records as incremental

PROJECT = Path(__file__).parents[1]
MARKED = re.compile(r"(<!-- measured: ([\w, ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
Records = Mapping[str, Mapping[str, Any]]
Rows = Iterable[Mapping[str, str]]
Measured = dict[str, Any]  # the content of a file of docs/measured


class Source(NamedTuple):
    """A file in `data`, the pipeline that makes it, and the function that formats its rows."""

    path: str
    pipeline: str
    tabulate: Callable[[pd.DataFrame], Rows]


SOURCES = {
    "seeds": Source("08_reporting/seeds.csv", "seeds", tables.seeds),
    "robustness": Source("08_reporting/robustness_ranking.csv", "robustness", tables.robustness),
    "robustness_of_robust": Source(
        "08_reporting/robustness_ranking.csv", "robustness", tables.robustness_of_robust
    ),
    "backgrounds": Source("08_reporting/robustness.csv", "robustness", tables.backgrounds),
    "backgrounds_of_robust": Source(
        "07_model_output/robust/robustness.csv", "robustness", tables.backgrounds_of_robust
    ),
    "nearest_neighbours": Source(
        "08_reporting/nearest_neighbours.csv", "data_quality", tables.nearest_neighbours
    ),
    "label_errors": Source("08_reporting/label_errors.csv", "data_quality", tables.label_errors),
    "accuracy_on_clean_data": Source(
        "08_reporting/accuracy_on_clean_data.csv", "data_quality", tables.accuracy_on_clean_data
    ),
    "heat_maps": Source("08_reporting/explanation_measures.csv", "explanation", tables.heat_maps),
    "techniques": Source("07_model_output/technique_effects.csv", "ablation", tables.techniques),
    "classical_techniques": Source(
        "07_model_output/classical_effects.csv", "ablation", tables.classical_techniques
    ),
    "depth": Source("07_model_output/depth_effects.csv", "depth", tables.depth),
    "exports": Source("06_models/exports.csv", "export", tables.exports),
    "photographs_of_released": Source(
        "08_reporting/picture_accuracies.csv", "picture_accuracy", tables.pictures_of("new_senders")
    ),
    "photographs_of_shops": Source(
        "08_reporting/picture_accuracies.csv", "picture_accuracy", tables.pictures_of("shop")
    ),
    "photographs_of_street": Source(
        "08_reporting/picture_accuracies.csv", "picture_accuracy", tables.pictures_of("street")
    ),
    "photographs_sealed": Source(
        "08_reporting/picture_accuracies.csv", "picture_accuracy", tables.photographs_sealed
    ),
    "pictograms": Source(
        "08_reporting/picture_accuracies.csv",
        "picture_accuracy",
        tables.pictures_of("noto", "pictograms"),
    ),
    "photographs_of_compact": Source(
        "08_reporting/picture_accuracies.csv", "picture_accuracy", tables.photographs_of_compact
    ),
    **{
        f"search_{model}": Source(
            "07_model_output/search_trials.csv", "search", tables.search_of(model)
        )
        for model in ("logistic_regression", "mlp", "knn")
    },
}
BENCHMARKS = {
    f"benchmark_{name}": f"08_reporting/benchmarks/{name}.json"
    for name in ("training", "frontier", "svm", "commands", "fitting")
}
STUDIES = {"models": "data", "best": "data/best"}
NAMES = [*STUDIES, *SOURCES, *BENCHMARKS]


def copy_tables(project: Path, names: Iterable[str] = ()) -> list[str]:
    """Copy tables into `docs/measured` and update the pages.

    Args:
        project: the root folder of the project.
        names: the tables to copy; if empty, all that have a file.

    Returns:
        The names of the copied tables.

    Raises:
        ValueError: a table has no file, or its file was altered after its run.
    """
    found = {name: measure(project, name) for name in names} or find_all(project)
    if missing := [name for name, measured in found.items() if measured is None]:
        raise ValueError(
            f"Expected tables that runs have made. Received none of {listing(missing)}."
        )
    for name, measured in found.items():
        text = json.dumps(measured, indent=1, ensure_ascii=False)
        (project / f"docs/measured/{name}.json").write_text(f"{text}\n", encoding="utf-8")
    write_pages(project)
    return list(found)


def find_all(project: Path) -> dict[str, Measured]:
    """Read all tables that have a file in `data`, by name."""
    found = {name: measure(project, name) for name in NAMES}
    return {name: measured for name, measured in found.items() if measured}


def measure(project: Path, name: str) -> Measured | None:
    """Read a table with the run that made it, or return None if it has no file.

    Raises:
        ValueError: the name is unknown, or the file was altered after its run.
    """
    if name in STUDIES:
        return measure_study(project / STUDIES[name])
    if name in SOURCES:
        return measure_source(project / "data", SOURCES[name])
    if name in BENCHMARKS:
        return measure_benchmark(project / "data" / BENCHMARKS[name])
    raise ValueError(f"Expected names of tables. Received {name}: they are {listing(NAMES)}.")


def measure_study(data: Path) -> Measured | None:
    """Read the models of a run, with the commands that fitted them."""
    path = data / "08_reporting/comparison.csv"
    if not path.exists():
        return None
    records = load_records(data / ".records")
    behind = [records[node] for node in list_ancestors(records, find_maker(records, path))]
    fits = [
        record
        for record in behind
        if any(name.endswith(".provenance") for name in record["outputs"])
    ]
    check_runs(fits, path, "kedro run --everything")
    commands = dict.fromkeys(record["run"]["command"] for record in fits)
    return model_table.measure(data, listing(list(commands)))


def measure_source(data: Path, source: Source) -> Measured | None:
    """Read and format the rows of a file that a pipeline made, with its run."""
    if not (data / source.path).exists():
        return None
    rows = list(source.tabulate(pd.read_csv(data / source.path)))
    if not rows:
        return None
    return {"made": trace(data, source), **tables.split(rows)}


def measure_benchmark(path: Path) -> Measured | None:
    """Read the rows of a benchmark, with its run."""
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    run = {"made": kept["run"]["time"], "run": kept["run"]}
    return {"made": describe_runs([run]), "columns": kept["columns"], "rows": kept["rows"]}


def trace(data: Path, source: Source) -> dict[str, str]:
    """Describe the run behind a file: the nodes of the pipeline, and the commits of the models."""
    records = load_records(data / ".records")
    path = data / source.path
    nodes = list(list_ancestors(records, find_maker(records, path)))
    own = [records[node] for node in nodes if source.pipeline in records[node]["tags"]]
    check_runs(own, path, f"kedro run --pipelines={source.pipeline} --everything")
    names = [name for node in nodes for name in records[node]["outputs"]]
    models = [name.removesuffix(".provenance") for name in names if name.endswith(".provenance")]
    paths = [data / f"06_models/{model}/provenance.json" for model in models]
    fits = [json.loads(path.read_text(encoding="utf-8")) for path in paths if path.exists()]
    fitted = {str(fit["commit"])[:12] for fit in fits}
    return describe_runs(own) | ({"models": listing(sorted(fitted))} if fitted else {})


def find_maker(records: Records, path: Path) -> str:
    """Find the node that made a file.

    Raises:
        ValueError: no run made the file, or it was altered after its run.
    """
    digest = sha256(path.read_bytes()).hexdigest()
    for node, record in records.items():
        if str(path) in record["files"] and record["files"][str(path)]["sha256"] == digest:
            return node
    raise ValueError(f"Expected a file as a run left it. Received another: {path}")


def check_runs(records: Iterable[Mapping[str, Any]], path: Path, command: str) -> None:
    """Check that the command and the commit of each node's run are known.

    Raises:
        ValueError: they are not; the message names the `command` that runs the nodes again.
    """
    if missing := [record for record in records if "commit" not in record["run"]]:
        raise ValueError(
            f"Expected the commit of all runs behind {path}. Received {len(missing)} records "
            f"without: {command}"
        )


def load_records(folder: Path) -> Records:
    """Load the records of nodes by name, each with the command and machine of its run."""
    found = incremental.Records(str(folder)).load()
    runs = {
        name: {"command": r["command"], **r["facts"].get("machine", {})}
        for name, r in found.items()
        if "facts" in r
    }
    return {
        record["node"]: record | {"run": runs.get(f"run-{record['run_id']}", {})}
        for record in found.values()
        if "node" in record
    }


def list_ancestors(records: Records, node: str) -> Iterator[str]:
    """Yield a node and all nodes that it depends on, directly or indirectly."""
    makers = {
        name.partition("@")[0]: maker
        for maker, record in records.items()
        for name in record["outputs"]
    }
    seen, todo = set(), [node]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            yield node
            taken = (name.partition("@")[0] for name in records[node]["inputs"])
            todo += [makers[name] for name in taken if name in makers]


def describe_runs(records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Describe the runs of nodes: the command of the first record, and the facts of all."""
    in_order = sorted(records, key=lambda record: str(record["made"]))
    facts = [tables.describe_machine(record["run"]) for record in in_order]
    days = [record["made"][:10] for record in in_order]
    return {
        "command": records[0]["run"]["command"],
        **{name: listing(list(dict.fromkeys(fact[name] for fact in facts))) for name in facts[0]},
        "date": " to ".join(dict.fromkeys((days[0], days[-1]))),
    }


def write_pages(project: Path) -> None:
    """Write the tables of `docs/measured` between the markers of all pages."""
    for path in list_pages(project):
        page = path.read_text(encoding="utf-8")
        path.write_text(fill(page, project / "docs/measured"), encoding="utf-8")


def list_pages(project: Path) -> list[Path]:
    """Return the paths of the README and of the pages in docs."""
    return [project / "README.md", *sorted((project / "docs").glob("*.md"))]


def fill(page: str, measured: Path) -> str:
    """Fill the tables of `docs/measured` in between the markers of a page."""

    def replace(match: re.Match[str]) -> str:
        begin, names, end = match.groups()
        return f"{begin}\n{show(names.split(', '), measured)}\n\n{end}"

    return MARKED.sub(replace, page)


def show(names: list[str], measured: Path) -> str:
    """Format tables with the same columns as one Markdown table, followed by their runs."""
    if names == ["answer"]:
        return model_table.show_answer(read(measured, "models"))
    found = [read(measured, name) for name in names]
    rows = [row for each in found for row in each["rows"]]
    runs = dict.fromkeys(tables.tell_run(each) for each in found)
    return f"{tables.show_rows(found[0]['columns'], rows)}\n\n" + "\n\n".join(runs)


def read(measured: Path, name: str) -> Measured:
    """Read a file of `docs/measured`."""
    content: Measured = json.loads((measured / f"{name}.json").read_text(encoding="utf-8"))
    return content


if __name__ == "__main__":
    try:
        print("Copied from data:", ", ".join(copy_tables(PROJECT, sys.argv[1:])))  # noqa: T201
    except ValueError as error:
        sys.exit(str(error))
