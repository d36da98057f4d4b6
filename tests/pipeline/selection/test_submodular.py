from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import LengthUnit, StopReason
from service.errors import DeadlineExceededError, LengthTooShortError
from service.pipeline.selection.budget import Budget
from service.pipeline.selection.objective import Concept, Valuation
from service.pipeline.selection.submodular import select_sentences
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.pipeline.stories import make_cohesion
from tests.work import count_calls, measure_growth


def valuation(concepts: list[str], weight: dict[str, float]) -> Valuation:
    """Sentences by their concepts' letters; all factors are 1."""
    own = tuple(frozenset[Concept]((letter, "") for letter in letters) for letters in concepts)
    return Valuation(
        weight={(letter, ""): value for letter, value in weight.items()},
        concepts=own,
        position=np.ones(len(concepts)),
        coverage=np.ones(len(concepts)),
        independence=np.ones(len(concepts)),
        centrality=np.ones(len(concepts)),
        nearness=np.ones(len(concepts)),
        brevity=np.ones(len(concepts)),
        multiplier=np.ones(len(concepts)),
        singleton_value=np.array([sum(weight[letter] for letter, _ in letters) for letters in own]),
        usable=np.ones(len(concepts), np.bool_),
        filling=np.zeros(len(concepts), np.bool_),
        spare=np.zeros(len(concepts), np.bool_),
        words=np.ones(len(concepts)),
        length_exponent=0.0,
        place=np.arange(len(concepts), dtype=np.float64),
        announcing=np.zeros(len(concepts), np.bool_),
        cohesion=make_cohesion(len(concepts)),
        content=(frozenset(),) * len(concepts),
        details=(frozenset(),) * len(concepts),
    )


def budget(costs: list[int], limit: int) -> Budget:
    return Budget(unit=LengthUnit.WORDS, requested=limit, costs=tuple(costs), limit=limit)


def test_what_is_already_said_adds_nothing_again() -> None:
    values = valuation(["ab", "ab", "c"], {"a": 2, "b": 2, "c": 1})
    selection = select_sentences([[0, 1, 2]], {0: 0, 1: 1, 2: 2}, values, budget([1, 1, 1], 3))
    assert selection.chosen == (0, 2)
    assert list(selection.gains) == [4.0, 1.0]
    assert selection.stop_reason is StopReason.EXHAUSTED


def test_a_group_is_told_once() -> None:
    values = valuation(["a", "b", "c"], {"a": 3, "b": 2, "c": 1})
    assert select_sentences([[0, 1, 2]], {0: 0, 1: 0, 2: 1}, values, budget([1, 1, 1], 3)).chosen == (0, 2)


def test_a_shorter_sentence_that_fits_beats_an_empty_tail() -> None:
    values = valuation(["a", "b", "c"], {"a": 3, "b": 2, "c": 1})
    selection = select_sentences([[0, 1, 2]], {0: 0, 1: 1, 2: 2}, values, budget([5, 6, 2], 8))
    assert selection.chosen == (0, 2)
    assert selection.stop_reason is StopReason.LENGTH


def test_a_later_tier_fills_what_the_first_leaves() -> None:
    values = valuation(["a", "b", "c"], {"a": 3, "b": 2, "c": 9})
    selection = select_sentences([[0, 1], [2]], {0: 0, 1: 1, 2: 2}, values, budget([5, 6, 2], 8))
    assert selection.chosen == (0, 2)


def test_exhausted_means_that_nothing_is_left_to_tell() -> None:
    values = valuation(["a", "b", "b"], {"a": 3, "b": 2})
    of = {0: 0, 1: 1, 2: 1}
    assert select_sentences([[0, 1, 2]], of, values, budget([5, 2, 9], 8)).stop_reason is StopReason.EXHAUSTED
    assert select_sentences([[0], [1]], of, values, budget([5, 4, 9], 8)).stop_reason is StopReason.LENGTH


