"""The command: `python -m benchmarks [QUESTION|all] [--out FOLDER] [--small]`; questions are the keys of QUESTIONS."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from httpx2 import HTTPError

from benchmarks import (
    bounds,
    citations,
    composing,
    conflicts,
    content,
    entailment,
    grouping,
    page,
    rewriting,
    scale,
    selection,
    serving,
    shared_cache,
    sources,
    speed,
    stories,
    verification,
)
from benchmarks.endpoint import EndpointError
from benchmarks.environment import describe_environment
from benchmarks.evaluation import EvaluationMissingError
from benchmarks.report import Report, write_report
from service.cli.failures import CommandError
from service.errors import SummarizationError


class Question(Protocol):
    """Measures and reports. small: just so much that every figure comes about, to see that it runs."""

    def __call__(self, *, small: bool) -> Report: ...


def _answer_bounds(*, small: bool) -> Report:
    del small  # Its sizes are what it is about.
    return bounds.answer_bounds()


QUESTIONS: Mapping[str, Question] = {
    "content": content.answer_content,
    "selection": selection.answer_selection,
    "grouping": grouping.answer_grouping,
    "sources": sources.answer_sources,
    "conflicts": conflicts.answer_conflicts,
    "citations": citations.answer_citations,
    "verification": verification.answer_verification,
    "entailment": entailment.answer_entailment,
    "rewriting": rewriting.answer_rewriting,
    "composing": composing.answer_composing,
    "stories": stories.answer_stories,
    "bounds": _answer_bounds,
    "speed": speed.answer_speed,
    "cache": shared_cache.answer_cache,
    "serving": serving.answer_serving,
    "scale": scale.answer_scale,
    "page": page.answer_page,
}
DEFAULT_OUT = Path("benchmarks/results")
EXIT_FAILURE = 1
EXIT_MISSING = 3


def main(arguments: Sequence[str] | None = None, questions: Mapping[str, Question] = QUESTIONS) -> int:
    """The exit code: 0; 3 if evaluation data is missing, else 1 if a question failed. The others run all the same."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure what Chorus claims.")
    parser.add_argument("question", nargs="?", default="all", choices=[*questions, "all"])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder of the results")
    parser.add_argument("--small", action="store_true", help="little of everything, to see that it runs; needs --out")
    options = parser.parse_args(arguments)
    if options.small and options.out == DEFAULT_OUT:
        parser.error("figures of --small are not the results: name another folder with --out")
    chosen = list(questions) if options.question == "all" else [options.question]
    return max(_answer(name, questions[name], options.out, small=options.small) for name in chosen)


def _answer(name: str, question: Question, out: Path, *, small: bool) -> int:
    print(f"{name}: measuring", file=sys.stderr, flush=True)
    environment = describe_environment()
    try:
        report = question(small=small)
    except EvaluationMissingError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return EXIT_MISSING
    except (CommandError, EndpointError, HTTPError, SummarizationError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return EXIT_FAILURE
    print(write_report(name, report, environment, out), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
