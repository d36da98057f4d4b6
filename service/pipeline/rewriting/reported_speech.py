"""Reported speech: whether a sentence says who says what it tells. English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.text.quotations import OMITTED, mask_borrowed

SAYING = re.compile(r"\b(?:said|says|say|saying|told|tells|telling|according|adding|added)\b", re.IGNORECASE)
_ATTRIBUTING = re.compile(
    r"\b(?:said|says?|saying|told|tells?|telling|add(?:s|ed|ing)?|according|acknowledg\w+|accus\w+|admit\w*|advis\w+|"
    r"agree\w*|alleg\w+|announc\w+|argu\w+|ask\w*|believ\w+|blam\w+|call(?:s|ed)|claim\w*|complain\w*|conced\w+|"
    r"conclu\w+|confirm\w*|contend\w*|critici\w+|declar\w+|den(?:y|ies|ied|ying)|describ\w+|estimat\w+|expect\w*|"
    r"explain\w*|f(?:ind|ound)\w*|hint\w*|hop(?:es?|ed|ing)|indicat\w+|insist\w*|maintain\w*|not(?:e[sd]?|ing)|opinion\w*|"
    r"plan\w*|point(?:s|ed|ing) (?:out|to)|predict\w*|promis\w+|propos\w+|puts?|recall\w*|recount\w*|refus\w+|"
    r"repl(?:y|ies|ied)|report\w*|respon[ds]\w*|reveal\w*|rul(?:es?|ed|ing)|saw|sees?|show(?:s|ed|n)?|spokes\w+|"
    r"stat(?:es?|ed|ements?|ing)|stud(?:y|ies)|suggest\w*|surveys?|suspect\w*|sw(?:ears?|or[en])|testif\w+|think\w*|"
    r"thought|urg\w+|views?|vow\w*|wants?|wanted|warn\w*|writes?|writing|wrote)\b",
    re.IGNORECASE,
)
"""Verbs that report what somebody says, thinks or means to do, and nouns for what they said it in."""
_QUOTED = 5
"""Characters between marks, above which it is somebody's words and no nickname or title."""


def loses_speaker(text: str, given: Sequence[str]) -> bool:
    """Whether each of the sentences `given` reports what somebody says, and `text` tells it as a fact."""
    return all(SAYING.search(one) or _quotes(one) for one in given) and not (_ATTRIBUTING.search(text) or _quotes(text))


def _quotes(text: str) -> bool:
    return mask_borrowed(text).count(OMITTED) > _QUOTED
