"""`chorus batch`: a file of requests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from service.api.batch_lines import BatchReader, BatchRequest, BatchResult, RefusedLine
from service.api.parsing import count_values
from service.api.problems import render_problem
from service.cli.batch_files import BatchOutput, Done, count_lines, read_lines
from service.cli.batch_parts import PartedOutput
from service.cli.batch_places import Place, find_place, import_pyarrow
from service.cli.batch_workers import AnswerRequests, MakeAnswer, answer_requests, ask_application
from service.cli.configuration import OPEN_SETTINGS, load_settings
from service.cli.failures import UsageError
from service.cli.options import Engine
from service.settings import Settings


class RateColumn(ProgressColumn):
    """Lines a second, of late."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:.2f} lines/s")


def batch(
    source: Annotated[
        str,
        typer.Argument(
            metavar="INPUT", help="JSON Lines or .parquet, a file or s3://, gs:// and so on: requests with an `id`."
        ),
    ],
    output: Annotated[
        str,
        typer.Argument(
            help="An `id` and an `answer` each; what is there stays. JSON Lines; a folder of parts where it ends in "
            ".parquet or is in an object store."
        ),
    ],
    *,
    problems: Annotated[
        str | None, typer.Option(help="Where refused lines go, each with its problem.", show_default="OUTPUT.problems")
    ] = None,
    processes: Annotated[int, typer.Option(help="Processes, each with its own models.", min=1)] = 1,
    engine: Annotated[
        Engine, typer.Option(help="Where they run: on this machine, or in the Ray cluster of RAY_ADDRESS.")
    ] = Engine.LOCAL,
) -> None:
    """Answer a file of summary requests; started again, it goes on where it was stopped."""
    settings = load_batch_settings(processes)
    answers, refused = find_place(output), find_place(problems or _name_problems(output))
    if answers.is_same(refused):
        raise UsageError(f"--problems {refused} is OUTPUT, too; name another file")
    files = open_output(answers, refused)
    run_batch(
        find_place(source), files, settings, ask_application, processes=processes, answer_requests=choose_engine(engine)
    )


def load_batch_settings(processes: int) -> Settings:
    """The settings of each of so many processes, which share the cores. Raises: ConfigurationError."""
    cores = os.cpu_count() or 1
    settings = load_settings(threads=max(1, cores // processes) if processes > 1 else None)
    return settings.model_copy(update=dict(OPEN_SETTINGS))


def open_output(answers: Place, problems: Place) -> BatchOutput | PartedOutput:
    """Files that grow line by line, where that can be; else folders of parts."""
    if answers.local and problems.local and not answers.is_parquet:
        return BatchOutput(answers=answers.local, problems=problems.local)
    if answers.is_parquet:
        import_pyarrow()  # before anything is asked
    return PartedOutput(answers=answers, problems=problems)


def _name_problems(output: str) -> str:
    """Beside the answers, in the same form."""
    stem = output.removesuffix(".parquet")
    return f"{output}.problems" if stem == output else f"{stem}.problems.parquet"


def choose_engine(engine: Engine) -> AnswerRequests:
    """What answers requests on that engine; Ray itself is imported once it is asked to."""
    if engine is Engine.LOCAL:
        return answer_requests
    from service.cli.batch_ray import answer_requests_on_ray  # noqa: PLC0415

    return answer_requests_on_ray


def run_batch(
    source: Place,
    output: BatchOutput | PartedOutput,
    settings: Settings,
    answer: MakeAnswer,
    *,
    processes: int,
    answer_requests: AnswerRequests = answer_requests,
) -> None:
    """Writes an answer or a problem for each line of `source` that has none yet, and says how it goes on stderr.

    Raises: InputError, UsageError if a file cannot be read or written, or the engine is not there; CommandError if
    processes die before they are asked anything, or the cluster ends.
    """
    total = count_lines(source)
    columns = (MofNCompleteColumn(), TextColumn("lines"), RateColumn(), TimeRemainingColumn(), TextColumn("left"))
    with output.reserve(), Progress(*columns, console=Console(stderr=True)) as progress:
        done = output.read_done()
        # Beside what is done at once, the rest would seem to be done soon.
        before = min(total, len(done.answered) + len(done.refused))
        task = progress.add_task("", total=total, completed=before)
        tally = Tally(output=output, advance=lambda: progress.advance(task))
        chosen = _choose(source, done, tally, count_values(settings))
        try:
            for result in answer_requests(chosen, settings, answer, processes=processes):
                tally.write(result)
        finally:
            output.finish()
    counts = f"{tally.answered} answered, {tally.refused} refused, {total - tally.answered - tally.refused} done before"
    typer.echo(f"{total} lines: {counts}", err=True)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Writes results and counts them. advance: called for each line that is done."""

    output: BatchOutput | PartedOutput
    advance: Callable[[], None]
    answered: int = 0
    refused: int = 0

    def write(self, result: BatchResult) -> None:
        self.output.write(result)
        self.answered += not result.refused
        self.refused += result.refused
        self.advance()


def _choose(source: Place, done: Done, tally: Tally, max_values: int) -> Iterator[BatchRequest]:
    """The requests that are to be asked; lines that hold none go to `tally`, those that are done are left out."""
    reader = BatchReader(max_values=max_values)
    for line in read_lines(source):
        read = reader.read(line.line, line.content)  # refused or not: an id belongs to the first line that has it
        if line.line in done.refused:
            continue
        if isinstance(read, RefusedLine):
            tally.write(render_refusal(read))
        elif read.id not in done.answered:
            yield read


def render_refusal(refused: RefusedLine) -> BatchResult:
    """The result of a line that is not asked, with the problem that the service would answer."""
    problem = render_problem(refused.error, request_id=f"line-{refused.line}")
    return BatchResult(id=refused.id, line=refused.line, refused=True, body=bytes(problem.body))
