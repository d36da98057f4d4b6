from __future__ import annotations

import pytest

from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.watching import keep_time
from tests.pipeline.stories import PatientClock, article


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(article(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Lt. Col. John Smith spoke first. Nobody answered.",
        "The court heard Army Spc. Charles Graner. He denied it.",
        "It begins at 5 p.m. Wednesday in Oslo. Doors open early.",
        "The U.S. Defense Secretary agreed. Talks go on.",
        "He flew to Washington with Gen. Mark A. Milley. They landed late.",
        "The stone weighs four kilograms, Cst. Dylan Roy said. It fell on a barn.",
        "The firm, Apple Inc., said on Nov. 20 that sales rose 3.5 percent. Shares fell.",
        "I said: “He told me ‘I will go. Then I left.’ That was it.” She nodded.",
        "“They’ve asked for these. It is a good idea,” Austin said. He left.",
        '"Is it?" she asked. "It is."',
    ],
)
def test_abbreviations_and_quotations_do_not_break_a_sentence(text: str) -> None:
    assert len(texts(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The fire broke out on Main St. The cause is unknown.",
        "They fought in World War I. The museum opened in 1920.",
        "He voted No. The others voted Yes.",
        "There is no Plan B. However, it rained.",
        "They met in Room C. But nobody spoke.",
        "It closed in Nov. It had 20 beds.",
        "A tunnel was found at Osk. It had rails.",
        "It closed in May. Mr Olsen bought it.",
        "It was found by Marsh et al. This is new.",
        "They buried John Ray Sr. His son wept.",
        "The police arrived at 4 a.m. Tuesday’s attack was the worst.",
        "Shots rang out at 9 p.m. April Jones, 34, was hit.",
        "She arrived at 9 p.m. Central Park was closed.",
        "She arrived at 9 p.m. London Bridge was closed.",
    ],
)
def test_a_shortened_word_at_the_end_of_a_sentence_ends_it(text: str) -> None:
    assert len(texts(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The church of St. Andrew burned.",
        "George W. Bush and Samuel A. Alito met.",
        "It happened on Nov. 20 and on Sept. Friday the 13th.",
        "See No. 4 and John Q. Adams.",
        "It stood in Bull. Econ. Stud. vol. 12, pp. 3-9, and long before.",
        "Dr. No and Gen. Will Ames met Gov. The Fat.",
        "It began at 9 p.m. Eastern Standard Time on Friday.",
        "It began at 9 p.m. Eastern (6 p.m. Pacific).",
        "It began at 9 p.m. Eastern Tuesday in Oslo.",
        "It began at 9 p.m. London time.",
        "It began at 9 p.m. CEST on Friday.",
        "It began at 9 p.m. HKT, as planned.",
        "It began at 9 p.m. April 5 in Oslo.",
        "It began at 9 p.m. Sept. 5 in Oslo.",
        "It began at 9 p.m. EST on Tuesday.",
    ],
)
def test_a_shortened_word_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert len(texts(text)) == 1


def test_every_sentence_is_a_span_of_its_article() -> None:
    text = "\ufeffFirst 🙂 one.  Second e\u0301 one!\r\n\r\nThird\u00a0one? 👨‍👩‍👧 Fourth.\u2029Fifth"
    found = split_sentences(article(text))
    assert [s.text for s in found] == [
        "First 🙂 one.",
        "Second e\u0301 one!",
        "Third\u00a0one?",
        "👨‍👩‍👧 Fourth.",
        "Fifth",
    ]
    assert all(text[s.start : s.end] == s.text for s in found)
    assert [s.position for s in found] == [0, 1, 2, 3, 4]


def test_a_line_end_closes_a_sentence() -> None:
    assert texts("A headline without a stop\nThe story begins. It ends.") == [
        "A headline without a stop",
        "The story begins.",
        "It ends.",
    ]


def test_text_wrapped_at_a_fixed_width_is_read_across_lines() -> None:
    wrapped = (
        "The government said on Tuesday that it would\nclose two of its embassies after threats\n"
        "came by telephone. The foreign minister\ndid not say when they would open again.\n\n"
        "Neighbouring countries followed the decision\nwithin hours."
    )
    assert [" ".join(text.split()) for text in texts(wrapped)] == [
        "The government said on Tuesday that it would close two of its embassies after threats came by telephone.",
        "The foreign minister did not say when they would open again.",
        "Neighbouring countries followed the decision within hours.",
    ]


def test_sentences_of_other_scripts_are_found() -> None:
    assert texts("他说过了。这是第二句！第三句？") == ["他说过了。", "这是第二句！", "第三句？"]
    assert texts("مرحبا بالعالم. كيف حالك؟") == ["مرحبا بالعالم.", "كيف حالك؟"]


