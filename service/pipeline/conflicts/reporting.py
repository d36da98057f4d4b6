"""Disputes as they are answered: what differs in a sentence, who says what, and as of when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.domain import CLAUSES, Citation, CitationRole, Conflict, ConflictKind, ConflictSide, ConflictStatus
from service.pipeline.claims.figures import find_figures
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.quantity import AGE, Quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.claims.units import CURRENCIES, PERCENT
from service.pipeline.conflicts.comparison import Affirmation, Predicate
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.conflicts.movement import Side, Timed, count_speakers, first_told
from service.pipeline.text.quotations import pair_marks
from service.pipeline.text.tokens import Token

_TOLD_WORDS = 4
"""Words of the story that say what a conflict is about."""
_CLAUSE_ENDS = frozenset('.,;:!?—–“”"()')
_DETERMINERS = frozenset({"the", "a", "an", "no", "all", "some", "many", "both", "every", "its", "their", "his", "her"})
"""Words that open a clause with whom it speaks of, as names do."""
_LEAST_SAID = 3
"""Words of a clause that says something, at least."""
_JOINING = frozenset(".,:")
_COUNTED_REACH = 3
"""Tokens shown behind a number for what it counts."""
_SURE = 0.5
"""Likelihood below which a dispute is as likely none, and is told so."""
_NAMED_SOURCES = 3
"""Sources that a statement names for a side; of the others it gives the number."""
HOW_MANY_BY_FATE = {
    "kill": "how many died", "injur": "how many were injured", "miss": "how many are missing",
    "trap": "how many are trapped", "rescu": "how many were rescued", "evacu": "how many left their homes",
    "infect": "how many are infected", "arrest": "how many were arrested", "charg": "how many were charged",
    "hospit": "how many are in hospital", "surviv": "how many survived", "releas": "how many were released",
}  # fmt: skip
_SUBJECTS = {
    ConflictKind.DATE: "when",
    ConflictKind.PLACE: "where",
    ConflictKind.NAME: "the name",
}


def describe_dispute(timed: Timed, conflict_id: str, rank: Mapping[str, int]) -> Conflict:
    """The dispute as a conflict, or as an update with its steps in the order of time. rank: of each group by id."""
    dispute, update = timed.dispute, timed.status is ConflictStatus.UPDATE
    sides = list(dispute.sides) if update else sorted(dispute.sides, key=lambda side: _strength(side, rank))
    told = tuple(_describe_side(side, update=update) for side in sides)
    return Conflict(
        id=conflict_id,
        kind=dispute.kind,
        status=timed.status,
        group_ids=tuple(sorted(list_group_ids(dispute), key=lambda group_id: rank[group_id])),
        statement=_state(dispute, sides, told, update=update),
        sides=told,
        score=dispute.likelihood,
    )


def list_group_ids(dispute: Dispute) -> frozenset[str]:
    """The groups whose sentences disagree."""
    return frozenset(voice.statement.group_id for side in dispute.sides for voice in side)


def _strength(side: Side, rank: Mapping[str, int]) -> tuple[int, int, int]:
    coverage = count_speakers(side)
    best = min(rank[voice.statement.group_id] for voice in side)
    return (-coverage.independent_sources, -coverage.articles, best)


def _describe_side(side: Side, *, update: bool) -> ConflictSide:
    return ConflictSide(
        value=quote_step(side) if update else quote_side(side),
        coverage=count_speakers(side),
        citations=tuple(_cite(voice) for voice in side),
        as_of=first_told(side) if update else None,
    )


def quote_side(side: Sequence[Voice]) -> str:
    """The words of a side's claim: of those who agree, the most exact number."""
    return _quote(min(side, key=_coarseness))


def quote_step(side: Side) -> str:
    """The words in which a step of an update was first told: those of its time."""
    first = first_told(side)
    return quote_side([voice for voice in side if voice.statement.told_at == first])


def _coarseness(voice: Voice) -> float:
    """What a number's last figure that counts is worth: of those who agree, the most exact one is quoted."""
    return voice.claim.step if isinstance(voice.claim, Quantity) else 0.0


def _quote(voice: Voice) -> str:
    """The words of the claim: a number with what it counts, the clause of a denial or of what is denied."""
    tokens, claim = voice.statement.claims.tokens, voice.claim
    first = next((i for i, token in enumerate(tokens) if token.end > claim.start), len(tokens) - 1)
    last = next((i for i, token in enumerate(tokens) if token.start >= claim.end), len(tokens))
    if isinstance(claim, Quantity):
        last = _end_of_counted(tokens, last, claim)
    if isinstance(claim, Negation | Affirmation | Predicate):
        first, last = _close_quotations(voice.statement.text, tokens, *_widen(tokens, first, max(last, first + 1)))
    return " ".join(voice.statement.text[tokens[first].start : tokens[last - 1].end].split())


def _end_of_counted(tokens: Sequence[Token], last: int, quantity: Quantity) -> int:
    """One past the last of the words behind a number that it counts."""
    for place in range(min(len(tokens), last + _COUNTED_REACH) - 1, last - 1, -1):
        if tokens[place].stem in quantity.counted:
            return place + 1
    return last


