"""How far the work on a request has come, told while it goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """The stage that a request is in.

    done, total: sentences or pairs of sentences that the stage has read, of how many; None where it does not count.
    Where some are known already, a stage ends before `done` is `total`.
    """

    stage: str
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedSentence:
    """A sentence that the summary will hold, as far as that is known. The latest one of a group is the one that stands.

    status: a `domain.VerificationStatus`; verbatim, until the group's rewrite has been verified.
    """

    group_id: str
    text: str
    status: str


Progress = StageProgress | DecidedSentence
