"""Articles read: their sentences, what was left out of them, their embeddings and terms.

What every request needs before its own question is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Boilerplate, Sentence
from service.errors import FieldProblem, InvalidRequestError
from service.pipeline.boilerplate import strip_boilerplate
from service.pipeline.embedding import embed_texts, find_cut_texts
from service.pipeline.language import detect_language
from service.pipeline.segmentation import split_sentences
from service.pipeline.terms import Terms, extract_terms
from service.ports import SentenceEncoder, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Sentences in canonical order (by article, then position) and what is known of each.

    articles: in canonical order, which is by text, then id, so that the order of a request changes nothing.
    home: (sentences,), the place of each sentence's article in `articles`.
    embeddings: (sentences, dimension), rows of length 1. distinct: indices of sentences whose wording is new.
    same_as: (sentences,), the place in `distinct` of each sentence's wording. languages: of the articles.
    """

    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]
    home: NDArray[np.int64]
    boilerplate: tuple[Boilerplate, ...]
    embeddings: NDArray[np.float32]
    terms: tuple[Terms, ...]
    distinct: tuple[int, ...]
    same_as: NDArray[np.int64]
    languages: tuple[str, ...]
    warnings: tuple[str, ...]


def read_articles(
    articles: Sequence[Article],
    *,
    encoder: SentenceEncoder,
    clock: StageClock,
    max_sentences: int,
    whole: bool = False,
) -> Reading:
    """The articles, read.

    Raises: InvalidRequestError if they hold more than `max_sentences` sentences, those left out included.

    whole: keep captions, credits and the like as sentences, too: no summary shows them, but they may be cited.
    """
    ordered = tuple(sorted(articles, key=lambda article: (article.text, article.id)))
    sentences: list[Sentence] = []
    boilerplate: list[Boilerplate] = []
    home: list[int] = []
    languages = [detect_language(article.text, article.language) for article in ordered]
    with clock.stage("segment"):
        for place, article in enumerate(ordered):
            clock.check("segment")
            split = split_sentences(article)
            kept, left_out = strip_boilerplate(article, split)
            sentences.extend(_keep_all(kept, split) if whole else kept)
            boilerplate.extend(left_out)
            home.extend([place] * (len(sentences) - len(home)))
            _refuse_too_many(len(sentences) + (0 if whole else len(boilerplate)), max_sentences)
    texts = [" ".join(sentence.text.split()) for sentence in sentences]
    place_of: dict[str, int] = {}
    same_as = np.array([place_of.setdefault(text, len(place_of)) for text in texts], np.int64)
    wordings = list(place_of)
    embeddings = embed_texts(wordings, encoder=encoder, clock=clock)
    with clock.stage("terms"):
        terms = [extract_terms(text, languages[home[i]]) for i, text in enumerate(texts)]
    return Reading(
        articles=ordered,
        sentences=tuple(sentences),
        home=np.array(home, np.int64),
        boilerplate=tuple(boilerplate),
        embeddings=embeddings[same_as] if sentences else embeddings,
        terms=tuple(terms),
        distinct=tuple(np.unique(same_as, return_index=True)[1].tolist()),
        same_as=same_as,
        languages=tuple(languages),
        warnings=_warnings(languages, wordings, encoder),
    )


def _keep_all(kept: Sequence[Sentence], split: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences that were kept, and between them those that were left out whole, renumbered."""
    ends = {sentence.end for sentence in kept}
    everything = [*kept, *(sentence for sentence in split if sentence.end not in ends)]
    return tuple(
        replace(sentence, position=position)
        for position, sentence in enumerate(sorted(everything, key=lambda sentence: sentence.start))
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
