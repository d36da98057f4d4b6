"""The corpus: articles read once into sentences, with what was left out of them, their embeddings and terms.

What every request needs before its own question is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Boilerplate, Citation, CitationRole, Sentence
from service.errors import FieldProblem, InvalidRequestError
from service.pipeline.text.boilerplate import restore_boilerplate, strip_boilerplate
from service.pipeline.text.embedding import embed_texts, find_cut_texts, read_once
from service.pipeline.text.folding import flatten, fold_text
from service.pipeline.text.language import detect_language
from service.pipeline.text.readability import points_back
from service.pipeline.text.references import References, introduce, list_references
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.site_lines import name_outlet
from service.pipeline.text.standalone import Standing, judge_standing
from service.pipeline.text.terms import Terms, extract_terms
from service.pipeline.text.watching import look_at_clock, watched
from service.ports import ReadSentences, SameFactModel, SentenceEncoder, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence that is cited, folded as texts are compared.

    language: a primary subtag such as `en`. published_at: when its article came out, which dates "Wednesday".
    context: text of its article, which tells whom "she" stands for; empty where only the sentence itself may count.
    """

    text: str
    language: str
    published_at: datetime | None = None
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Sentences in canonical order (by article, then position) and what is known of each.

    articles: in canonical order, which is by text, then id, so that the order of a request changes nothing.
    article_of: (sentences,), the place of each sentence's article in `articles`.
    embeddings: (sentences, dimension), rows of length 1. distinct: indices of sentences whose wording is new.
    same_as: (sentences,), the place in `distinct` of each sentence's wording. languages: of the articles.
    references: of each sentence, as of English. reading: the wordings as the same-fact model reads them, where it read
    them together with the encoder.
    """

    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]
    article_of: NDArray[np.int64]
    boilerplate: tuple[Boilerplate, ...]
    embeddings: NDArray[np.float32]
    terms: tuple[Terms, ...]
    distinct: tuple[int, ...]
    same_as: NDArray[np.int64]
    languages: tuple[str, ...]
    warnings: tuple[str, ...]
    standing: tuple[Standing, ...]
    references: tuple[References, ...]
    reading: ReadSentences | None = None

    def article(self, i: int) -> Article:
        """The article of sentence `i`."""
        return self.articles[int(self.article_of[i])]

    def language(self, i: int) -> str:
        """The language of sentence `i`, which is its article's."""
        return self.languages[int(self.article_of[i])]

    def evidence(self, i: int) -> Evidence:
        """Sentence `i` as something is held against it, its article around it."""
        article = self.article(i)
        return Evidence(
            text=fold_text(self.sentences[i].text),
            language=self.language(i),
            published_at=self.sentences[i].find_moment(article),
            context=fold_text(article.text),
        )

    def read_together(
        self, sentences: Sequence[int], *, beside: str | None = None, told: Mapping[int, str] = MappingProxyType({})
    ) -> str:
        """The text of `sentences` in their order, on one line, each wording once.

        beside: a claim that they are held against; one that opens by pointing back then has the sentence before it in
        front, and who is called by family name alone, and not so by the claim, is called what the article calls them
        first. told: what is read in place of some sentences, on one line each.
        """
        chosen = set(sentences)
        if beside is not None:
            chosen |= {
                i - 1
                for i in sentences
                if i and self.article_of[i - 1] == self.article_of[i] and points_back(self.sentences[i].text)
            }
        texts = {told.get(i) or flatten(self.sentences[i].text): i for i in sorted(chosen, reverse=True)}
        read = [(i, text if beside is None else self._introduce(text, i, beside)) for text, i in texts.items()]
        return " ".join(text for _, text in sorted(read))

    def _introduce(self, text: str, i: int, claim: str) -> str:
        """The text of sentence `i` with names as its article introduced them."""
        if self.language(i) != "en":
            return text
        first = int(np.searchsorted(self.article_of, self.article_of[i]))
        return introduce(text, [flatten(sentence.text) for sentence in self.sentences[first:i]], claim=claim)

    @property
    def newsroom(self) -> frozenset[int]:
        """The sentences that tell of the reporting alone."""
        return frozenset(i for i, sentence in enumerate(self.sentences) if sentence.newsroom)

    @property
    def main_language(self) -> str:
        """The language of most articles; English where there are none."""
        return Counter(self.languages).most_common(1)[0][0] if self.languages else "en"

    def count_sentences(self) -> list[int]:
        """How many sentences each article has."""
        counts: list[int] = np.bincount(self.article_of, minlength=len(self.articles)).tolist()
        return counts

    def cite(self, i: int, role: CitationRole, score: float) -> Citation:
        """The place of sentence `i`. score: how strongly it supports what cites it, in [0, 1]."""
        look_at_clock()
        article, sentence = self.article(i), self.sentences[i]
        return Citation(
            article_id=article.id,
            article_index=article.index,
            start=sentence.start,
            end=sentence.end,
            cited_text=sentence.text,
            role=role,
            score=score,
        )


