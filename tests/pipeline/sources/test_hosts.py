from __future__ import annotations

import pytest

from service.pipeline.sources.hosts import find_domain, find_label, list_parents, read_address, read_host


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://user@WWW.Coast.example:8080/a", "www.coast.example"),
        ("https://coast.example./a", "coast.example"),
        ("https://xn--zrich-kva.example", "zürich.example"),
        ("https://z%C3%BCrich.example", "zürich.example"),
        ("https://ｃｏａｓｔ。example/a", "coast.example"),
        ("https://under_score.example", "under_score.example"),
        ("https://[2001:db8::1]/a", "2001:db8::1"),
        ("https:///a", None),
        ("https://[oops/a", None),
    ],
)
def test_hosts_have_one_form(url: str, host: str | None) -> None:
    assert read_host(url) == host


@pytest.mark.parametrize(
    ("host", "domain", "label"),
    [
        ("www.bbc.co.uk", "bbc.co.uk", "bbc"),
        ("edition.cnn.com", "cnn.com", "cnn"),
        ("m.coast.example", "coast.example", "coast"),
        ("coast.github.io", "coast.github.io", "coast"),
        ("a.食狮.公司.cn", "食狮.公司.cn", "食狮"),
        ("co.uk", "co.uk", "co.uk"),
        ("localhost", "localhost", "localhost"),
        ("10.0.3.4", "10.0.3.4", "10.0.3.4"),
        ("2001:db8::1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_domains_are_one_label_and_a_public_suffix(host: str, domain: str, label: str) -> None:
    assert find_domain(host) == domain
    assert find_label(domain) == label


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("NYTimes.com", "nytimes.com"),
        (" https://www.bbc.co.uk/news ", "www.bbc.co.uk"),
        ("coast.example", "coast.example"),
        ("St.Louis", None),
        ("A.P.", None),
        ("Reuters", None),
        ("Le Monde.fr", None),
        ("editor@coast.example", None),
    ],
)
def test_names_that_are_hosts_are_read_as_such(name: str, host: str | None) -> None:
    assert read_address(name) == host


def test_parents_of_a_host_come_from_the_longest() -> None:
    assert list(list_parents("abcnews.go.com")) == ["abcnews.go.com", "go.com", "com"]
