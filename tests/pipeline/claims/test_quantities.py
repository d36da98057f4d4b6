from __future__ import annotations

from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.quantity import IDENTIFIER, ORDINAL, Quantity
from service.pipeline.claims.quantity_agreement import may_be_slip, same_quantity
from tests.pipeline.claims.sentences import read


def only_quantity(text: str, language: str = "en") -> Quantity:
    (quantity,) = read(text, language=language).quantities
    return quantity


@pytest.mark.parametrize(
    ("text", "cited", "value", "unit"),
    [
        ("They sent 1,000 soldiers.", "1,000", 1000, ""),
        ("They sent a thousand soldiers.", "thousand", 1000, ""),
        ("They sent one thousand soldiers.", "one thousand", 1000, ""),
        ("They sent twelve hundred soldiers.", "twelve hundred", 1200, ""),
        ("It has 1.2 million people.", "1.2 million", 1_200_000, ""),
        ("Half a million people fled.", "Half a million", 500_000, ""),
        ("A dozen people fled.", "dozen", 12, ""),
        ("Two dozen people fled.", "Two dozen", 24, ""),
        ("It cost $275m.", "$275m", 275e6, "USD"),
        ("It cost $275 million.", "$275 million", 275e6, "USD"),
        ("It cost 275 million dollars.", "275 million dollars", 275e6, "USD"),
        ("It cost A$5.", "A$5", 5, "AUD"),
        ("It cost £2.5bn.", "£2.5bn", 2.5e9, "GBP"),
        ("It rose by 4.5 percent.", "4.5 percent", 4.5, "%"),
        ("It rose by four per cent.", "four per cent", 4, "%"),
        ("Half of them left.", "Half", 50, "%"),
        ("Three quarters of them left.", "Three quarters", 75, "%"),
        ("It is 12 miles away.", "12 miles", 12, "mile"),
        ("It is 70 degrees F outside.", "70 degrees F", 70, "degF"),
        ("It moves at 30 miles per hour.", "30 miles per hour", 30, "mile/hour"),
        ("It has 40 square kilometers.", "40 square kilometers", 40, "kilometer**2"),
        ("The 43rd time is enough.", "43rd", 43, ORDINAL),
        ("Connor Cummings, 20, slipped.", "20", 20, "year"),
        ("The girl is 4 years old.", "4 years", 4, "year"),
        ("They were on Flight 8501.", "8501", 8501, IDENTIFIER),
        ("They were in lane 2.", "2", 2, IDENTIFIER),
        ("It costs 1,50 euros.", "1,50 euros", 1.5, "EUR"),
        ("It costs 1.234,50 euros.", "1.234,50 euros", 1234.5, "EUR"),
        ("It costs 12'500 francs.", "12'500 francs", 12_500, "CHF"),
        ("It costs 12 500 euros.", "12 500 euros", 12_500, "EUR"),
        ("It costs 1,50,000 rupees.", "1,50,000 rupees", 150_000, "INR"),
        ("A quarter of a million fled.", "A quarter of a million", 250_000, ""),
        ("One-third of them left.", "One-third", 100 / 3, "%"),
        ("It grew two and a quarter percent.", "two and a quarter percent", 2.25, "%"),
        ("It took an hour and a half.", "an hour and a half", 1.5, "hour"),
        ("Rates rose by a quarter point.", "a quarter point", 0.25, "percentage point"),
        (
            "Rates rose three-quarters of a percentage point.",
            "three-quarters of a percentage point",
            0.75,
            "percentage point",
        ),
        ("Rates rose 25 basis points.", "25 basis points", 25, "basis point"),
        ("It was minus 5 degrees Celsius.", "minus 5 degrees Celsius", -5, "degC"),
        ("It went 100 km/h.", "100 km/h", 100, "kilometer/hour"),
        ("She won the 100m final.", "100m", 100, "meter"),
        ("She won the women's 100m heats.", "100m", 100, "meter"),
        ("The cliff is 3.5m tall.", "3.5m", 3.5, "meter"),
        ("It has 67m people.", "67m", 67e6, ""),
        ("They want 5m euros.", "5m euros", 5e6, "EUR"),
        ("It pumped 12m barrels.", "12m barrels", 12e6, "barrel"),
    ],
)
def test_a_quantity_has_its_value_and_unit(text: str, cited: str, value: float, unit: str) -> None:
    quantity = only_quantity(text)
    assert text[quantity.start : quantity.end] == cited
    assert quantity.low == quantity.high == pytest.approx(value)
    assert quantity.unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "They came in 2014.",
        "They came on Nov. 20.",
        "They came at 10:40 p.m.",
        "They remember 9/11.",
        "They lived in the 1980s.",
        "One of them came.",
        "No one came.",
        "The second attempt failed.",
    ],
)
def test_what_is_no_quantity_is_left_out(text: str) -> None:
    assert read(text).quantities == ()


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("It killed 12 people.", {"peopl"}),
        ("There were 12 deaths.", {"death"}),
        ("It took nine of the activists.", {"activist"}),
        ("Five others were hurt.", {"other"}),
        ("Four large parts were found.", {"larg", "part"}),
        ("The $5 fee is due.", {"fee"}),
        ("They were in lane 2.", {"lane"}),
        ("He was aged 94.", {"age"}),
        ("The number of homes without heat in Lindholt rose to 18,000.", {"home"}),
        ("The number of people out of their homes has risen to more than 1,200.", {"peopl"}),
        ("The number of people who had to leave after Tuesday's derailment has been corrected to 860.", {"peopl"}),
        ("The number of visitors, the museum said, was 300.", set()),
        ("The number of homes without heat was cut by 40.", set()),
    ],
)
def test_a_quantity_has_what_it_counts(text: str, counted: set[str]) -> None:
    assert only_quantity(text).counted == counted


