"""What the checks are given: a written sentence beside the sentences that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.pipeline.text.corpus import Evidence
from service.pipeline.text.recall import remembered
from service.pipeline.verification.decomposition import Decomposition, decompose
from service.pipeline.verification.gaps import Gap, find_gaps
from service.pipeline.verification.overlap import measure_overlap
from service.pipeline.verification.statements import Statement, read_statement
from service.pipeline.verification.truecasing import truecase

_RETOLD_PAIRS = 0.6
"""Share of a sentence's pairs of stems from which a source tells it in nearly the same words: of sentences with one
word changed 0.9 have more, of human ones one in five."""
_WORD = re.compile(r"\w+(?:['’](?![sS]\b)\w+)*")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A sentence and its evidence, read. What several checks ask of both is found when the first of them asks."""

    written: Statement
    evidence: tuple[Statement, ...]

    @cached_property
    def story(self) -> frozenset[str]:
        """Lower-cased words of the articles that are cited."""
        return frozenset[str]().union(*(_read_words(source.context) for source in self.evidence))

    @cached_property
    def nearest(self) -> float:
        """The largest share of the sentence's pairs of stems that one source has, in [0, 1]."""
        return max((measure_overlap(self.written, [source]).pairs for source in self.evidence), default=0.0)

    @property
    def retold(self) -> bool:
        """Whether one source has most of the sentence's pairs of stems."""
        return self.nearest >= _RETOLD_PAIRS

    @cached_property
    def retellings(self) -> tuple[tuple[Gap, ...], ...]:
        """Where the sentence and a source differ, for each source that it repeats."""
        found = (find_gaps(self.written, source) for source in self.evidence)
        return tuple(gaps for gaps in found if gaps is not None)

    @cached_property
    def decomposition(self) -> Decomposition:
        """From where the sentence was copied."""
        return decompose(self.written, self.evidence)


def compare(text: str, evidence: Sequence[Evidence], *, language: str) -> Comparison:
    """`text`, with capitals if it has none, beside `evidence`: at least one sentence of it."""
    cased = truecase(text, [source.context or source.text for source in evidence])
    return Comparison(
        written=read_statement(cased, language=language),
        evidence=tuple(
            read_statement(
                source.text, language=source.language, published_at=source.published_at, context=source.context
            )
            for source in evidence
        ),
    )


@remembered(maxsize=512)
def _read_words(text: str) -> frozenset[str]:
    """Lower-cased words. Cached: all the sentences of an article share its text."""
    return frozenset(word.lower().replace("’", "'") for word in _WORD.findall(text))
