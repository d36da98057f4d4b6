"""Articles and clocks that several tests read."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from service.domain import Article, Sentence
from service.errors import DeadlineExceededError
from service.pipeline.selection.cohesion import Cohesion
from service.progress import DecidedSentence


def article(text: str, *, index: int = 0, source: str | None = None) -> Article:
    return Article(id=f"a{index + 1}", index=index, text=text, source=source)


def sentence(text: str, *, article_index: int = 0, position: int = 0, headline: bool = False) -> Sentence:
    return Sentence(
        article_index=article_index,
        position=position,
        paragraph=position,
        start=0,
        end=len(text),
        text=text,
        headline=headline,
    )


_WORDS = (  # noqa: SIM905
    "harbour council storm bridge engineer minister report budget river night worker engine signal window letter "
    "market school border winter pilot judge doctor factory island valley festival museum garden stadium archive"
).split()


def write_report(seed: int, sentences: int = 30) -> str:
    """A text of its own, of so many ten-word sentences."""
    chance = random.Random(seed)
    return " ".join(" ".join(chance.choices(_WORDS, k=10)).capitalize() + "." for _ in range(sentences))


FIRE = (
    article(
        "LONDON (Reuters) - A fire destroyed the central market of Ardal on Monday, killing 12 people.\n"
        "The mayor of Ardal ordered all markets in the city to close for a week.\n"
        "Firefighters needed six hours to bring the flames under control.\n"
        "Sign up for our newsletter.\n",
        index=0,
        source="Reuters",
    ),
    article(
        "A fire destroyed the central market of Ardal on Monday and killed 12 people, police said.\n"
        "Investigators suspect that a gas bottle exploded in a bakery.\n"
        "The mayor of Ardal ordered all markets of the city to close for one week.\n",
        index=1,
        source="Ardal Post",
    ),
    article(
        "Twelve died as fire destroyed the central market of Ardal on Monday.\n"
        "Traders had complained about blocked exits for years, a union leader told reporters.\n"
        "He said the exits were locked.\n",
        index=2,
        source="Union Daily",
    ),
)

STORM = (
    article(
        "A storm closed the old bridge of Ardal on Monday, which surprised nobody.\n"
        "Engineers will look at every pillar before it opens again.\n",
        index=0,
        source="Reuters",
    ),
    article(
        "A storm closed the old bridge of Ardal on Monday, which surprised nobody, police said.\n"
        "Farmers lost their potatoes to hail that fell all night.\n",
        index=1,
        source="Ardal Post",
    ),
    article(
        "On Monday a storm closed the old bridge of Ardal, traders said on Tuesday.\n",
        index=2,
        source="Union Daily",
    ),
)


class PatientClock:
    """A clock without a deadline that remembers which stages it saw, how far they came, and what was decided."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.advances: list[tuple[int, int]] = []
        self.decided: list[DecidedSentence] = []
        self.remaining_seconds = 100.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.stages.append(name)
        yield

    def check(self, name: str | None = None) -> None:
        self.stages.extend([name] if name else [])

    def advance(self, done: int, total: int) -> None:
        self.advances.append((done, total))

    def decide(self, sentence: DecidedSentence) -> None:
        self.decided.append(sentence)


class SpentClock(PatientClock):
    """A clock whose time is up at a given stage."""

    def __init__(self, at: str) -> None:
        super().__init__()
        self._at = at

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        if name == self._at:
            raise DeadlineExceededError(limit_seconds=1.0, stage=name)
        yield


def make_cohesion(
    count: int,
    *,
    leans: Collection[int] = (),
    heads: Mapping[int, str] | None = None,
    names: Mapping[int, str] | None = None,
    tells: Mapping[int, str] | None = None,
    retells: Mapping[int, int] | None = None,
) -> Cohesion:
    """What `count` sentences of one article need: of some a head or a name, by a word; and what some tell, by words."""
    return Cohesion(
        before=tuple(i - 1 if i else None for i in range(count)),
        leans=tuple(i in leans for i in range(count)),
        heads=tuple(frozenset((heads or {}).get(i, "").split()) for i in range(count)),
        names=tuple(frozenset((names or {}).get(i, "").split()) for i in range(count)),
        tells=tuple(frozenset((tells or {}).get(i, "").split()) for i in range(count)),
        marks=tuple(frozenset({i}) for i in range(count)),
        retold_by=tuple(frozenset({retells[i]} if retells and i in retells else ()) for i in range(count)),
    )