def test_what_a_chosen_sentence_says_waits_until_others_are_told() -> None:
    content = (frozenset({"lion", "shot", "kenya", "wednesday"}), frozenset({"lion", "shot", "kenya"}), frozenset("r"))
    values = replace(valuation(["abc", "bd", "e"], {"a": 9, "b": 9, "c": 9, "d": 9, "e": 1}), content=content)
    of = {0: 0, 1: 1, 2: 2}
    assert select_sentences([[0, 1, 2]], of, values, budget([1, 1, 1], 2)).chosen == (0, 2)
    assert select_sentences([[0, 1, 2]], of, values, budget([1, 1, 1], 3)).chosen == (0, 2, 1)
    other_figure = replace(values, details=(frozenset({"3"}), frozenset({"4"}), frozenset()))
    assert select_sentences([[0, 1, 2]], of, other_figure, budget([1, 1, 1], 2)).chosen == (0, 1)


def test_what_leans_on_a_sentence_is_chosen_with_it_or_not_at_all() -> None:
    values = valuation(["a", "b", "c"], {"a": 1, "b": 9, "c": 5})
    values = replace(values, cohesion=make_cohesion(3, leans=[1]))
    of = {0: 0, 1: 1, 2: 2}
    assert select_sentences([[0, 1, 2]], of, values, budget([1, 1, 1], 2)).chosen == (0, 1)
    assert select_sentences([[0, 1, 2]], of, values, budget([1, 1, 1], 1)).chosen == (2,)
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 3)).chosen == (2,)
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 3), begun=[0]).chosen == (1, 2)


def test_where_room_is_left_a_spare_sentence_leads_to_one_that_needs_it_or_is_told_alone() -> None:
    values = valuation(["a", "b", "c"], {"a": 1, "b": 9, "c": 5})
    values = replace(values, cohesion=make_cohesion(3, leans=[1]))
    of, spare = {0: 0, 1: 1, 2: 2}, frozenset({0})
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 3), spare=spare).chosen == (2, 0, 1)
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 2), spare=spare).chosen == (2, 0)
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 1), spare=spare).chosen == (2,)
    assert select_sentences([[2]], of, values, budget([1, 1, 1], 3), spare=spare).chosen == (2, 0)


def test_a_spare_sentence_is_told_behind_others_where_nothing_else_fits() -> None:
    values = valuation(["a", "b", "c"], {"a": 9, "b": 2, "c": 1})
    of, spare = {0: 0, 1: 1, 2: 2}, frozenset({2})
    told = select_sentences([[1]], of, values, budget([1, 9, 1], 3), begun=[0], spare=spare)
    assert (told.chosen, told.stop_reason) == ((2,), StopReason.LENGTH)


def test_spare_sentences_are_told_last_and_what_does_not_fit_is_no_exhaustion() -> None:
    values = valuation(["a", "b", "c"], {"a": 9, "b": 2, "c": 1})
    of, spare = {0: 0, 1: 1, 2: 2}, frozenset({0})
    told = select_sentences([[1], [2]], of, values, budget([2, 1, 1], 4), spare=spare)
    assert (told.chosen, told.stop_reason) == ((1, 2, 0), StopReason.EXHAUSTED)
    left = select_sentences([[1], [2]], of, values, budget([2, 1, 1], 3), spare=spare)
    assert (left.chosen, left.stop_reason) == ((1, 2), StopReason.LENGTH)


def test_what_announces_another_sentence_is_chosen_with_it_alone() -> None:
    values = valuation(["a", "b", "c"], {"a": 9, "b": 1, "c": 5})
    values = replace(values, announcing=np.array([True, False, False]), cohesion=make_cohesion(3, leans=[1]))
    of = {0: 0, 1: 1, 2: 2}
    assert select_sentences([[1, 2]], of, values, budget([1, 1, 1], 3)).chosen == (0, 1, 2)
    assert select_sentences([[2]], of, values, budget([1, 1, 1], 3)).chosen == (2,)


def test_a_family_name_waits_until_it_is_given_in_full() -> None:
    values = valuation(["a", "b", "c"], {"a": 9, "b": 1, "c": 5})
    values = replace(values, cohesion=make_cohesion(3, names={0: "olsen"}, tells={1: "olsen mayor"}))
    of = {0: 0, 1: 1, 2: 2}
    assert select_sentences([[0, 1, 2]], of, values, budget([1, 1, 1], 3)).chosen == (2, 1, 0)
    assert select_sentences([[0, 2]], of, values, budget([1, 1, 1], 3)).chosen == (2,)


