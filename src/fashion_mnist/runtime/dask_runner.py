"""The project's runner on a Dask cluster."""

from collections.abc import Mapping
from typing import ClassVar

import joblib

from fashion_mnist.pipelines import PIPELINES
from kedro_incremental.dask import DaskRunner as ClusterRunner


class DaskRunner(ClusterRunner):
    """Runs changed nodes on a cluster; networks run on a GPU if a worker offers one."""

    preferred: ClassVar[Mapping[str, str]] = {
        name: "GPU" for name, info in PIPELINES.items() if info.gpu
    }

    def _find_environment(self, workers: int) -> dict[str, str]:
        """Return what `set_up_tensorflow` would set on a machine with a worker's share of cores."""
        share = joblib.cpu_count() // workers
        return {"TF_NUM_INTRAOP_THREADS": str(max(1, share // 2))}
