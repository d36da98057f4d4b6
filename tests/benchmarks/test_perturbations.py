from __future__ import annotations

import random

import pytest

from benchmarks.perturbations import Change, find_names, perturb

TEXT = "On Monday Anna Kohl told Otto Meier that 12 people were hurt in Ardal in 2019."
NAMES = ("Anna Kohl", "Ardal", "Lindhaven", "Otto Meier")


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("seed", range(5))
def test_one_thing_is_changed(change: Change, seed: int) -> None:
    perturbation = perturb(TEXT, change, names=NAMES, chooser=random.Random(seed))
    assert perturbation is not None
    assert perturbation.text != TEXT
    assert all(word in TEXT for word in perturbation.removed)
    assert all(word in perturbation.text for word in perturbation.added)
    assert perturb(TEXT, change, names=NAMES, chooser=random.Random(seed)) == perturbation


def test_a_number_keeps_its_form_and_changes_its_value() -> None:
    perturbation = perturb("It cost 1,200 crowns.", Change.NUMBER, names=(), chooser=random.Random(1))
    assert perturbation is not None
    (added,) = perturbation.added
    assert added.endswith(",200")
    assert added != "1,200"


def test_a_year_is_a_date_and_no_number() -> None:
    assert perturb("It fell in 2019.", Change.NUMBER, names=(), chooser=random.Random(1)) is None
    assert perturb("It fell in 2019.", Change.DATE, names=(), chooser=random.Random(1)) is not None


def test_negations_are_put_in_and_taken_out() -> None:
    denied = perturb("The bridge is open.", Change.NEGATION, names=(), chooser=random.Random(1))
    affirmed = perturb("The bridge isn't open.", Change.NEGATION, names=(), chooser=random.Random(1))
    assert denied is not None
    assert affirmed is not None
    assert (denied.text, affirmed.text) == ("The bridge is not open.", "The bridge is open.")


def test_names_change_places() -> None:
    swapped = perturb("Then Kohl sued Meier.", Change.ROLES, names=("Kohl", "Meier"), chooser=random.Random(1))
    assert swapped is not None
    assert swapped.text == "Then Meier sued Kohl."


def test_words_that_are_written_small_elsewhere_are_no_names() -> None:
    assert find_names(["The Bridge of Ardal fell.", "Nobody saw the bridge fall, said Anna Kohl."]) == (
        "Anna Kohl",
        "Ardal",
    )


@pytest.mark.parametrize("change", Change)
def test_a_sentence_without_such_a_thing_stays_as_it_is(change: Change) -> None:
    assert perturb("Rain fell.", change, names=NAMES, chooser=random.Random(1)) is None
