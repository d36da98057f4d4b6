"""Which tests one process runs together where several share the suite: those of a file, and those of one service."""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling

SERVED = ("tests/page/", "tests/cli/test_demo.py", "tests/test_readme.py")
"""Tests that ask the fixture `service`: one process runs them, so that its models are loaded once, and they begin,
since they take longest."""


class LoadByService(LoadScopeScheduling):
    """Hands out a file at a time, and the files of `SERVED` as one."""

    def _split_scope(self, nodeid: str) -> str:
        return "served" if is_served(nodeid) else nodeid.partition("::")[0]


def is_served(nodeid: str) -> bool:
    return nodeid.startswith(SERVED)
