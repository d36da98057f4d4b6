"""Rewriting: what becomes of sentences that are told anew, what it costs in content, and how fast it is."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.content import ATTRIBUTION, MULTILING, ContentSet
from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Evaluation, Row, find_evaluation
from benchmarks.measurement import Estimate, Spread, estimate_mean, summarize_repetitions
from benchmarks.open_data import STORIES, read_open_topics
from benchmarks.report import Report, Table, show_estimate, show_spread
from benchmarks.rewriting_speed import RewriterSpeed, measure_speed, tabulate_speed
from benchmarks.rouge import score_rouge
from benchmarks.story import read_seed_request
from service.domain import VerificationStatus
from service.loading import load_encoder, load_rewriters
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.language import detect_language
from service.pipeline.verification.verify import check_factual_consistency
from service.ports import SentenceEncoder
from service.settings import Settings

SEEDS = "seeds"
CLUSTERS = "groups_dev.jsonl"
"""Without a summary: what becomes of their sentences is measured all the same."""
STORY_WORDS = 150
_MILLISECONDS = 1000.0
_STATUSES = (VerificationStatus.SUPPORTED, VerificationStatus.FALLBACK, VerificationStatus.VERBATIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingScores:
    """One rewriter on one set.

    shares: of sentences, by status. of_many: of those of groups that several sources report, the share that is
    rewritten. seconded: of rewritten ones, the share that likeness and checks alone find supported, without the
    entailment model that chose them. Both are None where there are none.
    recall: share of sentences that verification finds supported by what they cite, all together. precision: share of
    citations without which that would not be found, or that support the sentence alone.
    Source of both: Gao et al. (2023), "Enabling large language models to generate text with citations", section 4.
    rouge_2, beside_extract: F of the abstractive summaries, and less that of the extracts; None without references.
    seconds: of rewriting, a summary.
    """

    rewriter: str
    set_name: str
    summaries: int
    sentences: int
    shares: dict[str, float]
    of_many: float | None
    seconded: float | None
    recall: float
    precision: float
    rouge_2: Estimate | None
    beside_extract: Estimate | None
    seconds: Spread
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingFindings:
    scores: tuple[RewritingScores, ...]
    speed: tuple[RewriterSpeed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Articles to summarize. references: what people wrote of them; empty where nobody did."""

    articles: Sequence[Mapping[str, Any]]
    references: Sequence[str] = ()


def answer_rewriting(*, small: bool = False) -> Report:
    """What each rewriter of the settings does. Raises: EvaluationMissingError, CheckpointError."""
    sets = list_sets(find_evaluation(small=small))
    settings = Settings()
    encoder = load_encoder(settings)
    with running_endpoint() as endpoint:
        names = [rewriter.description.name for rewriter in load_rewriters(settings)]
        scores = tuple(
            score_rewriter(name, set_name, words, topics, endpoint=endpoint, encoder=encoder)
            for name in names
            for set_name, words, topics in sets
        )
    findings = RewritingFindings(scores=scores, speed=measure_speed(settings))
    return Report(findings=findings, tables=(_tabulate(scores), tabulate_speed(findings.speed)), notes=_NOTES)


def list_sets(evaluation: Evaluation) -> list[tuple[str, int, Sequence[Topic]]]:
    """Names, words of a summary, and topics: the seeds, the invented stories, and the larger sets where they are."""
    seeds = Topic(articles=read_seed_request(STORY_WORDS).model_dump(mode="json")["articles"])
    stories = [
        Topic(articles=row["articles"], references=row["references"]) for row in read_open_topics()[: evaluation.rows]
    ]
    sets: list[tuple[str, int, Sequence[Topic]]] = [
        (SEEDS, STORY_WORDS, [seeds]),
        (STORIES.name, STORY_WORDS, stories),
    ]
    if evaluation.has(CLUSTERS):
        clusters = [Topic(articles=row["articles"]) for row in evaluation.load_rows(CLUSTERS)]
        sets.append((CLUSTERS, STORY_WORDS, clusters))
    for chosen in (MULTILING, ATTRIBUTION):
        if evaluation.has(chosen.file):
            topics = [_read_topic(row, chosen) for row in evaluation.load_rows(chosen.file)]
            sets.append((chosen.file, chosen.words, topics))
    return sets


_NOTES = (
    (
        "Shares are of sentences. Of many: of sentences of groups that several sources report, those rewritten. "
        "Seconded: rewritten sentences that likeness and checks alone, without the entailment model that chose them, "
        "find supported by what they cite. Recall: sentences that their citations support, all together. Precision: "
        "citations "
        "that support their sentence alone, or without which the others would not (Gao et al., 2023). Both are judged "
        "by the service's own verification, which also decides what is shown. Beside the extract: ROUGE-2 F less that "
        "of the extract of the same length, mean of the differences topic by topic ± standard error."
    ),
)


