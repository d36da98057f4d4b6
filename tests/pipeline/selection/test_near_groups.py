from __future__ import annotations

from service.pipeline.selection.near_groups import find_near_groups
from tests.pipeline.selection.test_expected_sources import group, pairs


def test_groups_are_near_by_the_nearest_of_their_wordings_and_the_nearest_come_first() -> None:
    groups = [group((0, 1), (0, 1)), group((2,), (2,)), group((3,), (3,))]
    scores = pairs({(0, 1): 0.9, (0, 2): 0.1, (1, 2): 0.3, (1, 3): 0.2, (2, 3): 0.04})
    assert find_near_groups(groups, scores, range(4), least=0.05) == [((1, 0.3), (2, 0.2)), ((0, 0.3),), ((0, 0.2),)]


def test_a_wording_that_stands_in_no_group_is_near_to_none() -> None:
    groups = [group((0,), (0,)), group((2,), (2,))]
    assert find_near_groups(groups, pairs({(0, 1): 0.3, (1, 2): 0.3}), range(3), least=0.05) == [(), ()]


def test_sentences_of_one_wording_count_as_one_and_no_more_than_five_groups_are_named() -> None:
    groups = [group((0, 1), (0, 1)), *(group((place,), (place,)) for place in range(2, 8))]
    near = find_near_groups(
        groups, pairs({(0, place): 0.1 for place in range(1, 7)}), [0, 0, 1, 2, 3, 4, 5, 6], least=0.05
    )
    assert near[0] == tuple((place, 0.1) for place in range(1, 6))
    assert near[6] == ((0, 0.1),)
