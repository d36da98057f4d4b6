"""Sentences of human summaries: which of them are refused, and which of these wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from benchmarks.proving import Cluster, Judged, Prover
from benchmarks.trials import list_human, whole

READ_AS_UNSUPPORTED: Mapping[str, Set[int]] = {
    "af_dev_test0": {2}, "af_dev_test10": {5}, "af_dev_test12": {2, 5}, "af_dev_test13": {0, 1, 2, 3},
    "af_dev_test14": {2, 9, 10}, "af_dev_test15": {6}, "af_dev_test16": {0, 3, 4, 5, 6},
    "af_dev_test17": {3, 7, 9, 10}, "af_dev_test18": {0, 2}, "af_dev_test19": {5}, "af_dev_test20": {9},
    "af_dev_test21": {1, 4}, "af_dev_test22": {4}, "af_dev_test23": {1, 2, 3, 5, 8}, "af_dev_test24": {0, 1, 2, 11},
    "af_dev_test25": {1}, "af_dev_test26": {8}, "af_dev_test27": {0, 8}, "af_dev_test28": {0},
    "af_dev_test29": {1, 7}, "af_dev_test3": {0, 2, 3, 6, 7, 8}, "af_dev_test30": {0, 3},
    "af_dev_test31": {1, 2, 5}, "af_dev_test33": {0},
}  # fmt: skip
"""By cluster, the sentences of human summaries that their marked evidence does not support, as read by one reader: they
have a figure, a date, a person or a quotation that it does not hold, or say something else. All sentences were read,
whatever the service says of them. What everybody knows counts as supported (how many states there
are), and so does what the article tells of a "she" or "the company" of the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Sentences of human summaries, held against the evidence that people marked or against the `articles` whole.

    refused: all; wrongly: of these, those which their evidence supports. reasons: of all that are refused.
    """

    against: str
    sentences: int
    supported: int
    refused: int
    wrongly: int
    reasons: Mapping[str, int]


def measure_human(stories: Sequence[Cluster], prover: Prover) -> tuple[tuple[Human, ...], list[Judged]]:
    """What is refused, and the supported sentences with their marked evidence."""
    numbered = [(story.row["id"], number, trial) for story in stories for number, trial in list_human(story)]
    supported = [number not in READ_AS_UNSUPPORTED.get(story, ()) for story, number, _ in numbered]
    marked = prover.judge_all([trial for _, _, trial in numbered])
    articles = prover.judge_all([whole(trial) for _, _, trial in numbered])
    counts = (_count("marked evidence", marked, supported), _count("articles", articles, supported))
    return counts, [judged for judged, good in zip(marked, supported, strict=True) if good]


def _count(against: str, judged: Sequence[Judged], supported: Sequence[bool]) -> Human:
    refused = [
        (judgement, good) for (_, judgement), good in zip(judged, supported, strict=True) if not judgement.supported
    ]
    reasons = Counter(reason.partition(":")[0] for judgement, _ in refused for reason in judgement.reasons)
    return Human(
        against=against,
        sentences=len(judged),
        supported=sum(supported),
        refused=len(refused),
        wrongly=sum(good for _, good in refused),
        reasons=dict(reasons.most_common()),
    )
