"""How far a request has come, shown as a bar."""

from __future__ import annotations

from types import MappingProxyType, TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TextColumn
from rich.progress import Progress as Bars

from service.progress import Progress, StageProgress

WORDS = MappingProxyType(
    {
        "queue": "waiting for others",
        "segment": "splitting sentences",
        "embed": "reading sentences",
        "group": "grouping facts",
        "origins": "finding copies",
        "rank": "counting sources",
        "conflicts": "looking for conflicts",
        "select": "choosing sentences",
        "cite": "checking who says what",
        "rewrite": "rewriting",
        "verify": "verifying",
        "align": "looking for evidence",
        "entail": "checking what is supported",
    }
)
"""What is shown for a stage; others pass too fast to be read and leave what is shown."""


class ProgressBar:
    """A context with a bar on a console, gone at its end; where that is no terminal, nothing is written."""

    def __init__(self, console: Console) -> None:
        self.is_seen = console.is_terminal
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"))
        self._bars = Bars(*columns, console=console, transient=True, disable=not self.is_seen)
        self._words = "waiting for the answer"
        self._task = self._bars.add_task(self._words, total=None, count="")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def show(self, progress: Progress) -> None:
        """Shows the stage, and how much of it is done; may be called on any thread."""
        if not isinstance(progress, StageProgress) or progress.stage not in WORDS:
            return
        words, done, total = WORDS[progress.stage], progress.done or 0, progress.total
        count = f"{done} of {total}" if total else ""
        if words == self._words and total:
            self._bars.update(self._task, completed=done, total=total, count=count)
            return
        # A bar once drawn to a scale never waits again without one: a new one is drawn.
        self._bars.remove_task(self._task)
        self._words, self._task = words, self._bars.add_task(words, total=total, completed=done, count=count)
