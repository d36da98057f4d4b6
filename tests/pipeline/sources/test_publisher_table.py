from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from service.domain import Article
from service.errors import PublishersFileError
from service.pipeline.sources.hosts import find_domain
from service.pipeline.sources.publisher_table import BUILT_IN_FILE, PublisherTable, load_publishers
from service.pipeline.sources.publishers import identify_sources

OWN = """
[[family]]
name = "Brightwater"
names = ["Velmara Herald", "Herald Express", "BBC"]
hosts = ["brightwater.example"]
apart = ["Herald Express Sport"]
source = "https://brightwater.example/about"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "publishers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def identify(table: PublisherTable, *names: str) -> list[str | None]:
    articles = [Article(id=str(i), index=i, text="x", source=name) for i, name in enumerate(names)]
    return [article.source_id for article in identify_sources(articles, table)]


def test_a_file_adds_its_families_and_wins(tmp_path: Path) -> None:
    table = load_publishers(write(tmp_path, OWN))
    assert identify(table, "The Velmara Herald", "Herald Express", "BBC", "AP", "brightwater.example") == [
        "family:Brightwater",
        "family:Brightwater",
        "family:Brightwater",
        "family:Associated Press",
        "family:Brightwater",
    ]
    assert identify(table, "Herald Express Sport") == ["name:heraldexpresssport"]
    assert table.digest != load_publishers().digest


def test_a_file_may_stand_in_place_of_the_table(tmp_path: Path) -> None:
    table = load_publishers(write(tmp_path, f"replace = true\n{OWN}"))
    assert identify(table, "Herald Express", "AP", "Associated Press") == [
        "family:Brightwater",
        "name:ap",
        "name:associatedpress",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[family]", "is no TOML"),
        ("families = []", "states 'families'"),
        ("family = 'BBC'", "must stand under"),
        ("replace = 'yes'", "replace must be true or false"),
        ("[[family]]\nnames = ['BBC']", "family 1 must have a name"),
        ("[[family]]\nname = 'BBC'\nhost = ['bbc.com']", "family 1 states 'host'"),
        ("[[family]]\nname = 'BBC'\nhosts = 'bbc.com'", "hosts of family 1 must be a list"),
        ("carriers = [1]", "carriers of the file must be a list"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(PublishersFileError, match=reason) as raised:
        load_publishers(write(tmp_path, text))
    assert str(tmp_path) in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishersFileError, match="No such file"):
        load_publishers(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    with pytest.raises(PublishersFileError, match="is no TOML"):
        load_publishers(tmp_path / "latin.toml")


def test_the_table_that_ships_states_each_host_once_and_where_to_check_it(tmp_path: Path) -> None:
    document = tomllib.loads(BUILT_IN_FILE.read_text(encoding="utf-8"))
    hosts = [host for family in document["family"] for host in family["hosts"]]
    assert len(hosts) == len(set(hosts))
    assert all(host == find_domain(host) or host.endswith((".go.com", ".indiatimes.com")) for host in hosts)
    assert all(family["source"].startswith("https://") for family in document["family"])
    assert len({family["name"] for family in document["family"]}) == len(document["family"])
    # It is a file like those that a service may name.
    assert load_publishers(write(tmp_path, BUILT_IN_FILE.read_text(encoding="utf-8"))).hosts == load_publishers().hosts


def test_only_names_that_are_known_to_be_shared_belong_to_several_families() -> None:
    shared = {letters for letters, families in load_publishers().families.items() if len(families) > 1}
    assert shared == {"abcnews", "telegraph", "dailytelegraph", "sundaytelegraph"}
