"""A Ray cluster of two nodes on this machine, with the service on it. Needs the extra `ray`."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.descendants import list_descendants
from service.cli.ray_cluster import import_ray
from service.settings import Settings

_STORE_BYTES = 100_000_000
_READER = "ServeReplica:chorus:Reader"
"""In the name that Ray gives the process of a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCluster:
    """url: of the service, once there is one. second: a node where nothing is but readers."""

    ray: Any
    url: str
    nodes: Any
    second: Any

    @property
    def address(self) -> str:
        """What `RAY_ADDRESS` is for who joins it."""
        return str(self.nodes.address)

    def serve(self, settings: Settings, *, readers: int) -> None:
        """Has the service on it with so many readers, one a node at most; returns once they are ready."""
        from service.cli.ray_application import APPLICATION, ApplicationOptions, make_application  # noqa: PLC0415

        options = ApplicationOptions(min_readers=readers, max_readers=readers)
        self.ray.serve.run(make_application(settings, options), name=APPLICATION)

    def stop_serving(self) -> None:
        """Ends the service; the cluster stays."""
        self.ray.serve.shutdown()

    def kill_reader(self) -> None:
        """Ends the process of a reader, as a lack of memory does."""
        reader = next(process for process in list_descendants(os.getpid()) if _READER in process.command)
        os.kill(reader.pid, signal.SIGKILL)

    def kill_second_node(self) -> None:
        """Ends all processes of the second node at once."""
        self.nodes.remove_node(self.second, allow_graceful=False)


@contextmanager
def running_cluster() -> Iterator[RunningCluster]:
    """Two nodes of one core each, which end with this block. Raises: UsageError without Ray."""
    ray = import_ray("ray.serve", "ray.cluster_utils")
    node = {"num_cpus": 1, "object_store_memory": _STORE_BYTES}
    nodes = ray.cluster_utils.Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        second = nodes.add_node(**node)
        ray.init(address=nodes.address, log_to_driver=False)
        port = _pick_port()
        ray.serve.start(
            proxy_location="HeadOnly",
            http_options={"host": "127.0.0.1", "port": port},
            logging_config={"log_level": "ERROR"},
        )
        yield RunningCluster(ray=ray, url=f"http://127.0.0.1:{port}", nodes=nodes, second=second)
    finally:
        ray.shutdown()
        nodes.shutdown()


def _pick_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
