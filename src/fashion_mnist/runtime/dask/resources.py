"""Which nodes ask for a resource that only some workers offer, such as a GPU."""

from collections.abc import Iterable, Mapping

from kedro.pipeline import Node

from fashion_mnist.parameters.errors import InputError

ByTag = Mapping[str, str]  # a resource by the tag of the nodes that ask for it


def check_offer(wanted: ByTag, offered: Iterable[str]) -> None:
    """Raise InputError unless workers offer all resources: tasks would wait for ever for one."""
    lacking = sorted({*wanted.values()} - {*offered})
    if lacking:
        tags = ", ".join(sorted(tag for tag, name in wanted.items() if name in lacking))
        raise InputError(
            f"Expected a worker that offers {', '.join(lacking)}, for the nodes of {tags}. "
            f"Received workers that offer: {', '.join(sorted(offered)) or 'nothing'}. Start one "
            f'with --resources "{lacking[0]}=1", or leave it out of `resources`.'
        )


def find_demands(node: Node, wanted: ByTag, offered: Iterable[str]) -> dict[str, float]:
    """What a node asks for of what is offered: one of each resource that its tags stand for."""
    return {wanted[tag]: 1.0 for tag in sorted(node.tags & wanted.keys()) if wanted[tag] in offered}
