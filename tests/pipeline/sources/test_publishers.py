"""Names and hosts: which are one publisher's, and which are not although they look alike."""

from __future__ import annotations

import pytest

from service.domain import Article
from service.pipeline.sources.publisher_table import load_publishers
from service.pipeline.sources.publishers import identify_sources

Stated = tuple[str | None, str | None]
"""A name and an address; None where the article states none."""

BBC = (
    "BBC",
    "The BBC",
    "BBC World",
    "BBC News",
    " bbc\u00a0 NEWS ",
    "BBC News - Business",
    "BBC News: World",
    "Business | BBC News",
    "BBC.com",
    "bbc.co.uk",
    "https://www.bbc.co.uk/news",
)


def make_articles(*stated: Stated, text: str = "A dam broke.") -> list[Article]:
    return [
        Article(id=f"a{index}", index=index, text=text, source=name, url=url)
        for index, (name, url) in enumerate(stated)
    ]


def identify(*stated: Stated) -> list[str | None]:
    return [article.source_id for article in identify_sources(make_articles(*stated))]


@pytest.mark.parametrize(
    "stated",
    [
        [(name, None) for name in BBC] + [(None, "https://www.bbc.co.uk/a"), (None, "https://news.bbc.com/b")],
        [("BBC", None), ("BBC Radio 4", "https://www.bbc.co.uk/sounds")],
        [("AP", None), ("A.P.", None), ("The Associated Press", None), ("Associated Press (AP)", None)],
        [("AP News", None), (None, "https://apnews.com/article/1")],
        [
            ("Reuters", None),
            ("Reuters UK", None),
            ("REUTERS (UK)", None),
            ("Ｒｅｕｔｅｒｓ", None),
            ("Reuters.com", None),
        ],
        [("CNN International", None), ("CNN", None), (None, "https://edition.cnn.com/a")],
        [("The New York Times", None), ("NYTimes.com", None), (None, "https://mobile.nytimes.com/2016/a")],
        [("Guardian, The", None), ("The Guardian", None), (None, "https://amp.theguardian.com/a")],
        [("ABC News (Australia)", None), ("ABC News Australia", None), ("ABC News", "https://www.abc.net.au/b")],
        [("USA Today", None), ("USA Today", "https://www.freep.com/a")],
        [("AP via Coast Post", "https://coastpost.example/a"), ("Associated Press via Yahoo News", None), ("AP", None)],
        [
            (None, "https://web.archive.org/web/2024/https://www.bbc.co.uk/news/a"),
            (None, "https://www.google.com/amp/s/www.bbc.co.uk/news/a"),
            (None, "https://www-bbc-co-uk.cdn.ampproject.org/c/s/www.bbc.co.uk/news/a"),
            ("BBC", None),
        ],
        [("Times of India", "https://timesofindia.indiatimes.com/a"), ("TOI", None)],
    ],
)
def test_names_and_hosts_of_one_family_are_one_source(stated: list[Stated]) -> None:
    assert len(set(identify(*stated))) == 1


@pytest.mark.parametrize(
    "stated",
    [
        [("Café Post", None), ("Cafe\u0301 Post", None), ("CAFÉ POST", None), ("The Cafe Post", None)],
        [("Coast Post", None), ("Coast\u200bPost", None), ("Coast Post Sport", None), ("Coast Post | Sport", None)],
        [("Coast Post", None), (None, "https://www.coastpost.example/a"), ("coastpost.example", None)],
        [(None, "https://www.coastpost.example/a"), (None, "https://m.coastpost.example/b")],
        [
            (None, "https://xn--zrich-kva.example/a"),
            (None, "https://zürich.example/b"),
            (None, "HTTPS://ZÜRICH.example./c"),
        ],
        [("Brewers' Ledger", None), ("The Brewers’ Ledger", None)],
        [("Orbit & Payload", None), ("Orbit and Payload", None)],
        [("Lindal Business", "https://lindal.example/a"), ("Lindal News", "https://lindal.example/b")],
        [("Harbour Voice", "https://hv.example/a"), (None, "https://hv.example/b")],
        [(None, "https://coast.substack.com/a"), (None, "https://coast.substack.com/b")],
        [("The Star", "https://thestar.com/a"), ("Star", None), (None, "https://thestar.com/b")],
        [("Metro (UK)", None), ("Metro UK", None)],
    ],
)
def test_what_differs_in_spelling_section_or_subdomain_is_one_source(stated: list[Stated]) -> None:
    assert len(set(identify(*stated))) == 1


