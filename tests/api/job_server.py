"""A service with a double of an encoder that can be killed: `python -m tests.api.job_server PORT JOBS LOG`.

JOBS: a file, or the address of a database. The encoder is slow and writes each number that it reads into LOG.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import uvicorn
from numpy.typing import NDArray

from service.app import create_app
from service.ports import Models
from tests.api.clients import make_settings
from tests.doubles import HashingEncoder


class NotingEncoder(HashingEncoder):
    """Takes a while, and says what it reads."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self._log = log

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        numbers = re.findall(r"Report (\d+)", " ".join(texts))
        with self._log.open("a") as log:
            log.writelines(f"{number}\n" for number in numbers)
        time.sleep(0.02)
        return super().encode(texts)


def main(port: int, jobs: str, log: Path) -> None:
    """Serves until it is told to end."""
    place = {"jobs_url": jobs} if jobs.startswith("postgresql:") else {"jobs_file": jobs}
    app = create_app(make_settings(**place), models=Models(encoder=NotingEncoder(log)))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
