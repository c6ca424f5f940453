"""What is tried next: by a tree-structured Parzen estimator (Bergstra et al., 2011), with Optuna.

Until ten trials have succeeded it draws at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fashion_mnist.parameters.errors import missing_extra
from fashion_mnist.search.space import Options, Space, Values
from fashion_mnist.search.trials import Trial, accuracy

if TYPE_CHECKING:
    from types import ModuleType


def propose(space: Space, trials: Sequence[Trial], n: int, seed: int) -> list[Values]:
    """The values of the next n trials, after those that there have been; the same for a seed.

    Raises:
        InputError: Optuna is not installed.
    """
    optuna = load_optuna()
    distributions = {path: _distribute(optuna, options) for path, options in space.items()}
    sampler = optuna.samplers.TPESampler(seed=seed + len(trials))
    study = optuna.create_study(sampler=sampler, direction="maximize")
    for trial in trials:
        if all(_contains(options, trial["values"].get(path)) for path, options in space.items()):
            study.add_trial(_recall(optuna, trial, space, distributions))
    asked = [study.ask(distributions).params for _ in range(n)]
    return [
        {path: _from_optuna(options, params[path]) for path, options in space.items()}
        for params in asked
    ]


def load_optuna() -> ModuleType:
    """Optuna, which says nothing but warnings."""
    try:
        import optuna
    except ModuleNotFoundError as error:
        raise missing_extra("Optuna, which proposes what to try", "search") from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    module: ModuleType = optuna
    return module


def _distribute(optuna: Any, options: Options) -> Any:
    """Choices go by their place, since Optuna wants plain values."""
    if isinstance(options, list):
        return optuna.distributions.CategoricalDistribution(range(len(options)))
    whole = isinstance(options.low, int) and isinstance(options.high, int)
    kind = "IntDistribution" if whole else "FloatDistribution"
    return getattr(optuna.distributions, kind)(options.low, options.high, log=options.log)


def _contains(options: Options, value: Any) -> bool:
    if isinstance(options, list):
        return value in options
    return value is not None and options.low <= value <= options.high


def _recall(optuna: Any, trial: Trial, space: Space, distributions: dict[str, Any]) -> Any:
    failed = trial["failed"] is not None
    return optuna.trial.create_trial(
        params={
            path: _to_optuna(options, trial["values"].get(path)) for path, options in space.items()
        },
        distributions=distributions,
        state=optuna.trial.TrialState.FAIL if failed else optuna.trial.TrialState.COMPLETE,
        value=None if failed else accuracy(trial["selection"]),
    )


def _to_optuna(options: Options, value: Any) -> Any:
    return options.index(value) if isinstance(options, list) else value


def _from_optuna(options: Options, value: Any) -> Any:
    return options[value] if isinstance(options, list) else value
