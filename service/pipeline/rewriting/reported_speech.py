"""Reported speech: whether a sentence says who says what it tells. English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.text.quotations import OMITTED, mask_borrowed

SAYING = re.compile(r"\b(?:said|says|say|saying|told|tells|telling|according|adding|added)\b", re.IGNORECASE)
_REPORTING = re.compile(
    r"\b(?:said|says|say|saying|told(?!\s+to\b)|tells|telling|according|add(?:ed|ing)(?=\s*[,.:;]|\s+that\b))",
    re.IGNORECASE,
)
"""Those that report what somebody says, but not "added 150,000 jobs" or "were told to leave"."""
_ATTRIBUTING = re.compile(
    r"\b(?:said|says?|saying|told|tells?|telling|add(?:s|ed|ing)?|according|acknowledg\w+|accus\w+|admit\w*|advis\w+|"
    r"agree\w*|alleg\w+|announc\w+|argu\w+|ask\w*|believ\w+|blam\w+|call(?:s|ed)|claim\w*|complain\w*|conced\w+|"
    r"conclu\w+|confirm\w*|contend\w*|critici\w+|declar\w+|den(?:y|ies|ied|ying)|describ\w+|estimat\w+|expect\w*|"
    r"explain\w*|f(?:inds?|ound|indings?)|hint(?:s|ed|ing)?|hop(?:es?|ed|ing)|indicat\w+|insist\w*|maintain\w*|"
    r"not(?:e[sd]?|ing)|opinion\w*|plan(?:s|ned|ning)?|point(?:s|ed|ing) (?:out|to)|predict\w*|promis\w+|propos\w+|"
    r"puts?|recall\w*|recount\w*|refus\w+|repl(?:y|ies|ied)|report\w*|respon(?:d(?:s|ed|ing)?|ses?)|reveal\w*|"
    r"rul(?:es?|ed|ing)|saw|sees?|show(?:s|ed|n)?|spokes\w+|stat(?:ed|ements?|ing|es?(?=\s+that\b))|stud(?:y|ies)|"
    r"suggest\w*|surveys?|suspect\w*|sw(?:ears?|or[en])|testif\w+|think\w*|thought|"
    r"urg(?:es?|ed|ing)|views?|vow\w*|wants?|wanted|warn\w*|writes?|writing|wrote)\b",
    re.IGNORECASE,
)
"""Verbs that report what somebody says, thinks or means to do, and nouns for what they said it in."""
_QUOTED = 5
"""Characters between marks, above which it is somebody's words and no nickname."""
_WORD = re.compile(r"[^\W\d_]+")


def loses_speaker(text: str, given: Sequence[str]) -> bool:
    """Whether each of the sentences `given` reports what somebody says, and `text` tells it as a fact."""
    return all(_REPORTING.search(one) or _quotes(one) for one in given) and not (
        _ATTRIBUTING.search(text) or _quotes(text)
    )


def _quotes(text: str) -> bool:
    """Whether it has somebody's words between marks; most words of a title have a capital."""
    masked = mask_borrowed(text)
    words = _WORD.findall("".join(c if m == OMITTED else " " for c, m in zip(text, masked, strict=True)))
    return masked.count(OMITTED) > _QUOTED and sum(word[0].islower() for word in words) * 2 > len(words)
