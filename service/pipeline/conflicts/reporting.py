"""Disputes as they are answered: what differs in words, who says what, and whether it is an update."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from service.domain import Citation, CitationRole, Conflict, ConflictKind, ConflictSide, ConflictStatus
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.quantities import Quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.conflicts.comparison import Affirmation
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.sources import count_sources
from service.pipeline.text.tokens import Token

_TOLD_WORDS = 4
"""Words of the story that say what a conflict is about."""
_CLAUSE_ENDS = frozenset('.,;:!?—–“”"()')
_COUNTED_REACH = 3
"""Tokens shown behind a number for what it counts."""
_SUBJECTS = {
    ConflictKind.QUANTITY: "numbers",
    ConflictKind.DATE: "dates",
    ConflictKind.PLACE: "places",
    ConflictKind.NAME: "names",
}

Side = tuple[Voice, ...]


def describe_dispute(dispute: Dispute, conflict_id: str, rank: Mapping[str, int]) -> Conflict:
    """The dispute as a conflict, or as an update. rank: of each group by id."""
    sides = sorted(dispute.sides, key=lambda side: _strength(side, rank))
    update = _is_update(dispute.kind, sides)
    if update:
        sides.sort(key=_first_published)
    told = tuple(_describe_side(side) for side in sides)
    return Conflict(
        id=conflict_id,
        kind=dispute.kind,
        status=ConflictStatus.UPDATE if update else ConflictStatus.CONFLICT,
        group_ids=tuple(sorted(list_group_ids(dispute), key=lambda group_id: rank[group_id])),
        statement=_state_difference(dispute, [side.value for side in told], update=update),
        sides=told,
    )


def list_group_ids(dispute: Dispute) -> frozenset[str]:
    """The groups whose sentences disagree."""
    return frozenset(voice.statement.group_id for side in dispute.sides for voice in side)


def _strength(side: Side, rank: Mapping[str, int]) -> tuple[int, int, int]:
    coverage = count_sources([v.statement.article for v in side], [v.statement.member.origin for v in side])
    best = min(rank[voice.statement.group_id] for voice in side)
    return (-coverage.independent_sources, -coverage.articles, best)


def _is_update(kind: ConflictKind, sides: Sequence[Side]) -> bool:
    """Whether each side speaks only after another has spoken, and either counts more or takes its own word back."""
    dates = [[voice.statement.article.published_at for voice in side] for side in sides]
    if any(date is None for days in dates for date in days):
        return False
    in_time = sorted(sides, key=_first_published)
    return all(
        _last_published(earlier) < _first_published(later)
        and (_counts_more(kind, earlier, later) or _corrects(earlier, later))
        for earlier, later in pairwise(in_time)
    )


def _counts_more(kind: ConflictKind, earlier: Side, later: Side) -> bool:
    one, other = earlier[0].claim, later[0].claim
    return (
        kind is ConflictKind.QUANTITY
        and isinstance(one, Quantity)
        and isinstance(other, Quantity)
        and one.unit == other.unit == ""
        and other.low > one.low
    )


def _corrects(earlier: Side, later: Side) -> bool:
    """Whether everyone who speaks later has spoken before."""
    publishers = {voice.statement.article.publisher for voice in earlier}
    origins = {voice.statement.member.origin for voice in earlier}
    return all(
        voice.statement.article.publisher in publishers or voice.statement.member.origin in origins for voice in later
    )


def _first_published(side: Side) -> datetime:
    return min(voice.statement.article.published_at for voice in side if voice.statement.article.published_at)


def _last_published(side: Side) -> datetime:
    return max(voice.statement.article.published_at for voice in side if voice.statement.article.published_at)


def _describe_side(side: Side) -> ConflictSide:
    return ConflictSide(
        value=_quote(min(side, key=_coarseness)),
        coverage=count_sources([v.statement.article for v in side], [v.statement.member.origin for v in side]),
        citations=tuple(_cite(voice) for voice in side),
    )


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
    if isinstance(claim, Negation | Affirmation):
        first, last = _widen(tokens, first, max(last, first + 1))
    return " ".join(voice.statement.text[tokens[first].start : tokens[last - 1].end].split())


def _end_of_counted(tokens: Sequence[Token], last: int, quantity: Quantity) -> int:
    """One past the last of the words behind a number that it counts."""
    for place in range(min(len(tokens), last + _COUNTED_REACH) - 1, last - 1, -1):
        if tokens[place].stem in quantity.counted:
            return place + 1
    return last


def _widen(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    """From the first token of the clause to one past its last."""
    while first > 0 and tokens[first - 1].text not in _CLAUSE_ENDS:
        first -= 1
    while last < len(tokens) and tokens[last].text not in _CLAUSE_ENDS:
        last += 1
    return first, last


def _state_difference(dispute: Dispute, values: Sequence[str], *, update: bool) -> str:
    words = ", ".join(_words_about(dispute))
    about = f" for {words}" if words else ""
    if dispute.kind is ConflictKind.NEGATION:
        said = f"One denies what another says of {words}" if words else "One denies what another says"
    else:
        said = f"{'Updated' if update else 'Different'} {_SUBJECTS[dispute.kind]}{about}"
    return f"{said}: {' / '.join(values)}"


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
        if token.content and stem in dispute.about:
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
