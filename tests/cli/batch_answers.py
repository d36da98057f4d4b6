"""Stand-ins for the application in the processes of a batch: they import no model."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from service.cli.batch_files import BatchOutput
from service.cli.batch_workers import Answer
from service.settings import Settings

SECONDS = 0.02


def count_words(_settings: Settings) -> Answer:
    """Answers with how many words the request's text has; refuses one without text, and dies of "die".

    "die-once FILE" kills it unless that file is there.
    """

    def answer(body: bytes) -> tuple[int, bytes]:
        time.sleep(SECONDS)
        text = json.loads(body).get("text")
        died = Path(text.split()[1]) if text and text.startswith("die-once") else None
        if text == "die" or (died and not died.exists()):
            if died:
                died.touch()
            os._exit(9)
        return (200, b'{"words":%d}' % len(text.split())) if text else (422, b'{"status":422}')

    return answer


def fail_to_start(_settings: Settings) -> Answer:
    """Raises: RuntimeError."""
    raise RuntimeError


def main() -> None:
    """Runs a batch of what is named in the arguments: input, output, and engine."""
    # Imported here: the processes that answer need it not, and start sooner.
    from service.cli.batch import choose_engine, run_batch  # noqa: PLC0415
    from service.cli.batch_places import find_place  # noqa: PLC0415
    from service.cli.options import Engine  # noqa: PLC0415

    source, output = map(Path, sys.argv[1:3])
    files = BatchOutput(answers=output, problems=output.with_suffix(".problems"))
    engine = choose_engine(Engine(sys.argv[3]))
    settings = Settings(_env_file=None, threads=1)
    run_batch(find_place(source), files, settings, count_words, processes=2, answer_requests=engine)


if __name__ == "__main__":
    main()
