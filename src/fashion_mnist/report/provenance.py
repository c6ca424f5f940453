"""What the models of a report were fitted with."""

from collections.abc import Mapping
from typing import Any

from fashion_mnist.report.render import Json, listing, moment


def compare_fits(fits: Mapping[str, Json], here: Json) -> dict[str, Any]:
    """What models were fitted with, and where that differs among them or from what is used here.

    Args:
        fits: the provenance of each fit, by the name of the model.
        here: what `describe_environment` gives, and the seed.

    Returns:
        `here` and `fits` as texts by the names of the facts, of which some are `shared` by all and
        others are `differing`; when the `first` and the `last` fit began, and the `seed` of all.
    """
    told = {name: _tell(fit) for name, fit in fits.items()}
    everywhere = [_tell(here), *told.values()]
    names = list(dict.fromkeys(name for facts in everywhere for name in facts if name != "time"))
    differing = [name for name in names if len({facts.get(name) for facts in everywhere}) > 1]
    times = [facts["time"] for facts in told.values()]
    return {
        "here": everywhere[0],
        "fits": told,
        "shared": [name for name in names if name not in differing],
        "differing": differing,
        "first": min(times),
        "last": max(times),
        "seed": listing(sorted({facts["seed"] for facts in told.values()})),
    }


def _tell(made: Json) -> dict[str, str]:
    """A provenance as texts, its packages among the other facts."""
    changes = ", with changes" if made["modified"] else ""
    return {
        "time": moment(made["time"]),
        "commit": f"{made['commit'][:12]}{changes}" if made["commit"] else "not in a repository",
        "seed": str(made["seed"]),
        "processor": f"{made['processor']}, {made['cores']} cores",
        "memory": f"{made['memory_gib']} GiB" if made["memory_gib"] else "unknown",
        "system": made["system"],
        "Python": made["python"],
        **made["packages"],
    }
