"""Feeds are read as articles, and folders whole."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from service.cli.documents import read_documents, refuse
from service.cli.failures import InputError
from service.cli.feeds import parse_feed

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Ardal Post</title><link>https://post.example/</link><description>News</description>
<item><title>Market burns</title><link>https://post.example/market</link><guid>post-1</guid>
<pubDate>Mon, 02 Mar 2026 13:00:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>A fire destroyed the market &amp; its stalls.</p>
<p>The mayor closed all others.</p>]]></content:encoded>
</item>
<item><title>Ships wait</title><description>The harbour froze.</description></item>
<item><title></title><description></description></item>
</channel></rss>"""
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><id>urn:wire</id>
<updated>2026-03-02T12:00:00Z</updated><entry><title>Ships wait</title><id>urn:wire:1</id>
<updated>2026-03-02T12:00:00Z</updated><summary>The harbour froze.</summary>
<source><title>Harbour News</title></source></entry></feed>"""


def test_entries_of_rss_are_articles() -> None:
    first, second = parse_feed(RSS, "feed.xml", refuse)
    assert first == {
        "id": "Ardal Post post.example post-1",
        "text": "A fire destroyed the market & its stalls.\nThe mayor closed all others.",
        "title": "Market burns",
        "source": "Ardal Post",
        "url": "https://post.example/market",
        "published_at": "2026-03-02T12:00:00+00:00",
    }
    assert (second["id"], second["text"], second["published_at"]) == (None, "The harbour froze.", None)


def test_entries_of_atom_are_of_the_feed_that_they_come_from() -> None:
    (entry,) = parse_feed(ATOM, "feed.atom", refuse)
    assert (entry["source"], entry["published_at"]) == ("Harbour News", "2026-03-02T12:00:00+00:00")


def make_rss(*items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Ardal Post</title><link>https://post.example/</link>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    ).encode()


@pytest.mark.parametrize("date", ["9999-12-31T23:59:59-10:00", "0001-01-01T00:00:00+10:00", "0000-00-00T00:00:00Z"])
def test_an_entry_of_no_year_that_there_is_has_no_date(date: str) -> None:
    feed = make_rss(f"<title>Ice</title><description>Ships wait.</description><pubDate>{date}</pubDate>")
    assert parse_feed(feed, "feed.xml", refuse)[0]["published_at"] is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/ice", "https://post.example/ice"),
        ("HTTPS://post.example/ice", "https://post.example/ice"),
        ("https://post.example/a b", None),
        (f"https://post.example/{'a' * 9_000}", None),
        ("mailto:desk@post.example", None),
        ("https://[/", None),
    ],
)
def test_links_are_whole_addresses_or_none(link: str, url: str | None) -> None:
    feed = make_rss(f"<title>Ice</title><link>{link}</link><description>Ships wait.</description>")
    assert parse_feed(feed, "feed.xml", refuse)[0]["url"] == url


def test_a_name_is_no_address() -> None:
    assert parse_feed(make_rss("<title>Ice</title><guid>17</guid>"), "feed.xml", refuse)[0]["url"] is None


def test_what_the_service_would_not_take_of_an_entry_is_left_away() -> None:
    (entry,) = parse_feed(
        make_rss(f"<title>{'Ice ' * 5_000}</title><description>&#8203;</description>", "<title>&#8203;</title>"),
        "f.xml",
        refuse,
    )
    assert len(entry["title"]) == 10_000
    assert entry["text"].startswith("Ice Ice")


def test_lines_end_where_paragraphs_do(tmp_path: Path) -> None:
    wrapped = "<![CDATA[<p>The harbour\n of Ardal froze.</p>\n<pre>One\ntwo</pre>\nShips\nwait.]]>"
    plain = "The harbour froze.\nShips wait."
    feed = make_rss(f"<description>{wrapped}</description>", f"<description>{plain}</description>")
    assert [article["text"] for article in parse_feed(feed, "feed.xml", refuse)] == [
        "The harbour of Ardal froze.\nOne\ntwo\nShips wait.",
        plain,
    ]


@pytest.mark.parametrize("character", ["&#12;", "\x0c", "\x01", "&#1;", "\ufffe", "&#65534;", "\x00"])
@pytest.mark.parametrize(
    "markup", ["<p>Ice\nand%sfog</p>", "<pre>Ice and%sfog</pre>", "Ice and%sfog", "<p>Ice<!--%s--> and</p>%sfog"]
)
def test_what_no_xml_may_hold_is_a_space(character: str, markup: str) -> None:
    content = markup.replace("%s", character)
    first = make_rss(f"<description><![CDATA[{content}]]></description>", "<description>Ships wait.</description>")
    articles = parse_feed(first, "feed.xml", refuse)
    assert " ".join(articles[0]["text"].split()) == "Ice and fog"
    assert articles[1]["text"] == "Ships wait."


def test_what_a_feed_calls_plain_text_holds_no_markup() -> None:
    feed = ATOM.replace(b"<summary>The harbour froze.", b'<summary type="text">Less &lt;than&gt; 5 &amp;amp; more.')
    (entry,) = parse_feed(feed.replace(b"<title>Ships wait", b"<title>Ships &lt;wait&gt;"), "feed.xml", refuse)
    assert (entry["title"], entry["text"]) == ("Ships <wait>", "Less <than> 5 & more.")


@pytest.mark.parametrize(("date", "read"), [("1772445600", None), ("20260302", "2026-03-02T00:00:00+00:00")])
def test_a_number_is_no_date_unless_it_is_that_of_a_day(date: str, read: str | None) -> None:
    feed = make_rss(f"<title>Ice</title><pubDate>{date}</pubDate>")
    assert parse_feed(feed, "feed.xml", refuse)[0]["published_at"] == read


def test_cells_of_a_table_are_apart() -> None:
    table = "<![CDATA[<table><tr><th>Dead</th><td>4</td></tr></table>]]>"
    (entry,) = parse_feed(make_rss(f"<title>Ice</title><description>{table}</description>"), "feed.xml", refuse)
    assert entry["text"] == "Dead\n4"


def test_an_entry_of_several_feeds_is_read_once(tmp_path: Path) -> None:
    def item(name: str, text: str, day: int) -> str:
        return f"<guid>{name}</guid><description>{text}</description><pubDate>{day} Mar 2026 12:00:00 GMT</pubDate>"

    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    one.write_bytes(
        make_rss(item("urn:1", "Ice closed it.", 3), item("17", "Ships wait.", 2), item("17", "It is open.", 4))
    )
    two.write_bytes(make_rss(item("urn:1", "The harbour froze.", 2)).replace(b"Ardal Post", b"Ardal Post: Harbour"))
    texts = [article["text"] for article in read_documents([str(one), str(two)]).articles]
    assert texts == ["Ice closed it.", "It is open."]


@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ("<guid>17</guid>", ["Ardal Post post.example 17", "Wire post.example 17"]),
        ("<link>https://post.example/ice</link>", ["https://post.example/ice"]),
        (
            "<guid>17</guid><link>https://other.example/ice</link>",
            ["Ardal Post other.example 17", "Wire other.example 17"],
        ),
        ("<guid>17</guid><link>https://[/ice</link>", ["Ardal Post post.example 17", "Wire post.example 17"]),
    ],
)
def test_numbers_name_entries_in_their_own_feed_alone(tmp_path: Path, stated: str, named: list[str]) -> None:
    one, two = tmp_path / "one.xml", tmp_path / "two.xml"
    one.write_bytes(make_rss(f"{stated}<description>Ships wait.</description>"))
    two.write_bytes(make_rss(f"{stated}<description>A brewer was sold.</description>").replace(b"Ardal Post", b"Wire"))
    assert [article["id"] for article in read_documents([str(one), str(two)]).articles] == named


def test_numbers_of_feeds_that_say_nothing_of_themselves_are_told_apart_by_their_files(tmp_path: Path) -> None:
    feed = b"<rss version='2.0'><channel><item><guid>1</guid><title>Ice</title></item></channel></rss>"
    files = [tmp_path / "one.xml", tmp_path / "two.xml"]
    for file in files:
        file.write_bytes(feed)
    found = read_documents([str(tmp_path)]).articles
    assert [article["id"] for article in found] == [f"{file} 1" for file in files]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a feed",
        b"<html><body>A page</body></html>",
        b"<rss version='2.0'></rss>",
        b"<rss version='2.0'><channel><item><title>&#xD800;</title></item></channel></rss>",
    ],
)
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match=r"feed\.xml"):
        parse_feed(content, "feed.xml", refuse)


def test_an_entry_that_the_file_ends_in_is_left_away_and_named(tmp_path: Path) -> None:
    items = [f"<title>Ice {number}</title><description>Ships & boats wait.</description>" for number in (1, 2)]
    whole = make_rss(*items)
    told: list[InputError] = []
    assert [article["title"] for article in parse_feed(whole[:-40], "feed.xml", told.append)] == ["Ice 1"]
    assert [str(error) for error in told] == ["feed.xml ends in the middle of its entry 2"]
    # What is otherwise no XML (a bare ampersand) is read over, as is an end that is missing behind the last entry.
    assert len(parse_feed(whole, "feed.xml", refuse)) == 2
    assert len(parse_feed(whole.removesuffix(b"</channel></rss>"), "feed.xml", refuse)) == 2
    (tmp_path / "feed.xml").write_bytes(whole[:-40])
    with pytest.raises(InputError, match="in the middle of its entry 2"):
        read_documents([str(tmp_path)])


@pytest.mark.parametrize("content", [RSS, ATOM, b"\xef\xbb\xbf\n" + RSS, RSS.partition(b"?>")[2]])
def test_a_feed_may_come_from_standard_input(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found = read_documents(["-"])
    assert [article["title"] for article in found.articles] == [a["title"] for a in parse_feed(content, "-", refuse)]
    assert found.origins[0] == "standard input entry 1"


def test_a_folder_is_read_whole_but_for_what_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "feed.rss").write_bytes(RSS)
    (tmp_path / "b.txt").write_text("Ships wait.", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("No.", encoding="utf-8")
    assert [article["text"][:5] for article in read_documents([str(tmp_path)]).articles] == ["Ships", "A fir", "The h"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without files"):
        read_documents([str(tmp_path)])
