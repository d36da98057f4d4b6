"""A bar on a terminal, and nothing where there is none."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from service.cli.progress import ProgressBar
from service.progress import DecidedSentence, StageProgress


def show(*progress: StageProgress | DecidedSentence, terminal: bool) -> str:
    """What is written while each of `progress` is shown, as long as the console takes to draw it."""
    written = io.StringIO()
    with ProgressBar(Console(file=written, force_terminal=terminal, width=100)) as bar:
        for one in progress:
            bar.show(one)
            bar._bars.refresh()
    return written.getvalue()


def test_stages_are_told_in_words_and_counted() -> None:
    written = show(
        StageProgress(stage="queue"),
        StageProgress(stage="embed"),
        StageProgress(stage="embed", done=31, total=150),
        StageProgress(stage="terms"),
        DecidedSentence(group_id="g1", text="Rain fell.", status="verbatim"),
        StageProgress(stage="conflicts"),
        terminal=True,
    )
    places = [
        written.index(words)
        for words in ("waiting for others", "reading sentences", "31 of 150", "looking for conflicts")
    ]
    assert places == sorted(places)
    assert "31 of 150" not in written[places[-1] :]
    assert "Rain" not in written


def test_nothing_is_written_where_nobody_sees_it() -> None:
    assert show(StageProgress(stage="embed", done=1, total=2), terminal=False) == ""


@pytest.mark.parametrize(("terminal", "seen"), [(True, True), (False, False)])
def test_a_bar_knows_whether_it_is_seen(*, terminal: bool, seen: bool) -> None:
    assert ProgressBar(Console(file=io.StringIO(), force_terminal=terminal)).is_seen is seen