@pytest.mark.parametrize(
    "stated",
    [
        [("Daily Mail", None), ("Daily Mirror", None), ("Daily Express", None), ("Daily Star", None)],
        [
            ("Times of India", None),
            ("The Times", None),
            ("Irish Times", None),
            ("Times Now", None),
            ("New York Times", None),
        ],
        [("Post", None), ("Coast Post", None), ("Washington Post", None), (None, "https://post.example/a")],
        [("Lindal Business", None), ("Lindal News", None), ("Lindal Gazette", None), ("Lindal", None)],
        [("Velmara Herald", None), ("Herald Express", None), ("Herald", None)],
        [("Sky News", None), ("Sky News Australia", None)],
        [("Le Monde", None), ("Le Monde diplomatique", None)],
        [("The Sun", None), ("Sun News", None)],
        [("Fox News", None), ("Fox 5 New York", None)],
        [("Daily News", None), ("Daily News Egypt", None), (None, "https://dailynews.example/a")],
        [("The Guardian", "https://theguardian.com/a"), ("The Guardian", "https://guardian.ng/b")],
        [("Daily Mirror", None), ("Daily Mirror", "https://www.dailymirror.lk/a")],
        [("ABC News", "https://abcnews.go.com/a"), ("ABC News", "https://www.abc.net.au/b"), ("ABC News", None)],
        [("China Daily", None), ("China News", None), ("Daily China", None)],
        [("The Star", "https://thestar.com/a"), ("The Star", "https://www.thestar.com.my/b"), ("The Star", None)],
        [("The Herald", "https://www.heraldscotland.com/a"), ("The Herald", "https://herald.co.zw/b")],
        [("Daily News", "https://nydailynews.com/a"), ("Daily News", "https://dailynews.com/b")],
        [("The Standard", "https://standard.co.uk/a"), ("The Standard", "https://standardmedia.co.ke/b")],
        [("The Sun", "https://thesun.co.uk/a"), ("The Sun", "https://www.baltimoresun.com/b")],
        [("ABC News", "https://abcnews.go.com/a"), ("ABC News (Australia)", None), ("ABC News", None)],
        [("Metro (UK)", None), ("Metro (USA)", None), ("Metro", None)],
        [("कि", None), ("का", None)],
        [("が", None), ("か", None)],
        [("★", None), ("☆", None)],
    ],
)
def test_names_that_look_alike_are_not_one_source(stated: list[Stated]) -> None:
    assert len(set(identify(*stated))) == len(stated)


@pytest.mark.parametrize(
    "stated",
    [
        [(None, "https://coast.co.uk/a"), (None, "https://lake.co.uk/b")],
        [(None, "https://coast.github.io/a"), (None, "https://lake.github.io/b")],
        [(None, "https://coast.substack.com/a"), (None, "https://lake.substack.com/b")],
        [(None, "https://medium.com/@coast/a"), (None, "https://medium.com/@lake/b")],
        [(None, "https://lindal.example/a"), (None, "https://lindal.com/b")],
        [(None, "http://10.0.3.4/a"), (None, "http://10.1.3.4/b")],
        [
            (None, "https://web.archive.org/web/2024/https://lindal.example/a"),
            (None, "https://web.archive.org/web/2024/https://coast.example/b"),
            (None, "https://web.archive.org/web/2024/"),
        ],
    ],
)
def test_hosts_that_share_a_suffix_or_a_platform_are_not_one_source(stated: list[Stated]) -> None:
    assert len(set(identify(*stated))) == len(stated)


