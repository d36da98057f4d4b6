"""What newsrooms say of their own reporting, and where a text was cut off."""

from __future__ import annotations

import re

from service.pipeline.text.calendar import WEEKDAY

AGENCY = (
    r"(?:AP|Reuters|REUTERS|AFP|UPI|CNN|BBC|Bloomberg|DPA|dpa|Xinhua|TASS|Kyodo|PTI|IANS|NBC News|CBS News|ABC News"
    r"|Associated Press)"
)
"""A pattern: the agencies and broadcasters that datelines name."""
_MOST_WORDS = 35
"""A longer sentence says something else, too."""
_OPENING_WORDS = 8
"""Words in front of what is said of the reporting: who did not answer. More of them are a statement."""
_ASKING = r"(?:requests?|calls?|messages?|e-?mails?|questions?|inquir(?:y|ies)|enquir(?:y|ies))"
_OUTLET = (
    rf"(?:us|reporters|journalists|the (?:newspaper|paper|magazine|station|outlet|press|media)"
    rf"|(?:the )?(?:{AGENCY}|(?-i:(?:[A-Z][\w.’'-]* ){{1,3}}(?:News|Times|Post|Press|Journal)))\b)"
)
_ASKED = (
    rf"{_ASKING}(?:(?: (?:left|made|sent))?(?: (?:on|late|early))? {WEEKDAY})?(?:\W{{0,2}}$| (?:from|by) {_OUTLET}\b"
    r"| about this\b|[^.]{0,60} (?:for|seeking) (?:a |an )?(?:comment|response|interview|information)\b"
    r"| left (?:at|for|with)\b| by (?:press time|phone|e-?mail)\b)"
)
"""What a newsroom asks and, behind it, nothing that another party asks: the pilot did not answer calls for help."""
_NOT = r"(?:did|has|have|had|does|do|could)(?:n[’']t| not)(?: immediately| initially| yet| also)?"
_WHAT_IS_SAID = r"(?:(?:the|these|those|such) (?:reports?|claims?|accounts?)|this|that|it|them)"
_REPORTING = re.compile(
    rf"\b{_NOT}"
    rf" (?:respond|repl(?:y|ied)|return(?:ed)?|answer(?:ed)?)(?: to)?(?: [\w’'-]+){{0,4}} {_ASKED}"
    r"|\bnot (?:immediately )?(?:respond(?:ed)?|repl(?:y|ied)|comment(?:ed)?)(?: immediately)?\W{0,2}$"
    r"|\bnot (?:immediately |yet )?(?:be (?:immediately )?reached|comment(?:ed)?|available (?:for|to) comment)\b"
    r"|\bnot (?:be )?(?:independently|immediately) (?:be )?(?:verif|confirm)(?:y|ied)\b"
    rf"|\b{_NOT} (?:confirm(?:ed)?|verif(?:y|ied))(?: (?:or|nor) den(?:y|ied))? {_WHAT_IS_SAID}\W{{0,2}}$"
    rf"|\b(?:declin|refus)(?:ed|es|ing) to (?:comment|be named|be identified|be interviewed(?! by (?!{_OUTLET}\b)))"
    r"|\b(?:on (?:the )?condition of anonymity|asked not to be (?:named|identified))"
    r"|\bnot authori[sz]ed to (?:speak|discuss)"
    r"|\b(?:has|have|had) (?:contacted|approached|asked|reached out to)\b[^.]{0,60}\bfor (?:a )?comment"
    r"|\b(?:contacted|approached|reached out to)\b[^.]{0,60}\bfor (?:a )?(?:comment|response)"
    r"|\b(?:requests?|calls?|messages?|e-?mails?) (?:for comment|seeking comment)"
    r"|^(?:this|the) (?:story|article|report) (?:is based on|was (?:first )?(?:published|reported|produced))"
    r"|^(?:additional )?(?:reporting|writing|editing) (?:for this story )?(?:was )?by\b",
    re.IGNORECASE,
)
_TELLS = re.compile(r", (?:who|which)\b|\b(?:said|told|according)\b", re.IGNORECASE)
"""What makes the words in front a statement of their own."""
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])?\s?\[\+\d{1,7} chars?\]$"
    r"|(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s?\(?(?:(?:continue|keep|read|show|view|see)\b[^.\n]{0,40}|more)?[\])»›>]{0,2}$",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;。！？؟।][\"'”’»“)\]]{0,4}$")
_LEAST_WORDS = 8
"""Words of a line without a full stop from which it is a sentence that was cut off, and no heading."""


def tells_of_reporting(sentence: str) -> bool:
    """Whether a sentence says who did not answer the outlet, and the like, and nothing else."""
    found = _REPORTING.search(sentence)
    if found is None or len(sentence.split()) > _MOST_WORDS:
        return False
    before = sentence[: found.start()]
    return len(before.split()) <= _OPENING_WORDS and not _TELLS.search(before)


def is_cut_off(sentence: str, *, alone: bool) -> bool:
    """Whether the last sentence of an article is a piece of one, as feeds and paywalls leave it.

    alone: whether it is a line of its own, which may be a heading without a full stop.
    """
    if _CUT_OFF.search(sentence):
        return True
    return not alone and not _ENDED.search(sentence) and len(sentence.split()) >= _LEAST_WORDS
