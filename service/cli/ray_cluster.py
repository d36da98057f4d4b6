"""The Ray cluster that batches and replicas run on; Ray is an extra, imported once it is asked for."""

from __future__ import annotations

import logging
import os
from importlib import import_module
from typing import Any

from service.cli.failures import UsageError

ADDRESS = "RAY_ADDRESS"
"""Names a cluster that runs already, as for Ray's own commands."""
_STORE_BYTES = 100_000_000
"""For what stands between processes of a cluster that is started here: some requests, and their answers."""


def import_ray(*parts: str) -> Any:
    """Ray, with those of its modules. Raises: UsageError if it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
    try:
        ray = import_module("ray")
        for part in ("ray.exceptions", *parts):
            import_module(part)
    except ImportError as error:
        raise UsageError("--engine ray needs Ray: pip install 'chorus-summarizer[ray]'") from error
    return ray


def connect(ray: Any, *, cores: int) -> None:
    """Joins the cluster that `RAY_ADDRESS` names; else starts one of so many cores, which ends with this process."""
    if os.environ.get(ADDRESS):
        ray.init(log_to_driver=False, logging_level=logging.ERROR)
        return
    ray.init(
        "local",  # and not one of another's that runs on this machine
        num_cpus=cores,
        object_store_memory=_STORE_BYTES,
        include_dashboard=False,
        log_to_driver=False,
        logging_level=logging.ERROR,
        _node_ip_address="127.0.0.1",
    )
