"""`chorus batch`: a file of requests."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from service.api.problems import render_problem
from service.cli.batch_files import BatchLine, BatchOutput, BatchRequest, BatchResult, Done, count_lines, read_lines
from service.cli.batch_workers import MakeAnswer, answer_requests, ask_application
from service.cli.configuration import load_settings
from service.errors import FieldProblem, InvalidRequestError, MalformedBodyError, SummarizationError
from service.settings import Settings


class RateColumn(ProgressColumn):
    """Lines a second, of late."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:.2f} lines/s")


def batch(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="JSON Lines or .parquet: requests with an `id`.")],
    output: Annotated[Path, typer.Argument(help="JSON Lines: an `id` and an `answer` each. What is there stays.")],
    *,
    problems: Annotated[
        Path | None, typer.Option(help="Where refused lines go, each with its problem.", show_default="OUTPUT.problems")
    ] = None,
    processes: Annotated[int, typer.Option(help="Processes, each with its own models.", min=1)] = 1,
) -> None:
    """Answer a file of summary requests; started again, it goes on where it was stopped."""
    cores = os.cpu_count() or 1
    settings = load_settings(threads=max(1, cores // processes) if processes > 1 else None)
    # Keys guard the way in over the network; whoever runs this process has no need to show one.
    settings = settings.model_copy(update={"api_keys": ()})
    files = BatchOutput(answers=output, problems=problems or output.with_name(f"{output.name}.problems"))
    run_batch(source, files, settings, ask_application, processes=processes)


def run_batch(source: Path, output: BatchOutput, settings: Settings, answer: MakeAnswer, *, processes: int) -> None:
    """Writes an answer or a problem for each line of `source` that has none yet, and says how it goes on stderr.

    Raises: InputError, UsageError if a file cannot be read or written; CommandError if a process dies.
    """
    total = count_lines(source)
    done = output.read_done()
    columns = (MofNCompleteColumn(), TextColumn("lines"), RateColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=total)
        tally = Tally(output=output, advance=lambda: progress.advance(task))
        for result in answer_requests(_choose(source, done, tally), settings, answer, processes=processes):
            tally.write(result)
    counts = f"{tally.answered} answered, {tally.refused} refused, {total - tally.answered - tally.refused} done before"
    typer.echo(f"{total} lines: {counts}", err=True)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Writes results and counts them. advance: called for each line that is done."""

    output: BatchOutput
    advance: Callable[[], None]
    answered: int = 0
    refused: int = 0

    def write(self, result: BatchResult) -> None:
        self.output.write(result)
        self.answered += not result.refused
        self.refused += result.refused
        self.advance()


def _choose(source: Path, done: Done, tally: Tally) -> Iterator[BatchRequest]:
    """The requests that are to be asked; lines that hold none go to `tally`, those that are done are left out."""
    first: dict[str, int] = {}
    for line in read_lines(source):
        if line.line in done.refused:
            tally.advance()
            continue
        name = None
        try:
            request = parse_line(line)
            name = request.id
            if first.setdefault(name, line.line) != line.line:
                raise InvalidRequestError(FieldProblem(pointer="/id", detail=f"is that of line {first[name]} already"))
        except SummarizationError as error:
            tally.write(refuse_line(name, line.line, error))
            continue
        if name in done.answered:
            tally.advance()
        else:
            yield request


def parse_line(line: BatchLine) -> BatchRequest:
    """The request of a line.

    Raises: MalformedBodyError if it is no JSON object; InvalidRequestError if it has no id.
    """
    try:
        request: Any = json.loads(line.content)
    except (ValueError, RecursionError) as error:
        raise MalformedBodyError(f"the line is not JSON: {error}") from error
    if not isinstance(request, dict):
        raise MalformedBodyError("the line must be a JSON object")
    name = request.pop("id", None)
    if not isinstance(name, str) or not name.strip():
        raise InvalidRequestError(FieldProblem(pointer="/id", detail="is required, and must be a string"))
    return BatchRequest(id=name, line=line.line, body=json.dumps(request).encode())


def refuse_line(name: str | None, line: int, error: SummarizationError) -> BatchResult:
    """The result of a line that is not asked, with the problem that the service would answer."""
    problem = render_problem(error, request_id=f"line-{line}")
    return BatchResult(id=name, line=line, refused=True, body=bytes(problem.body))
