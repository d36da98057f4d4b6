from __future__ import annotations

import numpy as np

from service.pipeline.text.quotations import OMITTED
from service.pipeline.text.shingles import cover_words, list_shingles, number_shingles, split_words


def test_runs_do_not_reach_across_what_was_left_out() -> None:
    shingles = list_shingles(["a", "b", "c", "d", OMITTED, "e", "f", "g", "h", "i"])
    assert shingles == (("a", "b", "c", "d"), (), (), (), (), ("e", "f", "g", "h"), ("f", "g", "h", "i"))


def test_words_of_shared_runs_are_counted_once() -> None:
    one = list_shingles(split_words("the bridge was closed on monday after the storm"))
    two = list_shingles(split_words("police said the bridge was closed on monday"))
    # "the bridge was closed", "bridge was closed on", "was closed on monday" cover the first six of nine words.
    covered = cover_words(np.array([shingle in two for shingle in one]))
    assert covered.tolist() == [True] * 6 + [False] * 3


def test_equal_shingles_of_any_text_have_one_number() -> None:
    texts = [[1, 2, 3, 4, 5], [9, 1, 2, 3, 4], [1, 2, 3], [], [1, 2, 0, 4, 5, 1, 2, 3, 4]]
    one, two, short, empty, broken = number_shingles([np.array(text, np.int64) for text in texts])
    assert one[0] == two[1] == broken[5] > 0
    assert len({int(number) for number in (one[0], one[1], two[0])}) == 3
    assert (len(short), len(empty)) == (0, 0)
    assert broken.tolist()[:3] == [0, 0, 0]
