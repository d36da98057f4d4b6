from __future__ import annotations

from hypothesis import settings

# How long an example takes says nothing here: speed is measured in benchmarks, and machines that run tests are shared.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
