"""Small models of every kind that a cache is about, and what a service answers with them, byte by byte.

`python -m tests.properties.cached_answers FOLDER URL` does so in a process of its own, with a cache in the Redis of
URL: it reads a request from its input, and prints its answers, and how much of what it asked for Redis had and had not.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.entailment import AdaptedEntailment, RememberingEntailment
from models.same_fact import InteractionModel
from service.app import create_app, make_ready
from service.ports import Cache, GroupingMethod, Models
from service.runtime.cache import SealedCache
from tests.api.clients import make_settings
from tests.models.entailments import make_weights as make_adapters
from tests.models.entailments import write_adapters, write_base
from tests.models.same_facts import make_weights, write_same_fact
from tests.models.written_checkpoints import write_bert

SENTENCES = (
    "The old bridge in the town closed on Monday.",
    "In the town the old bridge was closed on Monday.",
    "A bridge closed in the old town, and 48 people were stranded.",
    "Some 45 people were stranded in the town.",
    "The town denied that 48 people were stranded.",
    "He scored twice in the final.",
)


def write_models(folder: Path) -> None:
    """Writes small models of every kind into `folder`."""
    write_same_fact(folder / "same_fact", locate_in(folder, write_bert(folder / "bert")), make_weights(32))
    (folder / "mpnet").mkdir()
    write_adapters(folder / "entailment", write_base(folder / "mpnet"), make_adapters())


def locate_in(folder: Path, checkpoint: Path) -> InstalledCheckpoint:
    return locate(str(checkpoint), folder)


def load(folder: Path, cache: Cache | None) -> Models:
    bert = locate_in(folder, folder / "bert")
    encoder = TransformerEncoder(bert, dtype="float32", cache=cache)
    model = InteractionModel(bert, folder / "same_fact", dtype="float32", encoder=encoder, cache=cache)
    judge = AdaptedEntailment(locate_in(folder, folder / "mpnet"), folder / "entailment", dtype="float32")
    entailment = RememberingEntailment(judge, cache) if cache else judge
    return Models(encoder=encoder, grouping=GroupingMethod(model=model), entailment=entailment)


@contextmanager
def running(folder: Path, **overrides: Any) -> Iterator[tuple[TestClient, SealedCache | None]]:
    app = create_app(make_settings(**overrides), loads=False)
    cache = app.state.services.cache
    make_ready(app, load(folder, cache))
    with TestClient(app) as client:
        yield client, cache


def ask(client: TestClient, articles: Sequence[object], words: Sequence[int]) -> list[bytes]:
    """The bytes of all answers, but for the times that they took."""
    answers = []
    for count in words:
        length = {"unit": "words", "value": count}
        for path, fields in (
            ("/v1/summaries", {"length": length, "include": ["groups", "conflicts", "articles"]}),
            ("/v1/groups", {}),
            ("/v1/citations", {"text": " ".join(SENTENCES[:2])}),
        ):
            answer = client.post(path, json={"articles": articles, **fields}).json()
            answer.pop("timings_ms", None)
            answers.append(json.dumps(answer).encode())
    return answers


def main(folder: Path, url: str) -> None:
    """Answers the request of the input."""
    # Imported here: it needs redis-py.
    from service.runtime import cache_redis  # noqa: PLC0415

    cache_redis._LIMIT_SECONDS = 60.0
    articles, words = json.loads(sys.stdin.read())
    with running(folder, cache_bytes=10_000_000, cache_url=url) as (client, cache):
        answers = [answer.decode() for answer in ask(client, articles, words)]
        assert cache is not None
        use = cache.describe_use()
    json.dump([answers, sum(use.store_hits.values()), sum(use.store_misses.values())], sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