def test_what_a_number_rose_from_and_to_counts_the_same() -> None:
    former, now = read("The number of homes without heat rose from 12,000 to 18,000.").quantities
    assert former.counted == now.counted == {"home"}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("It took 12 people.", Bound.EXACT),
        ("It took about 12 people.", Bound.ABOUT),
        ("It took nearly $12.", Bound.ABOUT),
        ("It took more than a dozen.", Bound.AT_LEAST),
        ("It took at least 12 people.", Bound.AT_LEAST),
        ("It took 12 or more.", Bound.AT_LEAST),
        ("It took as many as 12 people.", Bound.AT_MOST),
        ("The council offers up to 12 percent.", Bound.AT_MOST),
        ("The council has come up to 12 percent.", Bound.EXACT),
        ("The toll went up to 12 people.", Bound.EXACT),
        ("It took just over 1,000 people.", Bound.ABOUT),
        ("It took just under 1,000 people.", Bound.ABOUT),
        ("It took slightly more than 1,000 people.", Bound.ABOUT),
        ("It took a little less than 1,000 people.", Bound.ABOUT),
        ("It took over 1,000 people.", Bound.AT_LEAST),
    ],
)
def test_a_quantity_has_its_bound(text: str, bound: Bound) -> None:
    assert only_quantity(text).bound is bound


@pytest.mark.parametrize(
    "text",
    [
        "It took 10 to 15 people.",
        "It took 10-15 people.",
        "It took between 10 and 15 people.",
        "Their number ranges from 10 to 15.",
        "They range in age from 10 to 15.",
    ],
)
def test_a_range_is_one_quantity(text: str) -> None:
    quantity = only_quantity(text)
    assert (quantity.low, quantity.high) == (10, 15)


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("Unemployment rose from 8 to 10 percent.", [8, 10], "%"),
        ("The toll rose from 20 to 35.", [20, 35], ""),
        ("It climbed from about $65 to $70.", [65, 70], "USD"),
    ],
)
def test_what_changes_from_one_number_to_another_is_no_range(text: str, values: list[float], unit: str) -> None:
    quantities = read(text).quantities
    assert [(quantity.low, quantity.high, quantity.unit) for quantity in quantities] == [(v, v, unit) for v in values]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It was the fourth in 10 days.", [(4, ORDINAL), (10, "day")]),
        ("Police killed three in 12 hours.", [(3, ""), (12, "hour")]),
        ("The 4th of 12 groups left.", [(4, ORDINAL), (12, "")]),
        ("One in seven patients left.", [(100 / 7, "%")]),
        ("Nine out of every ten days are dry.", [(0.9, "day")]),
    ],
)
def test_only_a_part_of_what_is_counted_alike_is_a_share(text: str, values: list[tuple[float, str]]) -> None:
    found = [(round(quantity.low, 6), quantity.unit) for quantity in read(text).quantities]
    assert found == [(round(value, 6), unit) for value, unit in values]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Inflation is put at 2.9 percent, up from a first estimate of 2.6.", ["%", "%"]),
        ("The office lifted its figure to 2.9 percent from 2.6.", ["%", "%"]),
        ("With inflation at 2.9 rather than 2.6 percent, money is cheap.", ["%", "%"]),
        ("Families will get 500 dollars each, not 200.", ["USD", "USD"]),
        ("Shares rose 3 percent from 120.", ["%", ""]),
        ("Shares rose 3 percent, not 12 shops.", ["%", ""]),
    ],
)
def test_a_value_and_what_it_was_or_is_not_share_a_unit(text: str, units: list[str]) -> None:
    assert [quantity.unit for quantity in read(text).quantities if quantity.unit != ORDINAL] == units