def test_what_is_called_the_company_leans_unless_a_company_is_told() -> None:
    values = valuation(["a", "b", "c"], {"a": 1, "b": 9, "c": 5})
    unknown = replace(values, cohesion=make_cohesion(3, heads={1: "company"}))
    told = replace(values, cohesion=make_cohesion(3, heads={1: "company"}, tells={2: "company"}))
    of = {0: 0, 1: 1, 2: 2}
    assert select_sentences([[0, 1, 2]], of, unknown, budget([1, 1, 1], 3)).chosen == (0, 1, 2)
    assert select_sentences([[0, 1, 2]], of, told, budget([1, 1, 1], 2), opening=2).chosen == (2, 1)


def test_where_room_is_left_the_mayor_is_known_from_another_wording_of_the_fact_before() -> None:
    values = valuation(["a", "b", "c", "d"], {"a": 5, "b": 9, "c": 9, "d": 1})
    of = {0: 0, 1: 1, 2: 2, 3: 0}
    mayor = replace(values, cohesion=make_cohesion(4, heads={1: "mayor"}))
    he = replace(values, cohesion=make_cohesion(4, leans=[1], heads={1: "mayor"}))
    tiers, costs = [[1, 3]], [1, 1, 1, 1]
    assert select_sentences(tiers, of, mayor, budget(costs, 2), opening=3).chosen == (3, 1)
    assert select_sentences(tiers, of, he, budget(costs, 2), opening=3).chosen == (3,)


def test_where_nothing_else_is_left_the_company_is_told_though_nobody_says_which_one() -> None:
    values = valuation(["a", "b", "c"], {"a": 1, "b": 9, "c": 5})
    company = replace(values, cohesion=make_cohesion(3, heads={1: "company"}))
    it = replace(values, cohesion=make_cohesion(3, leans=[1]))
    of = {1: 1, 2: 2}
    assert select_sentences([[1, 2]], of, company, budget([1, 1, 1], 3)).chosen == (2, 1)
    assert select_sentences([[1, 2]], of, it, budget([1, 1, 1], 3)).chosen == (2,)


def test_what_tells_an_event_again_is_not_chosen_though_nothing_else_is_left() -> None:
    values = valuation(["a", "b"], {"a": 2, "b": 1})
    values = replace(values, cohesion=make_cohesion(2, retells={1: 0}))
    selection = select_sentences([[0, 1]], {0: 0, 1: 1}, values, budget([1, 1], 2))
    assert selection.chosen == (0,)
    assert selection.stop_reason is StopReason.EXHAUSTED


def test_where_nothing_else_fits_one_sentence_is_shown_that_leans() -> None:
    values = replace(valuation(["a", "b"], {"a": 2, "b": 1}), cohesion=make_cohesion(2, leans=[0, 1]))
    assert select_sentences([[0, 1]], {0: 0, 1: 1}, values, budget([1, 1], 2)).chosen == (0,)


def test_equal_values_go_to_the_earlier_sentence() -> None:
    values = valuation(["a", "b"], {"a": 1, "b": 1})
    assert select_sentences([[0, 1]], {0: 0, 1: 1}, values, budget([1, 1], 1)).chosen == (0,)


def test_a_length_that_nothing_fits_names_the_smallest_possible_one() -> None:
    with pytest.raises(LengthTooShortError) as error:
        select_sentences([[0, 1]], {0: 0, 1: 1}, valuation(["a", "b"], {"a": 1, "b": 1}), budget([9, 7], 6))
    assert error.value.smallest == 7


def test_nothing_to_choose_from_is_exhausted() -> None:
    selection = select_sentences([[]], {}, valuation([], {}), budget([], 10))
    assert selection.chosen == ()
    assert selection.stop_reason is StopReason.EXHAUSTED


