"""`chorus serve --engine ray`: the service on a Ray cluster."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

import typer

from service.cli.failures import CommandError, UsageError
from service.cli.ray_cluster import connect, import_ray
from service.settings import Settings

_STOPPING = (signal.SIGTERM, signal.SIGINT)


def serve_on_ray(settings: Settings, *, readers: int, announcement: str) -> None:
    """Serves until SIGTERM or Ctrl-C, then refuses new requests, and ends once those that were accepted are answered.

    The cluster is the one that `RAY_ADDRESS` names, else one that is started here, and ends with this process.
    readers: at most. announcement: what is printed in front of the address once requests are taken.

    Raises: UsageError without Ray, or if settings ask for what only one process can keep; CommandError if readers do
    not start.
    """
    if settings.jobs_file or settings.jobs_url.get_secret_value():
        raise UsageError(
            "--engine ray keeps no jobs: CHORUS_JOBS_FILE and CHORUS_JOBS_URL are for processes with models"
        )
    ray = import_ray("ray.serve", "ray.serve.handle")
    connect(ray, cores=readers * (settings.threads or os.cpu_count() or 1))
    # Imported here: it is made of parts of Ray.
    from service.cli.ray_application import APPLICATION, ApplicationOptions, make_application  # noqa: PLC0415

    serve = ray.serve
    try:
        serve.start(
            proxy_location="HeadOnly",
            http_options={"host": settings.host, "port": settings.port},
            logging_config={"log_level": "WARNING"},
        )
        options = ApplicationOptions(min_readers=1, max_readers=readers)
        fronts = serve.run(make_application(settings, options), name=APPLICATION)
        asyncio.run(_serve_until_told(f"{announcement}http://{settings.host}:{settings.port}", fronts, settings))
        serve.shutdown()
    except (ray.exceptions.RayError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise CommandError("the service did not come up on the cluster", details=[reason]) from error
    finally:
        ray.shutdown()


async def _serve_until_told(announcement: str, fronts: Any, settings: Settings) -> None:
    told = asyncio.Event()
    for number in _STOPPING:
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    typer.echo(announcement)
    await told.wait()
    await fronts.broadcast("drain").results_async(timeout_s=settings.drain_timeout_seconds + 5, return_exceptions=True)
