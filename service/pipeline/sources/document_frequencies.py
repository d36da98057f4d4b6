"""How many documents of the news hold a word: the rarer it is there, the more it says of the article that holds it.

Source: Spärck Jones (1972), "A statistical interpretation of term specificity".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FREQUENCIES = Path(__file__).with_name("document_frequencies.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFrequencies:
    """What was counted in the news of one language. frequencies: by stem, how many of the `documents` hold it."""

    documents: int
    frequencies: Mapping[str, int]

    def count(self, stem: str) -> int:
        """How many documents hold `stem`; 0 for those that few do, which are not kept."""
        return self.frequencies.get(stem, 0)


@cache
def load_document_frequencies() -> Mapping[str, DocumentFrequencies]:
    """By language (a primary subtag such as `en`); none where there is no file of them."""
    if not FREQUENCIES.is_file():
        return MappingProxyType({})
    document = json.loads(FREQUENCIES.read_text(encoding="utf-8"))
    counted = DocumentFrequencies(documents=document["documents"], frequencies=document["frequencies"])
    return MappingProxyType({document["language"]: counted})
