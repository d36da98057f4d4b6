"""Whatever a rewriter writes, a summary keeps its length, its citations hold, and nothing unverified ships."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from service.domain import Length, LengthUnit, Mode, SummaryOptions, VerificationStatus
from service.errors import LengthTooShortError
from service.pipeline.text.language import count_words
from service.rewrites import Rewrite, RewriteRequest
from tests.doubles import ScriptedRewriter, make_pipeline
from tests.pipeline.stories import FIRE, PatientClock

LENGTHS = st.one_of(
    st.builds(Length, unit=st.just(LengthUnit.WORDS), value=st.integers(1, 120)),
    st.builds(Length, unit=st.just(LengthUnit.SENTENCES), value=st.integers(1, 12)),
    st.builds(Length, unit=st.just(LengthUnit.CHARACTERS), value=st.integers(1, 800)),
    st.builds(Length, unit=st.just(LengthUnit.FRACTION), value=st.floats(0.01, 1.0)),
)


@st.composite
def rewrites(draw: st.DrawFn) -> list[tuple[int, int, str]]:
    """Cuts of what a rewriter is given (from, to, ending), to be used in turn; some make sense, most do not."""
    cut = st.tuples(st.integers(0, 6), st.integers(1, 30), st.sampled_from([".", "", "!", " 99.", " never."]))
    return draw(st.lists(cut, min_size=1, max_size=5))


@given(LENGTHS, rewrites())
def test_length_citations_and_verification_hold_whatever_is_written(
    length: Length, cuts: list[tuple[int, int, str]]
) -> None:
    turns = iter(cuts * 50)

    def write(request: RewriteRequest) -> Rewrite:
        start, end, ending = next(turns)
        words = " ".join(request.sentences).split()[start:end]
        return Rewrite(text=" ".join(words).rstrip(".,") + ending, tokens=len(words))

    try:
        pipeline = make_pipeline(rewriting_seconds=10.0, rewriters=(ScriptedRewriter(write),))
        options = SummaryOptions(length=length, mode=Mode.ABSTRACTIVE)
        summary = pipeline.summarize(FIRE, options, PatientClock())
    except LengthTooShortError:
        return
    words = sum(count_words(article.text) for article in FIRE)
    actual = {
        LengthUnit.WORDS: count_words(summary.text),
        LengthUnit.SENTENCES: len(summary.sentences),
        LengthUnit.CHARACTERS: len(summary.text),
        LengthUnit.FRACTION: count_words(summary.text) / words,
    }[length.unit]
    assert actual <= length.value
    assert math.isclose(summary.length.actual, actual, abs_tol=1e-4) or length.unit is LengthUnit.FRACTION
    shown = {sentence.text for sentence in summary.sentences}
    verbatim = {member.sentence.text for group in summary.groups for member in group.members}
    for sentence in summary.sentences:
        assert summary.text[sentence.start : sentence.end] == sentence.text
        assert sentence.citations
        for citation in sentence.citations:
            assert FIRE[citation.article_index].text[citation.start : citation.end] == citation.cited_text
        if sentence.verification.status is not VerificationStatus.SUPPORTED:
            assert sentence.text in verbatim
    assert not any("99" in text for text in shown)
