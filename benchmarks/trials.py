"""Sentences to verify: true ones, and the same made untrue, each with the sentences that it is held against."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.machine_edits import Edit, Passage, edit_sentence
from benchmarks.perturbations import Change, find_names, perturb
from benchmarks.proving import Cluster, Trial
from service.pipeline.attribution.markup import blank_markup
from service.pipeline.text.corpus import Corpus

_SEED = 20
_SHORTEST, _LONGEST = 8, 45
"""Words of the sentences that are changed: shorter ones state little, longer ones are lists."""
_FIRST_SENTENCES = 15
"""Sentences of an article that are changed or joined: what a summary would take."""
_PER_CLUSTER = 2
"""Of each kind of trial, in a cluster of groups."""


def list_human(cluster: Cluster) -> Iterator[tuple[int, Trial]]:
    """The sentences of a human summary, numbered, each held against the evidence that people marked for it."""
    corpus, texts = cluster.corpus, {article.id: article.text for article in cluster.corpus.articles}
    for number, sentence in enumerate(cluster.row["sentences"]):
        spans = [
            (mark["article"], start, start + len(mark["text"].strip()))
            for mark in sentence["evidence"]
            if (start := texts.get(mark["article"], "").find(mark["text"].strip())) >= 0
        ]
        keep = tuple(
            i
            for i, own in enumerate(corpus.sentences)
            if any(
                corpus.articles[corpus.article_of[i]].id == article and own.start < end and start < own.end
                for article, start, end in spans
            )
        )
        if keep:
            yield number, Trial(kind="human", text=sentence["text"], corpus=corpus, keep=keep)


def without_evidence(trial: Trial) -> Trial:
    """The same held against everything but its evidence."""
    others = set(range(len(trial.corpus.sentences))) - set(trial.keep)
    return replace(trial, kind="human, evidence taken away", keep=tuple(sorted(others)))


def against(trial: Trial, other: Corpus) -> Trial:
    """The same held against another story."""
    return replace(trial, kind="human, another story", corpus=other, keep=tuple(range(len(other.sentences))))


def list_changed(cluster: Cluster, change: Change) -> list[tuple[Trial, Trial]]:
    """Sentences of articles, as they are and changed, each held against its own article."""
    chooser = random.Random(f"{_SEED} {change} {cluster.row['id']}")  # noqa: S311 (nothing secret is drawn)
    texts = _texts(cluster.corpus)
    names = find_names(texts)
    pairs: list[tuple[Trial, Trial]] = []
    for i in chooser.sample(_choose(cluster.corpus), len(_choose(cluster.corpus))):
        perturbation = perturb(texts[i], change, names=names, chooser=chooser)
        if perturbation is None:
            continue
        keep = tuple(np.flatnonzero(cluster.corpus.article_of == cluster.corpus.article_of[i]).tolist())
        true = Trial(kind=change, text=texts[i], corpus=cluster.corpus, keep=keep)
        pairs.append((true, replace(true, text=perturbation.text)))
        if len(pairs) == _PER_CLUSTER:
            break
    return pairs


def list_told_elsewhere(cluster: Cluster, change: Change) -> list[tuple[Trial, Trial]]:
    """Sentences of gold groups, as they are and changed, each held against the other articles.

    What is taken out stands in a sentence of the same group in another article.
    """
    chooser = random.Random(f"{_SEED} elsewhere {change} {cluster.row['id']}")  # noqa: S311
    corpus, texts = cluster.corpus, _texts(cluster.corpus)
    names = find_names(texts)
    grouped = [i for i in _choose(corpus, first=len(texts)) if _tell_elsewhere(cluster, i)]
    pairs: list[tuple[Trial, Trial]] = []
    for i in chooser.sample(grouped, len(grouped)):
        perturbation = perturb(texts[i], change, names=names, chooser=chooser)
        told = " ".join(_tell_elsewhere(cluster, i))
        if perturbation is not None and all(word in told for word in perturbation.removed):
            keep = tuple(np.flatnonzero(corpus.article_of != corpus.article_of[i]).tolist())
            true = Trial(kind=change, text=texts[i], corpus=corpus, keep=keep)
            pairs.append((true, replace(true, text=perturbation.text)))
    return pairs


def list_joined(cluster: Cluster) -> list[Trial]:
    """Halves of two sentences of an article, joined in the middle of a clause, as a careless machine would."""
    chooser = random.Random(f"{_SEED} joined {cluster.row['id']}")  # noqa: S311
    corpus, texts, trials = cluster.corpus, _texts(cluster.corpus), []
    for article in range(len(corpus.articles)):
        own = [i for i in _choose(corpus) if corpus.article_of[i] == article]
        if len(own) > 1:
            one, other = (texts[i].split() for i in chooser.sample(own, 2))
            text = " ".join(one[: len(one) // 2] + other[len(other) // 2 :])
            keep = tuple(np.flatnonzero(corpus.article_of == article).tolist())
            trials.append(Trial(kind="halves of two sentences", text=text, corpus=corpus, keep=keep))
    return trials[:_PER_CLUSTER]


def list_repeated(cluster: Cluster) -> list[Trial]:
    """Sentences of articles word for word, and two of them joined by "and"."""
    chooser = random.Random(f"{_SEED} repeated {cluster.row['id']}")  # noqa: S311
    corpus, texts = cluster.corpus, _texts(cluster.corpus)
    own = [i for i in _choose(corpus) if corpus.article_of[i] == 0]
    if len(own) < _PER_CLUSTER:
        return []
    one, other = chooser.sample(own, 2)
    keep = tuple(np.flatnonzero(corpus.article_of == 0).tolist())
    joined = f"{texts[one].rstrip('.')}, and {texts[other][0].lower()}{texts[other][1:]}"
    return [
        Trial(kind="repeated", text=texts[one], corpus=corpus, keep=keep),
        Trial(kind="two sentences joined", text=joined, corpus=corpus, keep=keep),
    ]


def list_edited(cluster: Cluster, kind: str, edit: Edit) -> list[Trial]:
    """Sentences of articles as a summarizer might tell them, one of each article, held against that article."""
    chooser = random.Random(f"{_SEED} {kind} {cluster.row['id']}")  # noqa: S311
    corpus, texts, names = cluster.corpus, _texts(cluster.corpus), find_names(_texts(cluster.corpus))
    trials: list[Trial] = []
    for article in range(len(corpus.articles)):
        own = [i for i in _choose(corpus) if corpus.article_of[i] == article]
        known = [name for name in names if any(name in texts[i] for i in own)]
        for i in chooser.sample(own, len(own)) if len(own) > 1 else []:
            before = texts[i - 1] if i and corpus.article_of[i - 1] == article else ""
            others = [texts[other] for other in own if other != i]
            told = edit_sentence(edit, Passage(text=texts[i], before=before, others=others, names=known), chooser)
            if told and _makes_claim(told):
                keep = tuple(np.flatnonzero(corpus.article_of == article).tolist())
                trials.append(Trial(kind=kind, text=told, corpus=corpus, keep=keep))
                break
    return trials[:_PER_CLUSTER]


def whole(trial: Trial) -> Trial:
    """The same held against the articles whole."""
    return replace(trial, kind=f"{trial.kind}, whole articles", keep=tuple(range(len(trial.corpus.sentences))))


def _makes_claim(text: str) -> bool:
    """Whether the service takes it for more than a label: "Read more:" makes none."""
    return bool(blank_markup(text, ()).strip())


def _texts(corpus: Corpus) -> list[str]:
    return [" ".join(sentence.text.split()) for sentence in corpus.sentences]


def _choose(corpus: Corpus, first: int = _FIRST_SENTENCES) -> list[int]:
    """Sentences that a summary might repeat."""
    return [
        i
        for i, sentence in enumerate(corpus.sentences)
        if not sentence.headline and sentence.position < first and _SHORTEST <= len(sentence.text.split()) <= _LONGEST
        if _makes_claim(sentence.text)
    ]


def _tell_elsewhere(cluster: Cluster, i: int) -> list[str]:
    """Texts of other articles in the sentence's gold group, if it has one without a conflict."""
    sentence, articles = cluster.corpus.sentences[i], cluster.corpus.articles
    texts = {article.id: article.text for article in articles}
    own = articles[cluster.corpus.article_of[i]].id
    return [
        texts[member["article_id"]][member["start"] : member["end"]]
        for group in cluster.row["groups"]
        if not group["conflict"]
        and any(
            m["article_id"] == own and m["start"] < sentence.end and sentence.start < m["end"] for m in group["members"]
        )
        for member in group["members"]
        if member["article_id"] != own
    ]
