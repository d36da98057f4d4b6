"""Whether the models still read: asked of them once one has failed, until they do."""

from __future__ import annotations

import asyncio
import logging
import uuid

from service.ports import Models
from service.runtime.seldom_log import SeldomLog

_WAIT_SECONDS = 1.0
"""How long whoever asks waits for the models to read a sentence, which takes them some hundredths of a second."""


class ModelWatch:
    """Whether the models of a service work. All but the reading happens on the event loop, and `suspect` anywhere.

    A request that failed may itself be the reason. So after one did, the models read a sentence of ours, which tells.
    """

    def __init__(self) -> None:
        self._suspected, self._log = False, SeldomLog(logging.getLogger("chorus.models"))
        self._trial: asyncio.Future[bool] | None = None

    def suspect(self) -> None:
        """Says that a request failed for no reason of its own that is known."""
        self._suspected = True

    async def works(self, models: Models) -> bool:
        """Whether nothing has failed, or the models read again; False while they do not say so within a second."""
        if self._trial is None or self._trial.done():
            if not self._suspected:
                return True
            self._trial = asyncio.ensure_future(self._try(models))
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                return await asyncio.shield(self._trial)
        except TimeoutError:
            return False

    async def _try(self, models: Models) -> bool:
        self._suspected = False  # what fails from now on is for the next trial
        try:
            await asyncio.to_thread(read_sentence, models)
        except Exception as error:  # noqa: BLE001 (whatever a model raises, it does not read)
            self._suspected = True
            self._log.tell(logging.WARNING, "a model fails", reason=type(error).__name__)
            return False
        return True


def read_sentence(models: Models) -> None:
    """Has every model but the rewriters, which may fail, read a sentence that no cache knows.

    Raises: what one raises.
    """
    sentence = f"The lamp is lit, says note {uuid.uuid4().hex}."
    models.encoder.encode([sentence])
    if models.grouping.model:
        models.grouping.model.read([sentence], check=_go_on)
    if models.entailment:
        models.entailment.judge([(sentence, sentence)], check=_go_on)
    if models.relations:
        models.relations.relate([(sentence, sentence)], check=_go_on)


def _go_on() -> None:
    pass