def test_white_space_alone_holds_no_sentence() -> None:
    assert texts(" \n\t\u200b\ufeff\r\n ") == []


@pytest.mark.parametrize("unit", [" ", "\n", "a", "“", ". ", "(", "A. ", '"'])
def test_long_monotonous_input_is_read_to_its_end(unit: str) -> None:
    text = "x" + unit * 200_000 + "y"
    found = split_sentences(article(text))
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            'It broke. "It was old," Olsen said. "They lied. They hid it.\n\n"We will sue."\n\nSoldiers came.',
            ["It broke.", '"It was old," Olsen said.', '"They lied. They hid it.', '"We will sue."', "Soldiers came."],
        ),
        ("« Ils ont menti. Ils le savent.\n\n« Assez ! »", ["« Ils ont menti. Ils le savent.", "« Assez ! »"]),
        ("‘They’ve lied. We know.\n\n‘We will sue.’", ["‘They’ve lied. We know.", "‘We will sue.’"]),
        (
            "“We saw it.\n\nThey hid. We know it,” he said. He left.",
            ["“We saw it.", "They hid. We know it,” he said.", "He left."],
        ),
    ],
)
def test_a_quotation_over_paragraphs_keeps_its_marks(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_a_mark_that_nobody_closes_swallows_no_sentence() -> None:
    assert texts('He said "hello. He left. He ate.\n\nShe came.') == [
        'He said "hello.',
        "He left.",
        "He ate.",
        "She came.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "“Why did nobody warn us?” Mayor Marta Olsen asked at a meeting. It rained.",
        "“We will rebuild!” Paul Ruiz, the governor, said. It rained.",
        "“Enough!” Olsen cheered. Ruiz wept.",
        "“Why?” Olsen said that she would go.",
        "Cohen pushed back: “Says who?” Keilar replied: “Polls.”",
    ],
)
def test_a_question_and_who_asks_it_are_one_sentence(text: str) -> None:
    assert len(texts(text)) == (3 if "cheered" in text else 2)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Marsh et al. [2004] measured it. See fig. 3, cf. Olsen.",
            ["Marsh et al. [2004] measured it.", "See fig. 3, cf. Olsen."],
        ),
        ("Nobody knew.² It was kept secret.[3] Why?", ["Nobody knew.²", "It was kept secret.[3]", "Why?"]),
        (
            "Three parts: • Build a wall • Pay farmers. The vote is on Friday.",
            ["Three parts:", "Build a wall", "Pay farmers.", "The vote is on Friday."],
        ),
        (
            "The deal closed. iPhone sales rose. de Blasio left.",
            ["The deal closed.", "iPhone sales rose.", "de Blasio left."],
        ),
        ("a dam broke, officials said. schools stay closed.", ["a dam broke, officials said.", "schools stay closed."]),
        (
            "Das Fest ist am 3. Oktober in der Stadt und nicht im Mai. Es ist das 2. Fest.",
            ["Das Fest ist am 3. Oktober in der Stadt und nicht im Mai.", "Es ist das 2. Fest."],
        ),
        ("> Quoted here.\n# Heading\n- An item\n* Another", ["Quoted here.", "Heading", "An item", "Another"]),
    ],
)
def test_sentences_are_found_in_text_as_it_comes(text: str, sentences: list[str]) -> None:
    assert texts(text) == sentences


def test_lines_wrapped_by_mail_are_read_across_their_ends() -> None:
    text = (
        "A dam broke above the town on Monday night, killing\r\nat least 12 people, officials said. The Governor\r\n"
        "Paul Ruiz sent 300 soldiers and 40 boats to the\r\nvalley. Mayor Olsen thanked them.\r\n\r\nThe dam leaks."
    )
    assert [" ".join(sentence.split()) for sentence in texts(text)] == [
        "A dam broke above the town on Monday night, killing at least 12 people, officials said.",
        "The Governor Paul Ruiz sent 300 soldiers and 40 boats to the valley.",
        "Mayor Olsen thanked them.",
        "The dam leaks.",
    ]


def test_the_clock_is_looked_at_for_every_sentence() -> None:
    class CountingClock(PatientClock):
        looks = 0

        def check(self, name: str | None = None) -> None:  # noqa: ARG002
            self.looks += 1

    clock = CountingClock()
    with keep_time(clock):
        found = split_sentences(article("Rain fell. " * 1_000), "en")
    assert len(found) == 1_000
    assert clock.looks >= 2_000
