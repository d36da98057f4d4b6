"""How far a request has come, shown as a bar."""

from __future__ import annotations

from types import MappingProxyType, TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from service.progress import Progress, StageProgress

_WORDS = MappingProxyType(
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
        "entail": "checking what is supported",
    }
)
"""What is shown for a stage; others pass too fast to be read and leave what is shown."""


class ProgressBar:
    """A context with a bar on a console, gone at its end; where that is no terminal, nothing is written."""

    def __init__(self, console: Console) -> None:
        self.is_seen = console.is_terminal
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bars = Bars(*columns, TimeElapsedColumn(), console=console, transient=True, disable=not self.is_seen)
        self._task = self._bars.add_task("waiting for the answer", total=None)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def show(self, progress: Progress) -> None:
        """Shows the stage, and how much of it is done; may be called on any thread."""
        if isinstance(progress, StageProgress) and (words := _WORDS.get(progress.stage)):
            done = progress.done or 0
            self._bars.reset(self._task, start=False, total=progress.total, completed=done, description=words)
            self._bars.start_task(self._task)