def _widen(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """From the first token of the clause to one past its last.

    One that does not say of whom it speaks, as behind "Her spokesman, Piers Wendover,", is taken from the beginning of
    the sentence. Of words that say nothing, as a name in front of a comma, the whole sentence is taken.
    """
    while first > 0 and not _ends_clause(tokens, first - 1):
        first -= 1
    if not (tokens[first].capitalized or tokens[first].lower in _DETERMINERS):
        first = 0
    while last < len(tokens) and not _ends_clause(tokens, last):
        last += 1
    if last - first >= _LEAST_SAID:
        return first, last
    return 0, max((place for place, token in enumerate(tokens, start=1) if token.word), default=len(tokens))


def _close_quotations(text: str, tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """The clause with the mark in front of it or behind it whose partner is inside."""
    start, end = tokens[first].start, tokens[last - 1].end
    for opening, closing in pair_marks(text):
        if first and tokens[first - 1].start == opening and closing < end:
            first -= 1
        elif last < len(tokens) and tokens[last].start == closing and opening >= start:
            last += 1
    return first, last


def _ends_clause(tokens: Sequence[Token], place: int) -> bool:
    """Whether a token is a mark between clauses, and not one inside a word or number, as in 2:07:14 or U.S."""
    mark = tokens[place]
    if mark.text not in _CLAUSE_ENDS:
        return False
    joined = mark.text in _JOINING and 0 < place < len(tokens) - 1
    return not joined or tokens[place - 1].end < mark.start or mark.end < tokens[place + 1].start


def _state(dispute: Dispute, sides: Sequence[Side], told: Sequence[ConflictSide], *, update: bool) -> str:
    """The sentence that says what differs: of an update, how it went on; of a conflict, who says what.

    Of what is as likely none it says that it may be so.
    """
    quoted = dispute.kind in CLAUSES
    unsure = dispute.likelihood is not None and dispute.likelihood < _SURE
    may = "may " if unsure else ""
    values = [f"“{side.value}”" if quoted else side.value for side in told]
    names = [_name_sources(side) for side in sides]
    if update:
        steps = [
            f"{value} ({source}, {step.as_of:%-d %B %H:%M})"
            for value, source, step in zip(values, names, told, strict=True)
        ]
        subject = "What was reported" if quoted else f"Reports of {_subject(dispute, sides)}"
        verb = "may have" if unsure else "has" if quoted else "have"
        about = f"{subject} {verb} changed"
        return f"{about}: {', then '.join(steps)}."
    voices = [f"{value} ({source})" for value, source in zip(values, names, strict=True)]
    if quoted:
        return f"Sources {may}contradict each other: {' against '.join(voices)}."
    return f"Sources {may}differ on {_subject(dispute, sides)}: {' or '.join(voices)}."


def _subject(dispute: Dispute, sides: Sequence[Side]) -> str:
    """What the sides speak of, as the object of "differ on"."""
    words = _words_about(dispute)
    if dispute.kind is ConflictKind.ROLE:
        return f"who {' '.join(words) or 'one person'} is"
    about = f" ({', '.join(words)})" if words else ""
    if dispute.kind is not ConflictKind.QUANTITY:
        return f"{_SUBJECTS[dispute.kind]}{about}"
    voices = [voice for side in sides for voice in side]
    quantities = [voice.claim for voice in voices if isinstance(voice.claim, Quantity)]
    if any(quantity.counted == AGE for quantity in quantities):
        return f"the age{about}"
    fates = [
        fate
        for voice in voices
        for figure in find_figures(voice.statement.claims, voice.statement.told_at)
        if figure.quantity == voice.claim and figure.persons
        for fate in sorted(figure.fates)
    ]
    if fates:
        return HOW_MANY_BY_FATE[fates[0]]
    unit = quantities[0].unit if quantities else ""
    kind = "the amount" if unit in CURRENCIES else "the share" if unit == PERCENT else "the number"
    return f"{kind}{about}"


def _name_sources(side: Side) -> str:
    """The publishers of a side, each by the first name that it goes by."""
    named: dict[str, str] = {}
    for voice in side:
        named.setdefault(voice.statement.article.publisher, voice.statement.article.publisher_name)
    names = list(dict.fromkeys(named.values()))
    more = len(names) - _NAMED_SOURCES
    return ", ".join(names[:_NAMED_SOURCES]) + (f" and {more} more" if more > 0 else "")


def _words_about(dispute: Dispute) -> list[str]:
    """The words, as the first voice writes them, of what both sides speak of, without amounts and days."""
    claims = dispute.sides[0][0].statement.claims
    measured = [(quantity.start, quantity.end) for quantity in claims.quantities]
    measured += [(date.start, date.end) for date in claims.dates]
    words: dict[str, str] = {}
    for token in claims.tokens:
        stem = canonical_stem(token.stem)
        if any(start <= token.start < end for start, end in measured):
            continue
        if token.content and {stem, token.lower} & dispute.about:
            words.setdefault(stem, token.text)
    return list(words.values())[:_TOLD_WORDS]


def _cite(voice: Voice) -> Citation:
    sentence, article = voice.statement.member.sentence, voice.statement.article
    return Citation(
        article_id=article.id,
        article_index=article.index,
        start=sentence.start,
        end=sentence.end,
        cited_text=article.text[sentence.start : sentence.end],
        role=CitationRole.SUPPORTING,
        score=1.0,
    )
