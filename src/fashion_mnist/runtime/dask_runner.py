"""The runner of the project on a Dask cluster."""

import joblib

from kedro_incremental.dask import DaskRunner as ClusterRunner

# The pipelines that train networks, or ask many images of them.
OF_NETWORKS = (
    "ablation",
    "deep_learning",
    "depth",
    "explanation",
    "robust",
    "robustness",
    "search",
    "seeds",
)


class DaskRunner(ClusterRunner):
    """Runs what has changed on a cluster, networks on a GPU where a worker offers one."""

    preferred = dict.fromkeys(OF_NETWORKS, "GPU")

    def _find_environment(self, workers: int) -> dict[str, str]:
        """As `set_up_tensorflow` would set it, if a worker's share of the cores were all."""
        share = joblib.cpu_count() // workers
        return {"TF_NUM_INTRAOP_THREADS": str(max(1, share // 2))}
