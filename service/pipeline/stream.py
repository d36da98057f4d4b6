"""A stream: many articles on many events, told apart.

articles -> leads (title, first sentences) -> near-duplicates -> stories, joined one article after the other
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from service.descriptions import ModelsUsed
from service.domain import Article, FollowedArticle, FollowedStories, FollowedStory, StoryOptions
from service.pipeline.sources import (
    LEAD_SENTENCES,
    Assignment,
    NearDuplicates,
    Titles,
    count_sources,
    find_near_duplicates,
    follow_stories,
)
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.terms import extract_terms
from service.ports import Limits, SentenceEncoder, StageClock

_LAST = datetime.max.replace(tzinfo=UTC)


def follow_stream(
    articles: Sequence[Article], options: StoryOptions, encoder: SentenceEncoder, limits: Limits, clock: StageClock
) -> FollowedStories:
    """The stories that `articles` tell.

    Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError.
    """
    corpus = read_articles(articles, encoder, clock, max_sentences=limits.max_sentences, lead=LEAD_SENTENCES)
    titles = _read_titles(corpus, encoder, clock)
    with clock.stage("origins"):
        copies = find_near_duplicates(corpus.articles, corpus.boilerplate)
    with clock.stage("stories"):
        found = follow_stories(corpus, titles, origin=copies.origin, known=options.known, window=options.window)
    return FollowedStories(
        stories=_describe_stories(corpus, found, copies),
        articles=_describe_articles(corpus, found, copies),
        warnings=corpus.warnings,
        models=ModelsUsed(encoder=encoder.description),
    )


def _read_titles(corpus: Corpus, encoder: SentenceEncoder, clock: StageClock) -> Titles:
    titled = [(place, article.title) for place, article in enumerate(corpus.articles) if article.title]
    return Titles(
        places=[place for place, _ in titled],
        embeddings=embed_texts([title for _, title in titled], encoder=encoder, clock=clock),
        terms=[extract_terms(title, corpus.languages[place]) for place, title in titled],
    )


def _describe_stories(corpus: Corpus, found: Sequence[Assignment], copies: NearDuplicates) -> tuple[FollowedStory, ...]:
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, assignment in enumerate(found):
        members[assignment.story].append(place)
    stories = [_describe_story(name, places, corpus, copies) for name, places in members.items()]
    return tuple(
        sorted(
            stories,
            key=lambda s: (-s.coverage.independent_sources, -len(s.articles), s.first_published_at or _LAST, s.id),
        )
    )


def _describe_story(name: str, places: Sequence[int], corpus: Corpus, copies: NearDuplicates) -> FollowedStory:
    ordered = sorted(places, key=lambda place: (corpus.articles[place].published_at or _LAST, place))
    own = [corpus.articles[place] for place in ordered]
    moments = [article.published_at for article in own if article.published_at]
    return FollowedStory(
        id=name,
        articles=tuple(article.index for article in own),
        coverage=count_sources(own, [copies.origin[place] for place in ordered]),
        first_published_at=min(moments, default=None),
        last_published_at=max(moments, default=None),
    )


def _describe_articles(
    corpus: Corpus, found: Sequence[Assignment], copies: NearDuplicates
) -> tuple[FollowedArticle, ...]:
    """In request order."""
    size = Counter(assignment.story for assignment in found)
    told = []
    for place, (article, assignment) in enumerate(zip(corpus.articles, found, strict=True)):
        original = copies.copy_of[place]
        told.append(
            FollowedArticle(
                id=article.id,
                index=article.index,
                story=assignment.story,
                stray=size[assignment.story] == 1,
                copy_of=None if original is None else corpus.articles[original].id,
                likeness=assignment.likeness,
            )
        )
    return tuple(sorted(told, key=lambda article: article.index))