def test_a_currency_holds_for_both_ends_of_what_is_asked() -> None:
    assert [quantity.high for quantity in read("They ask for $5m to 10m.").quantities] == [5e6, 10e6]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Three of the Calora 200 heaters failed.", ["", IDENTIFIER]),
        ("It sent two Leopard 2 tanks.", ["", IDENTIFIER]),
        ("In the town of Calora 200 heaters failed.", [""]),
        ("On Sunday 14 people died.", [""]),
    ],
)
def test_a_number_behind_a_name_may_tell_of_which_kind_something_is(text: str, units: list[str]) -> None:
    assert [quantity.unit for quantity in read(text).quantities] == units


def test_two_numbers_joined_by_and_are_two() -> None:
    assert [quantity.low for quantity in read("It took 10 men and 15 women.").quantities] == [10, 15]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1,000 men", "a thousand men"),
        ("$275m", "$275 million"),
        ("$973,000", "$972,815"),
        ("10,000 men", "9,750 men"),
        ("1.2 million men", "1,240,000 men"),
        ("5%", "4.9 percent"),
        ("half of it", "50% of it"),
        ("about 500 men", "530 men"),
        ("more than 100 men", "120 men"),
        ("nearly 1,000 men", "970 men"),
        ("up to 100 men", "90 men"),
        ("12 miles", "20 km"),
        ("100 pounds", "45 kilograms"),
        ("32 degrees F", "0 degrees C"),
        ("two weeks", "14 days"),
        ("50 cents", "$0.50"),
        ("10 to 15 men", "12 men"),
        ("hundreds of men", "400 men"),
        ("dozens of men", "30 men"),
    ],
)
def test_rounding_and_conversion_do_not_change_a_quantity(first: str, second: str) -> None:
    one, other = only_quantity(f"It took {first}."), only_quantity(f"It took {second}.")
    assert same_quantity(one, other)
    assert same_quantity(other, one)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("12 men", "14 men"),
        ("12 men", "12%"),
        ("20 men", "21 men"),
        ("500 men", "600 men"),
        ("10,000 men", "20,000 men"),
        ("1.2 million men", "1.3 million men"),
        ("more than 65 million men", "more than 50 million men"),
        ("at least 8 men", "at least 9 men"),
        ("$5", "€5"),
        ("$5", "5 men"),
        ("12 miles", "12 km"),
        ("12 miles", "12 pounds"),
        ("the 3rd floor", "the 4th floor"),
        ("22%", "20.9%"),
        ("10 to 15 men", "20 men"),
        ("dozens of men", "400 men"),
    ],
)
def test_different_quantities_differ(first: str, second: str) -> None:
    one, other = only_quantity(f"It took {first}."), only_quantity(f"It took {second}.")
    assert not same_quantity(one, other)
    assert not same_quantity(other, one)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Es starben einundzwanzig Menschen.", "de", 21),
        ("Es kostet 1.200,5 Kronen.", "de", 1200.5),
        ("Il y a deux cents blessés.", "fr", 200),
        ("12人死亡", "zh", 12),
        ("Погибли 12 человек.", "ru", 12),
    ],
)
def test_other_languages_have_quantities_too(text: str, language: str, value: float) -> None:
    assert only_quantity(text, language).low == value


