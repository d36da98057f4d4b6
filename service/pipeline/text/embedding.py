"""Sentences into vectors whose dot products are exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.watching import count_checks
from service.ports import ReadSentences, SameFactModel, SentenceEncoder, StageClock

_GRID = 2048
"""Components are rounded to multiples of 1/2048. Products of two rows of length 1 are then multiples of 2**-22, and
every partial sum of them stays below 2, which float32 holds exactly: no order of summation, block or thread changes
a bit. The cosine of two rows moves by less than 0.001."""
_CHUNK, _CHUNK_CHARACTERS = 256, 32_768
"""Sentences encoded between two looks at the deadline, and characters, which many long sentences reach first."""


def embed_texts(texts: Sequence[str], *, encoder: SentenceEncoder, clock: StageClock) -> NDArray[np.float32]:
    """Embeddings of `texts`. Shape: (texts, dimension), float32, length 1 to within 0.01, on the grid of 1/2048.

    Raises: DeadlineExceededError between two chunks, if the request's time is up.
    """
    with clock.stage("embed"):
        chunks = []
        done = 0
        for chunk in _cut(texts):
            clock.check("embed")
            chunks.append(encoder.encode(chunk))
            done += len(chunk)
            clock.advance(done, len(texts))
    return _to_grid(np.concatenate(chunks) if chunks else np.zeros((0, encoder.description.dimension), np.float32))


def read_once(
    texts: Sequence[str], *, encoder: SentenceEncoder, model: SameFactModel, clock: StageClock
) -> tuple[NDArray[np.float32], ReadSentences]:
    """The embeddings of `texts`, as of `embed_texts`, and the texts as `model` reads them, which shares layers."""
    with clock.stage("embed"):
        rows, read = model.read_beside(encoder, texts, check=count_checks(clock, "embed", len(texts)))
    return _to_grid(rows), read


def _to_grid(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    grid = rows * _GRID
    np.rint(grid, out=grid)
    grid /= _GRID
    return grid


def _cut(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Chunks of the texts, in order, each of bounded size or of one text."""
    start, characters = 0, 0
    for end, text in enumerate(texts):
        if end > start and (end - start == _CHUNK or characters + len(text) > _CHUNK_CHARACTERS):
            yield texts[start:end]
            start, characters = end, 0
        characters += len(text)
    if start < len(texts):
        yield texts[start:]


def find_cut_texts(texts: Sequence[str], *, encoder: SentenceEncoder) -> list[int]:
    """Indices of texts of which the encoder reads only a part, because they have too many tokens."""
    limit = encoder.description.max_tokens
    candidates = [i for i, text in enumerate(texts) if len(text.encode()) + 2 > limit]
    counts = encoder.count_tokens([texts[i] for i in candidates])
    return [i for i, count in zip(candidates, counts, strict=True) if count > limit]
