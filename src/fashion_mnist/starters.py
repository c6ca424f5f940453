"""The Kedro starter of this repository, as the alias `image-classification` of `kedro new`."""

from pathlib import Path

from kedro.framework.cli.starters import KedroStarterSpec

CHECKOUT = Path(__file__).parents[2]
DIRECTORY = "starters/image-classification"

# The template is in the repository, not in the package, so the alias exists only where the package
# is installed from a clone, as by `make setup`.
starters = (
    [KedroStarterSpec("image-classification", str(CHECKOUT), DIRECTORY)]
    if (CHECKOUT / DIRECTORY).is_dir()
    else []
)
