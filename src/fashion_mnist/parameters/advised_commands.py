"""The commands that messages advise to run."""

import shlex

_options: list[str] = []


def use_options(**options: str | None) -> None:
    """Have the advised commands name these options of the session, such as `env`."""
    _options[:] = [
        f"--{name.replace('_', '-')}={value}" for name, value in options.items() if value
    ]


def kedro_command(command: str, *arguments: str) -> str:
    """A command of Kedro, with the session's options."""
    return shlex.join(["kedro", command, *_options, *arguments])
