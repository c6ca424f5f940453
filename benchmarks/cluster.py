"""Simulated speed-up on a cluster, from the run time of each node when it last ran here."""

import heapq
from collections.abc import Iterator, Mapping
from pathlib import Path

from kedro.framework.project import pipelines
from kedro.framework.session import KedroSession
from kedro.framework.startup import bootstrap_project
from kedro.pipeline import Node, Pipeline

from kedro_incremental import plan
from kedro_incremental.kedro_internals import make_catalog

PROJECT = Path(__file__).parents[1]
PIPELINES = ("__default__", "seeds", "ablation", "depth")
WORKERS = (2, 4, 8, 16, 32)
SENDING = 0.018  # measured seconds to send a node (docs/cluster.md)


def run() -> Iterator[tuple[str, ...]]:
    """Simulate pipelines that have been run here, with each worker on a machine like this one."""
    bootstrap_project(PROJECT)
    with KedroSession.create(PROJECT) as session:
        catalog = make_catalog(session.load_context())
    records = catalog.load("node_records")
    seconds = {record["node"]: record["seconds"] for record in records.values() if "node" in record}
    for name in PIPELINES:
        pipeline = plan(pipelines[name], catalog).pipeline
        lacking = [node.name for node in pipeline.nodes if node.name not in seconds]
        if lacking:
            yield name, "", "", "", f"not run here: {len(lacking)} nodes, such as {lacking[0]}"
            continue
        whole = sum(seconds[node.name] for node in pipeline.nodes)
        path = simulate(pipeline, seconds, len(pipeline.nodes), sending=0)
        yield f"{name}, sequentially", f"{whole:.0f} s", "", "", ""
        yield f"{name}, longest path", f"{path:.0f} s", "", f"{whole / path:.1f} times as fast", ""
        for workers in WORKERS:
            time = simulate(pipeline, seconds, workers)
            ratio = f"{whole / time:.1f} times as fast"
            yield f"{name}, {workers} workers, simulated", f"{time:.0f} s", "", ratio, ""


def simulate(
    pipeline: Pipeline, seconds: Mapping[str, float], workers: int, sending: float = SENDING
) -> float:
    """Simulate a run on several workers that are as fast as this machine.

    A free worker takes the ready node that comes first in the pipeline.

    Args:
        pipeline: the nodes to run.
        seconds: the run time of each node, by name.
        workers: how many nodes run at the same time.
        sending: seconds to send one node to a worker.

    Returns:
        The seconds until the last node is done.
    """
    parents = {node: set(before) for node, before in pipeline.node_dependencies.items()}
    places = {node: place for place, node in enumerate(pipeline.nodes)}
    ready = [places[node] for node, before in parents.items() if not before]
    heapq.heapify(ready)
    running: list[tuple[float, int]] = []
    now = 0.0
    while ready or running:
        while ready and len(running) < workers:
            place = heapq.heappop(ready)
            now += sending
            heapq.heappush(running, (now + seconds[pipeline.nodes[place].name], place))
        end, done = heapq.heappop(running)
        now = max(now, end)
        for node in _release(parents, pipeline.nodes[done]):
            heapq.heappush(ready, places[node])
    return now


def _release(parents: dict[Node, set[Node]], done: Node) -> Iterator[Node]:
    """Yield the nodes that become ready when a node is done."""
    for node, before in parents.items():
        if done in before:
            before.remove(done)
            if not before:
                yield node