@given(st.lists(st.tuples(st.text("abcdef", min_size=1, max_size=4), st.integers(1, 9)), min_size=1, max_size=8))
def test_lazy_evaluation_chooses_what_a_full_one_would(drawn: list[tuple[str, int]]) -> None:
    weight = dict(zip("abcdef", (1, 2, 4, 8, 16, 32), strict=True))
    values = valuation([letters for letters, _ in drawn], {k: float(v) for k, v in weight.items()})
    costs, limit = [cost for _, cost in drawn], 12
    covered: set[Concept] = set()
    expected: list[int] = []
    while True:
        left = limit - sum(costs[i] for i in expected)
        gains = {
            i: sum(values.weight[c] for c in values.concepts[i] - covered)
            for i in range(len(drawn))
            if i not in expected and costs[i] <= left
        }
        best = max(gains, key=lambda i: (gains[i], -i), default=None)
        if best is None or not gains[best]:
            break
        expected.append(best)
        covered |= values.concepts[best]
    groups = {i: i for i in range(len(drawn))}
    assert list(select_sentences([range(len(drawn))], groups, values, budget(costs, limit)).chosen) == expected


def test_the_first_of_a_short_summary_are_chosen_by_what_all_sources_come_near_to() -> None:
    values = valuation(["a", "b", "c", "d", "e", "f"], {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0, "f": 6.0})
    of, costs = {i: i for i in range(6)}, budget([1] * 6, 4)
    assert select_sentences([range(6)], of, values, costs).chosen == (5, 4, 3, 2)
    near = replace(values, centrality=np.array([1.0, 0.9, 0.01, 0.01, 0.01, 0.1]))
    chosen = select_sentences([range(6)], of, near, costs).chosen
    assert chosen == (1, 0, 5, 4)  # 1.8, 1.0, 0.6; the fourth by what it adds alone
    assert select_sentences([range(6)], of, near, budget([1] * 6, 6)).chosen == (5, 4, 3, 2, 1, 0)
    assert select_sentences([range(6)], of, near, costs, opening=2).chosen[:3] == (2, 1, 0)


def test_what_goes_on_with_a_summary_is_chosen_by_what_it_adds() -> None:
    values = valuation(["a", "b", "c"], {"a": 1.0, "b": 2.0, "c": 3.0})
    near = replace(values, centrality=np.array([1.0, 1.0, 0.1]))
    of, costs = {0: 0, 1: 1, 2: 2}, budget([1] * 3, 2)
    assert select_sentences([[1, 2]], of, near, costs).chosen == (1, 2)
    assert select_sentences([[1, 2]], of, near, costs, begun=[0]).chosen == (2, 1)


def test_choosing_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    values = valuation(["a", "b"], {"a": 3, "b": 2})
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        select_sentences([[0, 1]], {0: 0, 1: 1}, values, budget([1, 1], 2))


def crowd(count: int) -> tuple[Valuation, dict[int, int], Budget]:
    """Sentences that lean on the one before them, each of its own words; every other one waits for a name."""
    values = valuation(["a"] * count, {"a": 1})
    values = replace(
        values,
        weight={(str(i), ""): 1.0 + i for i in range(count)},
        concepts=tuple(frozenset({(str(i), "")}) for i in range(count)),
        content=tuple(frozenset({"bridge", f"w{i}", f"v{i}", f"u{i}"}) for i in range(count)),
        cohesion=make_cohesion(
            count,
            names={i: f"n{i + 1}" for i in range(0, count - 1, 2)},
            tells={i: f"n{i}" for i in range(count)},
        ),
    )
    return values, {i: i for i in range(count)}, budget([1] * count, count)


def test_choosing_everything_looks_at_few_sentences_again_after_each_choice() -> None:
    def work(count: int) -> Callable[[], object]:
        values, of, all_of_it = crowd(count)
        return lambda: select_sentences([range(count)], of, values, all_of_it)

    values, of, all_of_it = crowd(40)
    assert sorted(select_sentences([range(40)], of, values, all_of_it).chosen) == list(range(40))
    assert count_calls(work(800)) < 6 * count_calls(work(200))
    assert measure_growth(work(400), work(3_200)) < 20