def read_articles(
    articles: Sequence[Article],
    encoder: SentenceEncoder,
    clock: StageClock,
    *,
    max_sentences: int,
    whole: bool = False,
    lead: int | None = None,
    same_fact: SameFactModel | None = None,
) -> Corpus:
    """The articles, read once.

    Raises: InvalidRequestError if they hold more than `max_sentences` sentences, those left out included;
    DeadlineExceededError.
    whole: keep captions, credits and the like as sentences, too: no summary shows them, but they may be cited. What
    promotes something is left out all the same.
    lead: how many sentences of each are kept; None: all.
    same_fact: a model that will read the sentences, too, if it knows their languages.
    """
    ordered = tuple(sorted(articles, key=lambda article: (article.text, article.id)))
    languages = [detect_language(article.text, article.language) for article in ordered]
    with clock.stage("segment"):
        split = _split_articles(ordered, languages, clock, max_sentences=max_sentences, whole=whole, lead=lead)
    sentences, article_of = split.sentences, split.article_of
    texts = [flatten(sentence.text) for sentence in sentences]
    place_of: dict[str, int] = {}
    same_as = np.array([place_of.setdefault(text, len(place_of)) for text in texts], np.int64)
    wordings = list(place_of)
    reading = None
    if same_fact and same_fact.shares_layers(encoder) and not same_fact.description.list_foreign(languages):
        embeddings, reading = read_once(wordings, encoder=encoder, model=same_fact, clock=clock)
    else:
        embeddings = embed_texts(wordings, encoder=encoder, clock=clock)
    with clock.stage("terms"):
        terms = [extract_terms(text, languages[article_of[i]]) for i, text in enumerate(watched(texts, clock, "terms"))]
    return Corpus(
        articles=ordered,
        sentences=tuple(sentences),
        article_of=np.array(article_of, np.int64),
        boilerplate=tuple(split.boilerplate),
        embeddings=embeddings[same_as] if sentences else embeddings,
        terms=tuple(terms),
        distinct=tuple(np.unique(same_as, return_index=True)[1].tolist()),
        same_as=same_as,
        languages=tuple(languages),
        warnings=_warnings(languages, wordings, encoder),
        reading=reading,
        standing=tuple(split.standing),
        references=tuple(split.references),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """The sentences of articles, the article of each by its place, how each stands alone, and what was left out."""

    sentences: list[Sentence]
    article_of: list[int]
    standing: list[Standing]
    references: list[References]
    boilerplate: list[Boilerplate]


def _split_articles(
    articles: Sequence[Article],
    languages: Sequence[str],
    clock: StageClock,
    *,
    max_sentences: int,
    whole: bool,
    lead: int | None,
) -> _Split:
    """As `read_articles`, with copies of one text beside each other: they are read once. Cost: linear."""
    found = _Split(sentences=[], article_of=[], standing=[], references=[], boilerplate=[])
    text, known = "", dict[tuple[str, str | None, tuple[str, ...]], _ReadText]()
    for place, article in enumerate(articles):
        clock.check("segment")
        if article.text != text:
            text, known = article.text, {}
        way = (languages[place], article.language, name_outlet(article))
        if way not in known:
            split = split_sentences(article, languages[place])
            _refuse_too_many(len(found.sentences) + len(split), max_sentences)
            known[way] = _read_text(article, split, languages[place], whole=whole, lead=lead)
        read = known[way]
        found.sentences.extend(replace(sentence, article_index=article.index) for sentence in read.sentences)
        found.article_of.extend([place] * len(read.sentences))
        found.standing.extend(read.standing)
        found.references.extend(read.references)
        found.boilerplate.extend(replace(span, article_index=article.index) for span in read.boilerplate)
        _refuse_too_many(len(found.sentences) + (0 if whole else len(found.boilerplate)), max_sentences)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReadText:
    """What a text holds, whoever published it."""

    sentences: tuple[Sentence, ...]
    standing: list[Standing]
    references: list[References]
    boilerplate: tuple[Boilerplate, ...]


def _read_text(
    article: Article, split: Sequence[Sentence], language: str, *, whole: bool, lead: int | None
) -> _ReadText:
    kept, left_out = strip_boilerplate(article, split)
    own = (restore_boilerplate(article, split, kept, left_out) if whole else kept)[:lead]
    return _ReadText(
        sentences=own,
        standing=judge_standing(own, language),
        references=[list_references(flatten(sentence.text)) for sentence in own],
        boilerplate=left_out,
    )


def _refuse_too_many(sentences: int, max_sentences: int) -> None:
    if sentences > max_sentences:
        detail = f"the articles hold more than {max_sentences} sentences, which is the most this service takes"
        raise InvalidRequestError(FieldProblem(pointer="/articles", detail=detail))


def _warnings(languages: Sequence[str], wordings: Sequence[str], encoder: SentenceEncoder) -> tuple[str, ...]:
    warnings = []
    description = encoder.description
    cut = find_cut_texts(wordings, encoder=encoder)
    if cut:
        warnings.append(
            f"{len(cut)} sentences have more than {description.max_tokens} tokens; "
            f"the encoder compared them by their beginning (they are shown and cited whole)"
        )
    foreign = sorted(set(languages) - set(description.languages))
    if foreign and description.languages:
        warnings.append(
            f"{description.name} was trained on {', '.join(description.languages)}; "
            f"articles in {', '.join(foreign)} are grouped less well"
        )
    return tuple(warnings)
