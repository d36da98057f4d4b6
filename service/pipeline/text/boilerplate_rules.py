"""Rules for lines that are no part of a story: what opens them, a phrase in them, or all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.domain import BoilerplateKind
from service.pipeline.text.calendar import MONTH, WEEKDAY
from service.pipeline.text.language import count_words
from service.pipeline.text.prefixes import DATE, DAY, ISO_DAY, TIME
from service.pipeline.text.quotations import has_quotation_mark
from service.pipeline.text.watching import look_at_clock

_MAX_CHARACTERS = 1500
"""A longer "sentence" is a table or text without punctuation; no summary could show it."""
_MAX_RULE_CHARACTERS = 300
"""Credits, captions and promotion are short; what is longer tells something."""
_LETTER, _LETTER_SAMPLE, _MIN_LETTERS = re.compile(r"[^\W\d_]"), 60, 2

_CAPTION_DATE = re.compile(
    r"(?<!\S)(?!(?:[Oo]n|of|by|until|since|from|before|after|for|to) )\S{0,60}[\w.,”\"’] "
    rf"{WEEKDAY},? (?:{MONTH}) \d{{1,2}}, \d{{4}}\b"
)
"""A day without a preposition, as captions have it."""
_TOLD = re.compile(r"\b(?:said|says|told|was|were|will|would)\b|^On\b")
"""What reports have and captions, which are in the present tense, do not."""
_STATEMENT = re.compile(r"\b(?:said|says|told|shows?|was|were|had)\b")
"""What sentences have and stamps, credits and promotion, which may open with the same words, do not."""
_LABELLED = re.compile(r"\A[^:]{0,60}:(?!\d)")
_FULL_STOP = re.compile(r"(?<!\b[ap]\.m)\.[”\"]?\s*\Z")

_CLOCK = r"(?:\d{1,2}:\d{2}|\d{1,2}\s?[ap]\.?m\b|\d{1,2}[:.]?\d{2}\s?(?:[ECMP][SD]?T|GMT|UTC|BST)\b)"
_NUMERIC_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"

_BROKEN_OFF = re.compile(r"(?:\.{3}|…)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What marks a line as boilerplate of one kind: how it opens, a phrase in it (lower case), or all of it.

    may_open, may_hold: words that sentences of a story have, too; they mark a line only where it states nothing.
    """

    kind: BoilerplateKind
    opens: str = r"(?!)"
    may_open: str = r"(?!)"
    holds: tuple[str, ...] = ()
    may_hold: tuple[str, ...] = ()
    is_all: str = r"(?!)"

    def compile(self) -> Callable[[str, str], bool]:
        """A test of a line and its lower-case form."""
        rules = (self.opens, self.may_open, self.is_all)
        opens, may_open, is_all = (re.compile(rf"\A(?:{rule})", re.IGNORECASE) for rule in rules)
        return lambda text, lowered: bool(
            opens.match(text)
            or _holds(lowered, self.holds)
            or is_all.fullmatch(text)
            or ((may_open.match(text) or _holds(lowered, self.may_hold)) and not _states(text))
        )


def _holds(lowered: str, phrases: Sequence[str]) -> bool:
    """Whether a line, in lower case, has one of the phrases, which does not begin within a word."""
    found = [phrase for phrase in phrases if phrase in lowered]
    return any(not phrase[0].isalpha() or re.search(rf"\b{re.escape(phrase)}", lowered) for phrase in found)


def _states(text: str) -> bool:
    """Whether a line is a sentence that reports something: a verb of reports, a full stop, no label in front."""
    return bool(_FULL_STOP.search(text) and _STATEMENT.search(text)) and not _LABELLED.match(text)


