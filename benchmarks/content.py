"""Content: ROUGE against human summaries, beside other systems, one scorer for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.baselines import Baseline, write_baseline
from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.open_data import STORIES
from benchmarks.report import Report, Table, show_estimate
from benchmarks.rouge import FIGURES, Figures, score_rouge

RANKED_BY = "F2"
CHORUS = "Chorus"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSet:
    """A file of topics, and how long a summary of one may be.

    summary_field: whether a topic's one human summary is in `summary`; else there are several, in `references`.
    least_articles, most_articles: of the topics that are looked at.
    """

    file: str
    words: int
    summary_field: bool = False
    least_articles: int = 1
    most_articles: int | None = None

    def choose(self, rows: Sequence[Row]) -> list[Row]:
        """Those of `rows` that have as many articles as are looked at."""
        most = self.most_articles or max((len(row["articles"]) for row in rows), default=0)
        return [row for row in rows if self.least_articles <= len(row["articles"]) <= most]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemScore:
    """One system on one set.

    figures: percent, by ROUGE figure, over topics. beside_chorus: ROUGE-2 F less that of Chorus, topic by topic.
    mean_words, max_words: before the scorer's cut. length_share: mean_words over the length asked for.
    """

    system: str
    figures: dict[str, Estimate]
    beside_chorus: Estimate
    mean_words: float
    max_words: int
    length_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScores:
    """All systems on one set, best ROUGE-2 F first. articles: how many a topic has, as in "2 to 4"."""

    file: str
    articles: str
    words: int
    topics: int
    systems: tuple[SystemScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFindings:
    sets: tuple[SetScores, ...]


MULTILING = ContentSet(file="multiling2011.jsonl", words=240)
ATTRIBUTION = ContentSet(file="attribution_dev.jsonl", words=250, summary_field=True)
MULTINEWS = (
    ContentSet(file="multinews_dev.jsonl", words=250, most_articles=2),
    ContentSet(file="multinews_dev.jsonl", words=250, least_articles=3, most_articles=3),
    ContentSet(file="multinews_dev.jsonl", words=250, least_articles=4),
)
"""By number of articles: the fewer there are, the harder it is to be better than the first sentences of each."""
OPEN = ContentSet(file=STORIES.name, words=100)
"""What is looked at where the larger sets are missing: invented stories, and what a summary of each should tell."""

_NOTES = (
    (
        "Percent, mean over topics ± standard error over topics; R recall, F the harmonic mean of recall and "
        "precision. Beside Chorus: the mean of the differences topic by topic, positive where the system is better."
    ),
    (
        "One scorer for all: the summary is cut at the length, then stemmed. ID1 to ID10 are the outputs that come "
        "with the set, rescored; ID10 is an upper bound, not a system. Lead takes the first sentence of each article "
        "in turn, then the second, until the length is full; headlines, datelines and boilerplate are left out, as "
        "Chorus finds them, since a lead of titles scores worse; that of whole sentences stops before it. LexRank "
        "and TextRank get all sentences, as Chorus splits them, with sumy's stemmer and stop words and nltk's word "
        "tokenizer; sumy's own splitter needs nltk's punkt data, which is not used. These and the lead fill the length "
        "to the word and end inside a sentence. Chorus keeps whole sentences."
    ),
)


def answer_content(*, small: bool = False) -> Report:
    """How much of what people wrote is in the summaries. Raises: EvaluationMissingError."""
    evaluation = find_evaluation(small=small)
    larger = (MULTILING, ATTRIBUTION, *MULTINEWS)
    rows = evaluation.load_topics(*dict.fromkeys(chosen.file for chosen in larger))
    sets = {chosen: chosen.choose(rows[chosen.file]) for chosen in (*larger, OPEN) if chosen.file in rows}
    with running_endpoint() as endpoint:
        findings = ContentFindings(sets=tuple(measure_set(chosen, topics, endpoint) for chosen, topics in sets.items()))
    return Report(findings=findings, tables=tuple(_tabulate(scores) for scores in findings.sets), notes=_NOTES)


def measure_set(chosen: ContentSet, rows: Sequence[Row], endpoint: Endpoint) -> SetScores:
    """Chorus behind `endpoint`, the baselines and the systems of `rows`, scored alike."""
    summaries = {CHORUS: [_ask_for_summary(endpoint, row, chosen.words) for row in rows]}
    for baseline in Baseline:
        summaries[baseline] = [write_baseline(baseline, read_articles_of(row), chosen.words) for row in rows]
    for system in sorted({system for row in rows for system in row.get("systems", {})}):
        summaries[system] = [row["systems"][system] for row in rows]
    references = [[row["summary"]] if chosen.summary_field else row["references"] for row in rows]
    topics = {
        system: [score_rouge(text, human, chosen.words) for text, human in zip(texts, references, strict=True)]
        for system, texts in summaries.items()
    }
    scores = [_describe_system(name, summaries[name], topics[name], topics[CHORUS], chosen.words) for name in summaries]
    scores.sort(key=lambda system: -system.figures[RANKED_BY].mean)
    counts = sorted({len(row["articles"]) for row in rows})
    articles = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{counts[0]}"
    return SetScores(file=chosen.file, articles=articles, words=chosen.words, topics=len(rows), systems=tuple(scores))


def _describe_system(
    system: str, summaries: Sequence[str], own: Sequence[Figures], chorus: Sequence[Figures], words: int
) -> SystemScore:
    lengths = [len(text.split()) for text in summaries]
    return SystemScore(
        system=system,
        figures={figure: estimate_mean([topic[figure] for topic in own]) for figure in FIGURES},
        beside_chorus=estimate_mean(
            [one[RANKED_BY] - other[RANKED_BY] for one, other in zip(own, chorus, strict=True)]
        ),
        mean_words=fmean(lengths),
        max_words=max(lengths),
        length_share=fmean(lengths) / words,
    )


def _ask_for_summary(endpoint: Endpoint, row: Row, words: int) -> str:
    body = {"articles": row["articles"], "length": {"unit": "words", "value": words}}
    return str(endpoint.ok("/v1/summaries", body)["summary"])


def _tabulate(scores: SetScores) -> Table:
    return Table(
        title=f"{scores.file}, {scores.topics} topics of {scores.articles} articles, {scores.words} words",
        columns=(
            "system",
            "R1 F",
            "R2 F",
            "R4 F",
            "R2 F beside Chorus",
            "R1 R",
            "R2 R",
            "R4 R",
            "words",
            "share",
            "longest",
        ),
        rows=tuple(
            (
                system.system,
                *(show_estimate(system.figures[figure]) for figure in ("F1", "F2", "F4")),
                "" if system.system == CHORUS else show_estimate(system.beside_chorus),
                *(show_estimate(system.figures[figure]) for figure in ("R1", "R2", "R4")),
                f"{system.mean_words:.0f}",
                f"{system.length_share:.0%}",
                str(system.max_words),
            )
            for system in scores.systems
        ),
    )