def score_rewriter(
    rewriter: str,
    set_name: str,
    words: int,
    topics: Sequence[Topic],
    *,
    endpoint: Endpoint,
    encoder: SentenceEncoder,
) -> RewritingScores:
    """The scores of one rewriter on the topics of one set, through `endpoint`."""
    print(f"rewriting: {rewriter} on {set_name}", file=sys.stderr, flush=True)
    answers = [_ask(endpoint, topic, words, mode="abstractive", rewriter=rewriter) for topic in topics]
    sentences = [sentence for answer in answers for sentence in answer["sentences"]]
    statuses = Counter(sentence["verification"]["status"] for sentence in sentences)
    judged = [judge_citations(sentence, encoder) for sentence in sentences]
    rewritten = [sentence["verification"]["status"] == VerificationStatus.SUPPORTED for sentence in sentences]
    of_many = [own for own, many in zip(rewritten, _find_shared(answers), strict=True) if many]
    seconded = [supported for (supported, _), own in zip(judged, rewritten, strict=True) if own]
    own, beside = [], []
    for topic, answer in zip(topics, answers, strict=True):
        if topic.references:
            extract = _ask(endpoint, topic, words)
            own.append(score_rouge(answer["summary"], topic.references, words)["F2"])
            beside.append(own[-1] - score_rouge(extract["summary"], topic.references, words)["F2"])
    citations = [precise for _, citations in judged for precise in citations]
    return RewritingScores(
        rewriter=rewriter,
        set_name=set_name,
        summaries=len(topics),
        sentences=len(sentences),
        shares={status.value: statuses[status.value] / len(sentences) for status in _STATUSES},
        of_many=_share(of_many),
        seconded=_share(seconded),
        recall=sum(supported for supported, _ in judged) / len(judged),
        precision=sum(citations) / len(citations),
        rouge_2=estimate_mean(own) if own else None,
        beside_extract=estimate_mean(beside) if beside else None,
        seconds=summarize_repetitions([answer["timings_ms"]["rewrite"] / _MILLISECONDS for answer in answers]),
        longest=max(answer["length"]["actual"] for answer in answers),
    )


def _find_shared(answers: Sequence[Any]) -> list[bool]:
    """Of each sentence of some answers, whether several sources report its group."""
    shared = []
    for answer in answers:
        sources = {group["id"]: group["coverage"]["sources"] for group in answer["groups"]}
        shared += [sources[sentence["group_id"]] > 1 for sentence in answer["sentences"]]
    return shared


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def judge_citations(sentence: Mapping[str, Any], encoder: SentenceEncoder) -> tuple[bool, list[bool]]:
    """Whether a sentence's citations support it together, and of each whether it has a part in that."""
    texts = [citation["cited_text"] for citation in sentence["citations"]]
    rows = encoder.encode([sentence["text"], *texts])
    similarities = rows[1:] @ rows[0]

    def supports(chosen: Sequence[int]) -> bool:
        if not chosen:
            return False
        evidence = [Evidence(text=texts[k], language=detect_language(texts[k])) for k in chosen]
        verification = check_factual_consistency(
            sentence["text"],
            evidence,
            language=detect_language(sentence["text"]),
            similarity=float(np.max(similarities[list(chosen)])),
        )
        return verification.status is VerificationStatus.SUPPORTED

    together = supports(range(len(texts)))
    return together, [
        together and (supports([k]) or not supports([other for other in range(len(texts)) if other != k]))
        for k in range(len(texts))
    ]


def _read_topic(row: Row, chosen: ContentSet) -> Topic:
    return Topic(articles=row["articles"], references=[row["summary"]] if chosen.summary_field else row["references"])


def _ask(endpoint: Endpoint, topic: Topic, words: int, **fields: str) -> Any:
    body = {"articles": topic.articles, "length": {"unit": "words", "value": words}, **fields}
    return endpoint.ok("/v1/summaries", body)


def _tabulate(scores: Sequence[RewritingScores]) -> Table:
    return Table(
        title="Quality",
        columns=(
            "rewriter",
            "set",
            "sentences",
            *(status.value for status in _STATUSES),
            "of many",
            "seconded",
            "recall",
            "precision",
            "R2 F",
            "beside the extract",
            "seconds",
            "longest",
        ),
        rows=tuple(
            (
                one.rewriter,
                one.set_name,
                str(one.sentences),
                *(f"{one.shares[status.value]:.0%}" for status in _STATUSES),
                *("" if share is None else f"{share:.0%}" for share in (one.of_many, one.seconded)),
                f"{one.recall:.3f}",
                f"{one.precision:.3f}",
                show_estimate(one.rouge_2) if one.rouge_2 else "",
                show_estimate(one.beside_extract) if one.beside_extract else "",
                show_spread(one.seconds, 1),
                f"{one.longest:g}",
            )
            for one in scores
        ),
    )
