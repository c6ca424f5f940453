"""The runner of the project on a Dask cluster."""

from collections.abc import Mapping
from typing import ClassVar

import joblib

from fashion_mnist.pipelines import PIPELINES
from kedro_incremental.dask import DaskRunner as ClusterRunner


class DaskRunner(ClusterRunner):
    """Runs what has changed on a cluster, networks on a GPU where a worker offers one."""

    preferred: ClassVar[Mapping[str, str]] = {
        name: "GPU" for name, info in PIPELINES.items() if info.gpu
    }

    def _find_environment(self, workers: int) -> dict[str, str]:
        """As `set_up_tensorflow` would set it, if a worker's share of the cores were all."""
        share = joblib.cpu_count() // workers
        return {"TF_NUM_INTRAOP_THREADS": str(max(1, share // 2))}