def test_what_an_aggregator_carries_is_not_its_own() -> None:
    reuters, agency, own = identify(
        ("Reuters", "https://news.yahoo.com/a"),
        ("Desk 7", "https://news.yahoo.com/b"),
        (None, "https://news.yahoo.com/c"),
    )
    assert [reuters, len({reuters, agency, own})] == ["family:Reuters", 3]


def test_an_agency_that_a_site_prints_is_not_the_site() -> None:
    stated: list[Stated] = [("Press Desk", "https://coastpost.example/a"), (None, "https://coastpost.example/b")]
    assert len(set(identify(*stated, ("Press Desk", None)))) == 2
    assert len(set(identify(*stated, ("Press Desk", "https://lake.example/c")))) == 2


def test_a_host_belongs_to_no_name_where_two_could_be_meant() -> None:
    stated: list[Stated] = [("Harbour Voice", "https://hv.example/a"), ("Quay Letter", "https://hv.example/b")]
    assert len(set(identify(*stated, (None, "https://hv.example/c")))) == 3
    spelled: list[Stated] = [(None, "https://coastpost.example/a"), (None, "https://coastpost.com/b")]
    assert len(set(identify(("Coast Post", None), *spelled))) == 3


def test_the_publisher_wins_over_the_source_and_the_source_over_the_address() -> None:
    article = Article(
        id="a", index=0, text="A dam broke.", stated_publisher="BBC", source="Reuters", url="https://apnews.com/a"
    )
    (identified,) = identify_sources([article])
    assert identified.publisher == "family:BBC"
    (sourced,) = identify_sources([Article(id="a", index=0, text="x", source="Reuters", url="https://apnews.com/a")])
    assert sourced.publisher == "family:Reuters"


def test_an_article_that_states_nothing_is_a_source_of_its_own() -> None:
    # Not even one that is called what another article is named.
    assert len(set(identify(("a1", None), (None, None), (None, "https://")))) == 3


def test_copyright_lines_of_one_company_make_one_source() -> None:
    texts = (
        "The mayor denied it.\n\n© Tidewater Press Ltd",
        "The search did take place.\n\n© 2026 Tidewater Press Ltd. Also from us: The Harlsea Examiner",
        "A third report.\n\n© 2026 Brightwater Media",
    )
    names = ("The Harlsea Examiner", "Seafront Weekly", "Lake Letter")
    articles = [
        Article(id=name, index=index, text=text, source=name)
        for index, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    first, second, third = (article.source_id for article in identify_sources(articles))
    assert first == second != third


@pytest.mark.parametrize("notice", ["© 2024 The New York Times Company", "© 2024 Los Angeles Times Communications LLC"])
def test_a_paper_whose_articles_others_print_owns_none_of_them(notice: str) -> None:
    texts = (f"A dam broke.\n{notice}", f"The dam held.\n{notice}")
    names = ("Lake Letter", "Isle Log")
    articles = [
        Article(id=name, index=index, text=text, source=name)
        for index, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    one, other = (article.source_id for article in identify_sources(articles))
    assert one != other


def test_a_name_with_copyright_lines_of_two_companies_joins_neither() -> None:
    stated = [
        ("Quay Wire", "© A Media"),
        ("Quay Wire", "© B Media"),
        ("Lake Letter", "© A Media"),
        ("Isle Log", "© B Media"),
    ]
    articles = [
        Article(id=f"a{index}", index=index, text=f"A dam broke.\n{notice}", source=name)
        for index, (name, notice) in enumerate(stated)
    ]
    assert len({article.source_id for article in identify_sources(articles)}) == 3


def test_nothing_but_the_source_of_an_article_is_changed() -> None:
    (article,) = make_articles(("BBC", "https://bbc.com/a"))
    (identified,) = identify_sources([article], load_publishers())
    assert (identified.source, identified.url, identified.text) == (article.source, article.url, article.text)
