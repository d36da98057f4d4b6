"""Who owns an article, as a line at its end says: "© 2026 Brightwater Media", "published by Northgate Media"."""

from __future__ import annotations

import re

from service.pipeline.sources.publisher_names import Words, list_words, read_name

_LAST_LINES = 6
"""Of an article, where its imprint stands; further up such lines are of pictures and of what is quoted."""
_NOTICE = re.compile(
    r"(?:©|\(c\)|copyright)(?:\s*+(?:©|\(c\)|copyright|by\b))*\s*+(?:\d{4}\s*+(?:[-–,]\s*+\d{4})?)?\s*+(?:©|by\b)?[\s,]*+"
    r"(?P<owner>[^\n.|,;:]{3,80}?(?:\s++(?:Inc|Ltd|Co|Corp|L\.?L\.?C|P\.?L\.?C)\b)?)\s*+"
    r"(?:[.|,;:].*+|all rights reserved.*+)?",
    re.IGNORECASE,
)
_SIGN_OR_YEAR = re.compile(r"©|\(c\)|\d{4}", re.IGNORECASE)
"""What tells a notice from a sentence that begins with "Copyright"."""
_PUBLISHED = re.compile(
    r"(?:The )?(?:[A-Z][\w'’.&-]{0,30}(?: (?:and|of|the|&))? ){1,8}(?:is|are) "
    r"(?:(?:published|owned|produced|operated) by|(?:an? )?(?:service|title|brand|division|unit|publication|part) of) "
    r"(?:the )?(?P<owner>[A-Z][^\n.|,;:]{2,80})\.?"
)
_COMPANY = list_words(
    """
    ab ag broadcasting bv co communications company corp corporation gmbh group holding holdings inc limited llc ltd
    media newspapers nv plc publications publishers publishing sa spa verlag
    """
)
"""Words by which a company's name is known: of others nobody can say whether they are an agency or an author."""
_SUPPLIERS = list_words(
    """
    afp agence agency ap associated bloomberg getty images newswire photo photos pictures pool reuters service
    services syndicate syndication upi wire wires
    """
)
"""Words in the names of those who supply articles and pictures to others."""
_LEGAL_FORMS = list_words(
    """
    ab ag bv co corp corporation company gmbh inc limited llc ltd nv plc sa spa
    """
)


def find_owner(text: str) -> Words | None:
    """The company that claims the copyright in one of the last lines of `text`, or of which the outlet says there that
    it publishes it, without its legal form; or None.

    An agency or a picture desk that others print is none.
    """
    lines = [line.strip() for line in text[-2000:].splitlines() if line.strip()]
    for line in reversed(lines[-_LAST_LINES:]):
        notice, published = _NOTICE.fullmatch(line), _PUBLISHED.fullmatch(line)
        claimed = notice and _SIGN_OR_YEAR.search(line[: notice.start("owner")])
        if match := notice if claimed else published:
            owner = read_name(match["owner"])
            if _COMPANY.intersection(owner) and _SUPPLIERS.isdisjoint(owner):
                return _drop_legal_form(owner)
    return None


def _drop_legal_form(owner: Words) -> Words:
    while len(owner) > 1 and owner[-1] in _LEGAL_FORMS:
        owner = owner[:-1]
    return owner
