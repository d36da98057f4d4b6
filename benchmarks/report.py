"""Results as files: one JSON for machines and one Markdown page for people, a question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.environment import Environment
from benchmarks.measurement import Estimate, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells as they are shown, one tuple a row. The first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a question found.

    findings: a dataclass, written whole into the JSON file. notes: what a reader must know to read the tables.
    """

    findings: Any
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def write_report(question: str, report: Report, environment: Environment, out: Path) -> str:
    """The Markdown page of `report`, also written to `out`/`question`.md, with its figures in `out`/`question`.json."""
    out.mkdir(parents=True, exist_ok=True)
    record = {"question": question, "environment": asdict(environment), "findings": asdict(report.findings)}
    (out / f"{question}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    page = "\n\n".join(
        [
            f"# {question.capitalize()}",
            *(render_table(table) for table in report.tables),
            *report.notes,
            _render_environment(environment),
        ]
    )
    (out / f"{question}.md").write_text(page + "\n", encoding="utf-8")
    return page


def render_table(table: Table) -> str:
    """`table` in Markdown, its columns padded so that it reads well as plain text too; figures to the right."""
    widths = [max(len(row[i]) for row in (table.columns, *table.rows)) for i in range(len(table.columns))]
    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [_render_row(row, widths) for row in (table.columns, rule, *table.rows)]
    return "\n".join([f"## {table.title}", "", *lines])


def _render_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))]
    return "| " + " | ".join(padded) + " |"


def show_spread(spread: Spread, digits: int = 0) -> str:
    """Median, and the range in brackets."""
    return f"{spread.median:,.{digits}f} [{spread.minimum:,.{digits}f} – {spread.maximum:,.{digits}f}]"


def show_estimate(estimate: Estimate, digits: int = 2) -> str:
    """Mean and standard error."""
    return f"{estimate.mean:.{digits}f} ± {estimate.error:.{digits}f}"


def _render_environment(environment: Environment) -> str:
    commit = environment.commit or "none"
    dirty = {True: ", with changes", False: "", None: ", state unknown"}[environment.dirty]
    libraries = ", ".join(f"{name} {version}" for name, version in environment.libraries.items())
    return (
        f"Measured {environment.date} on {environment.processor} ({', '.join(environment.flags) or 'no known flags'}), "
        f"{environment.cores} cores, {environment.memory_gib} GiB, load {environment.load_average} before; "
        f"commit {commit}{dirty}; Python {environment.python}, {libraries}."
    )