_RULES = tuple(
    (rule.kind, rule.compile())
    for rule in (
        _Rule(
            kind=BoilerplateKind.UPDATE_STAMP,
            may_open=(
                r"(?:last )?(?:updated?|published|posted|modified|first published)\b[:\s].{0,30}"
                rf"(?<!\w)(?:{_CLOCK}|{DAY}|{ISO_DAY}|{_NUMERIC_DAY}|ago\b)"
            ),
            opens=(
                r"\(?this (?:live )?(?:page|version|story|article|post|blog) (?:corrects|(?:is|was|has|will)\b.{0,40}"
                r"(?:updat|correct|amend))|editor[’']s note\s*:|(?:correction|clarification)s?\s*:"
                r"|this is a (?:developing|breaking)\b|(?:more details|more) (?:soon|to follow)\b"
                r"|(?:it|this (?:story|article|page|report|post)) (?:will|is going to) be updated\b"
            ),
            is_all=r"(?:last )?(?:updated?|published|posted|modified|correction|clarification)\s*:?"
            r"|\(?(?:published|updated)\b.{5,40}\)",
        ),
        _Rule(
            kind=BoilerplateKind.DATE,
            is_all=rf"(?:date:?\s++)?{DATE}\s*+\.?|{WEEKDAY}|{TIME},?\s++{DATE}",
        ),
        _Rule(
            kind=BoilerplateKind.BYLINE,
            is_all=r"by[:\s]+(?-i:[A-Z])[^!?]{2,100}(?<!\.)",
        ),
        _Rule(
            kind=BoilerplateKind.CREDIT,
            opens=(
                r"[\w.'’\-]+(?:(?:,? and|,) [\w.'’\-]+)* reported from\b"
                r"|©|\(?c\)\s+\d{4}|source:|\[?h/t\b|to reach .{3,60}, call"
                r"|follow .{0,60}(?:twitter|facebook|instagram|@)"
                r"|(?-i:About [A-Z])[\w .'’&\-]{1,60}:\s"
                r"|[\w .'’\-]{3,60} (?:can be reached at|is a (?:staff writer|freelance))"
                r"|(?:photo|photograph|image|picture|video)s?\s*[:–—-]|(?:courtesy|credit)s?\s*[:/]"
            ),
            may_open=(
                r"[(\[]?(?:reporting|writing|editing|compiled|additional reporting)\s+by\b"
                r"|(?:photo|photograph|image|picture|video)s?\s+(?:by|courtesy|credit)\b"
                r"|copyright\b|contact .{0,80}\bat\b"
            ),
            holds=(
                "contributed to this report", "contributed to this story", "contributed to this article",
                "contributed reporting", "additional reporting by", "write for the associated press",
                "writes for the associated press", "all rights reserved", "this material may not be published",
                "may be reached at", "send email to", "send an email to", "enable javascript", "e-mail this to",
                "for information only", "for informational purposes", "investment advice", "past performance is no",
                "follow him on ", "follow her on ", "follow them on ", "follow me on ", "follow us on ",
                "(ap photo", "(file photo", "(photo", "ap photo/", "/afp", "afp/", "/getty", "/reuters",
            ),
            may_hold=("getty images", "shutterstock", "istock"),
            is_all=r"\(?(?:the )?(?:associated press|reuters|ap|afp|bbc|cnn|getty|bloomberg|usa today)\)?\.?",
        ),
        _Rule(
            kind=BoilerplateKind.CAPTION,
            opens=(
                r"(?:file\s*[-–—]|hide caption|enlarge (?:this )?image|(?:image|media|toggle) caption)"
                r"|\d+ of \d+\b(?!(?-i: [a-z]).*\.\Z)"
                r"|(?-i:Caption:? [A-Z])"
                r"|(?:pictured|photos?|watch|video|gallery|slideshow|in pictures)\s*[:|]"
            ),
            holds=("in this file photo", "file photo,"),
            may_hold=("in this photo",),
            is_all=r"\([^()]{3,80}/[^()]{2,60}\)|!\[[^\]]{0,200}\]\([^()]{0,300}\)",
        ),
        _Rule(
            kind=BoilerplateKind.PROMOTION,
            opens=(
                r"(?:sign up (?:for|to)|subscribe|follow us|like us|share this|donate|more to read)\b"
                r"|(?:read (?:more|also|next|the (?:entire|full)|or share)|click (?:here|on|to)|see (?:also|more))\b"
                r"|(?:story continues|continue reading|must watch)\b"
                r"|related(?: (?:stories|video|articles|content|topics))?\s*(?:[:.]|$)|top of page\b"
                r"|(?:download (?:the|our)|support (?:our|us)|join (?:us|the conversation)|watch (?:live|more|the))\b"
                r"|(?:get (?:the latest|our|breaking|more of)|you may (?:also|occasionally)|view comments)\b"
                r"|what to (?:read|watch)\b|[\[(](?:read|related|see|watch|click)\b"
                r"|for (?:more|(?:all )?the latest) (?:news|information|top)\b"
            ),
            may_open=(
                r"(?:newsletter|recommended|trending|loading|advertisement|(?:skip|back) to)\b"
                r"|(?:most (?:read|popular|viewed)|more (?:information|from|on|stories))\b"
                r"|(?:terms of (?:use|service)|privacy policy)\b"
            ),
            holds=(
                "in your inbox", "promotional content", "our newsletter", "our app ", "newsletter to subscribe",
                "hover over the", "in the comments below", "have your say",
            ),
            is_all=r"(?:comments?|share|email|facebook|twitter|reddit|print)|https?://\S+|[^\s@]+@[^\s@]+\.\w+",
        ),
        _Rule(
            kind=BoilerplateKind.EMBED,
            opens=r"— .{2,60}\(@\w+\)",
            holds=("pic.twitter.com/", "//t.co/"),
        ),
    )
)  # fmt: skip


def classify_line(text: str, *, alone: bool) -> BoilerplateKind | None:
    """What kind of boilerplate a sentence is, by itself; None where no rule marks it. alone: in its paragraph."""
    look_at_clock()
    if len(text) > _MAX_CHARACTERS:
        return BoilerplateKind.TOO_LONG
    if len(_LETTER.findall(text[:_LETTER_SAMPLE])) < _MIN_LETTERS:
        return BoilerplateKind.FRAGMENT
    if len(text) <= _MAX_RULE_CHARACTERS:
        lowered = text.lower()
        for kind, matches in _RULES:
            if matches(text, lowered):
                return kind
        if _CAPTION_DATE.search(text) and not _TOLD.search(text):
            return BoilerplateKind.CAPTION
    return _classify_ending(text, alone=alone)


def _classify_ending(text: str, *, alone: bool) -> BoilerplateKind | None:
    if _BROKEN_OFF.search(text) and not has_quotation_mark(text):
        return BoilerplateKind.FRAGMENT
    return BoilerplateKind.HEADING if alone and _is_label(text) else None


def _is_label(text: str) -> bool:
    """Whether a line is a label such as "Advertisement" or "The Background:", too short to state a fact."""
    if not text.isascii() and count_words(text) == len(text):
        return False
    closed = text.rstrip().endswith((".", "!", "?", "”", '"', "…"))
    return (not closed and count_words(text) <= 3) or (text.endswith(":") and count_words(text) <= 12)  # noqa: PLR2004
