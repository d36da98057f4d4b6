"""Whether the models work is not known while they do not say so."""

from __future__ import annotations

import asyncio

from service.ports import Models
from service.runtime.model_watch import ModelWatch
from tests.doubles import GatedEncoder


def test_while_a_trial_hangs_nobody_is_told_that_the_models_work() -> None:
    encoder = GatedEncoder()
    models = Models(encoder=encoder)

    async def scenario() -> None:
        watch = ModelWatch()
        assert await watch.works(models)
        encoder.close()
        watch.suspect()
        assert [await watch.works(models) for _ in range(2)] == [False, False]
        encoder.open()
        assert await watch.works(models)
        assert await watch.works(models)

    try:
        asyncio.run(scenario())
    finally:
        encoder.open()
