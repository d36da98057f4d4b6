"""What is new to a reader who knows some of the articles."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from service.domain.citations import Citation


class NewsStatus(enum.StrEnum):
    """new: no known article says it. updated: it replaces what one says. disputed: one says otherwise."""

    NEW = "new"
    UPDATED = "updated"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Why a sentence is told to a reader who knows some of the articles.

    against: the places in known articles that it replaces or that say otherwise; empty where it is new.
    """

    status: NewsStatus
    against: tuple[Citation, ...] = ()
