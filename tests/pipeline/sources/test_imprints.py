from __future__ import annotations

import pytest

from service.pipeline.sources.imprints import find_owner


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("© Tidewater Press Ltd", "tidewater press"),
        ("© Tidewater Press Ltd. Also from us: The Harlsea Examiner", "tidewater press"),
        ("© 2026 Brightwater Media, publisher of The Velmara Herald and Herald Express", "brightwater media"),
        ("Copyright © 2019-2024 Lake Media Group, Inc. All rights reserved.", "lake media group"),
        ("Copyright 2017 by Quay Publishing L.L.C.", "quay publishing"),
        ("(c) 2020 Verlag am See GmbH", "verlag am see"),
        ("© 2024 The Associated Press. All rights reserved.", None),
        ("© AFP", None),
        ("© Getty Images Inc", None),
        ("© 2026 Lake News Service Ltd", None),
        ("© Jane Doe", None),
        ("Copyright law group says the ruling stands.", None),
        ("Photo: © Lake Media", None),
        ("The Harlsea Examiner is published by Tidewater Press Ltd.", "tidewater press"),
        ("The Velmara Times and Times Extra are published by Velmara Media House.", "velmara media house"),
        ("Nine Sport is a service of Nine Broadcasting.", "nine broadcasting"),
        ("The report that he wrote is published by Lake Media.", None),
        ("The Harlsea Examiner is published by friends of Lake Media.", None),
    ],
)
def test_companies_are_read_from_copyright_lines(line: str, owner: str | None) -> None:
    assert find_owner(f"The mayor denied it.\n\n{line}\n") == (tuple(owner.split()) if owner else None)


def test_a_line_in_the_middle_of_an_article_is_no_imprint() -> None:
    story = "\n".join(f"Paragraph {number}." for number in range(8))
    assert find_owner(f"© Lake Media\n{story}") is None
    assert find_owner("") is None
