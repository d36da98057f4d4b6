from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.verification.decomposition import Run, decompose
from tests.pipeline.verification.statements import read

FIRE = "A fire destroyed the old market of Ardal on Monday."
MAYOR = "The mayor ordered all shops in the city to close."
WORDS = ("fire", "market", "the", "mayor", ",", "closed", "ordered", "12")


def trace(text: str, *evidence: str) -> tuple[Run, ...]:
    return decompose(read(text)[0], read(*evidence)).runs


def test_a_repetition_is_one_run() -> None:
    assert trace(FIRE, MAYOR, FIRE) == (Run(start=0, end=10, source=1, copied=0),)


def test_what_is_left_out_parts_two_runs_of_one_sentence() -> None:
    # "the old market of Ardal" is words 3 to 7 of the source.
    assert trace("A fire destroyed the market on Monday.", FIRE) == (
        Run(start=0, end=4, source=0, copied=0),
        Run(start=4, end=5, source=0, copied=5),
        Run(start=5, end=7, source=0, copied=8),
    )


def test_a_single_word_that_stands_elsewhere_is_new() -> None:
    # To copy "mayor" would cost two changes of place, 3 + 3; a new word of content costs 2. To copy "a" would cost
    # the word "fire" that is left out behind it, 1; a new function word costs 0.7.
    runs = trace("A mayor destroyed the old market of Ardal.", FIRE, MAYOR)
    assert runs == (Run(start=2, end=8, source=0, copied=2),)


def test_what_stands_nowhere_is_in_no_run() -> None:
    assert trace("Penguins elected an emperor.", FIRE) == ()


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.lists(st.sampled_from(WORDS), max_size=12))
def test_runs_hold_the_same_words_in_both_and_never_overlap(words: list[str], others: list[str]) -> None:
    decomposition = decompose(read(" ".join(words))[0], read(" ".join(others), MAYOR))
    last = 0
    for run in decomposition.runs:
        assert run.start >= last
        last = run.end
        copied = decomposition.sources[run.source][run.copied : run.copied_end]
        assert [word.token.stem for word in decomposition.read(run)] == [word.token.stem for word in copied]


def test_a_word_repeated_to_no_end_takes_no_longer() -> None:
    text = "the market " * 500
    assert len(decompose(read(text)[0], read(text, text)).words) == 300