@given(st.text(max_size=80), st.sampled_from(["en", "de", "fr", "ja", "xx"]))
def test_any_text_can_be_read_and_every_span_lies_in_it(text: str, language: str) -> None:
    claims = read(text, language=language)
    found = (claims.tokens, claims.quantities, claims.dates, claims.names, claims.negations)
    spans = [(claim.start, claim.end) for claims_of_a_kind in found for claim in claims_of_a_kind]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    ("first", "second", "slip"),
    [
        ("27 homes", "72 homes", True),
        ("9,000 people", "90,000 people", True),
        ("14 people", "37 people", False),
        ("9 people", "90 people", False),
        ("27 homes", "27 homes", False),
        ("27 metres", "72 homes", False),
    ],
)
def test_a_number_may_be_a_slip_of_the_pen_for_another(first: str, second: str, *, slip: bool) -> None:
    assert may_be_slip(only_quantity(first), only_quantity(second)) is slip


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_sameness_has_no_direction(first: int, second: int) -> None:
    one, other = only_quantity(f"It took {first:,} men."), only_quantity(f"It took about {second:,} men.")
    assert same_quantity(one, one)
    assert same_quantity(one, other) == same_quantity(other, one)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("It rose by 25 basis points.", "It rose by 0.25 percentage points.", True),
        ("It rose by half a percentage point.", "It rose by 0.5 percentage points.", True),
        ("It rose by 5 percent.", "It rose by 5 percentage points.", False),
        ("It was 30 degrees Celsius.", "It was 86 degrees Fahrenheit.", True),
        ("It was minus 5 degrees Celsius.", "It was 5 degrees Celsius.", False),
        ("It lasted 18 months.", "It lasted a year and a half.", True),
        ("It cost £1.2bn.", "It cost 1.2 billion pounds.", True),
        ("It is 10 miles away.", "It is 16 km away.", True),
    ],
)
def test_one_quantity_has_many_forms(first: str, second: str, same: bool) -> None:
    assert same_quantity(only_quantity(first), only_quantity(second)) is same


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("12+ people came.", Bound.AT_LEAST),
        ("12 or more people came.", Bound.AT_LEAST),
        ("A minimum of 12 people came.", Bound.AT_LEAST),
        ("Not more than 12 people came.", Bound.AT_MOST),
        ("Sixty-odd people came.", Bound.ABOUT),
        ("12 people or so came.", Bound.EXACT),
    ],
)
def test_a_bound_stands_in_front_of_its_number_or_behind_it(text: str, bound: Bound) -> None:
    assert only_quantity(text).bound is bound


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("4 Millionen Euro", "de", 4e6),
        ("4 milliards d’euros", "fr", 4e9),
        ("1.500 Euro", "de", 1500),
        ("1,5 euro", "it", 1.5),
    ],
)
def test_money_is_read_in_other_languages(text: str, language: str, value: float) -> None:
    quantity = only_quantity(text, language)
    assert (quantity.low, quantity.unit) == (value, "EUR")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("He won in 2:07:41.", "He won in two hours, seven minutes and 41 seconds."),
        ("They were out for two hours and fifty minutes.", "They were out for 170 minutes."),
        ("He is 5 feet 11 inches tall.", "He is 71 inches tall."),
    ],
)
def test_what_is_told_in_two_units_is_one_quantity(one: str, other: str) -> None:
    first, second = (read(text).quantities for text in (one, other))
    assert (len(first), len(second)) == (1, 1)
    assert same_quantity(first[0], second[0])


@pytest.mark.parametrize("text", ["They ran 2 miles and 1 kilometre.", "It took 3 days, 12 days less than planned."])
def test_two_quantities_stay_two(text: str) -> None:
    assert len(read(text).quantities) == 2


@pytest.mark.slow
def test_every_tag_of_two_letters_is_read_in_some_way() -> None:
    """A tag is the client's to choose, and libraries drop languages: text2num 3.1 does not know Catalan any more."""
    for letters in product(ascii_lowercase, repeat=2):
        assert read("Two of 3 bridges were closed.", language="".join(letters)).quantities


@pytest.mark.parametrize(
    "text", ["The American ones stop working.", "A man in his sixties died.", "They paid in tens."]
)
def test_a_number_word_in_the_plural_counts_nothing(text: str) -> None:
    assert read(text).quantities == ()
