from __future__ import annotations

import numpy as np

from service.pipeline.text.quotations import OMITTED
from service.pipeline.text.shingles import cover_words, list_shingles, split_words


def test_runs_do_not_reach_across_what_was_left_out() -> None:
    shingles = list_shingles(["a", "b", "c", "d", OMITTED, "e", "f", "g", "h", "i"])
    assert shingles == (("a", "b", "c", "d"), (), (), (), (), ("e", "f", "g", "h"), ("f", "g", "h", "i"))


def test_words_of_shared_runs_are_counted_once() -> None:
    one = list_shingles(split_words("the bridge was closed on monday after the storm"))
    two = list_shingles(split_words("police said the bridge was closed on monday"))
    # "the bridge was closed", "bridge was closed on", "was closed on monday" cover the first six of nine words.
    covered = cover_words(np.array([shingle in two for shingle in one]))
    assert covered.tolist() == [True] * 6 + [False] * 3
