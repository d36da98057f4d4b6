"""Which articles are of one publisher, so that its names and hosts count as one source.

The source of an article is its `publisher`, else its `source`, else the registrable domain of its `url`, else its `id`.
What is one publisher is known from the table of families; from names that differ in spelling, or in a section or an
edition behind them; and from what the articles of one request say together: a name that spells the host of another
article, the one name that articles of a host give, a copyright line that names one company. Where two publishers could
be meant nothing is joined: a source too many is a smaller wrong than one that hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from service.domain import Article
from service.pipeline.sources.components import connect
from service.pipeline.sources.hosts import find_domain, find_label, read_address, read_host, read_kept_host
from service.pipeline.sources.imprints import find_owner
from service.pipeline.sources.publisher_names import (
    Words,
    find_base,
    find_certain_base,
    is_distinctive,
    is_generic,
    join_letters,
    list_editions,
    read_name,
)
from service.pipeline.sources.publisher_table import PublisherTable, load_publishers

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_ACCOUNT_HOSTS = frozenset({"www", "m", "amp", "mobile"})
"""Subdomains of shared hosts that are nobody's account."""

Node = tuple[str, str]
"""What an article states of its publisher: a kind (`family`, `name`, `domain` or `id`) and a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What one article says of its publisher.

    node: what it counts as, before articles are compared. words: of its name; empty where it states none, or a host.
    domain: of its address, or of the host that it names; None on hosts that carry what others publish.
    owner: the company in its copyright line.
    """

    node: Node
    words: Words
    domain: str | None
    owner: str | None


def identify_sources(articles: Sequence[Article], table: PublisherTable | None = None) -> tuple[Article, ...]:
    """`articles`, each with the `source_id` that all of one publisher have.

    table: by default the one that ships with Chorus. The order of articles changes nothing. Cost: linear.
    """
    known = table or load_publishers()
    statements = [_read_statement(article, known) for article in articles]
    names = _connect([statement.node for statement in statements], _find_links(statements))
    return tuple(
        replace(article, source_id=names[statement.node])
        for article, statement in zip(articles, statements, strict=True)
    )


def _read_statement(article: Article, table: PublisherTable) -> _Statement:
    stated = article.stated_publisher or article.source
    host = _read_home(article.url, table) if article.url else None
    words: Words = ()
    domain = _find_site(host, article.url or "", table) if host else None
    if stated and (named := read_address(stated)):
        domain = _find_site(named, "", table)
        node = _name_host(named, domain, table)
    elif stated:
        words = _read_known_name(stated, table)
        node = _name_publisher(words, host, domain, table)
    elif host and domain:
        node = _name_host(host, domain, table)
    else:
        node = ("id", article.id)
    owner = find_owner(article.text) or ()
    if any(join_letters(owner[:end]) in table.families for end in range(1, len(owner) + 1)):
        owner = ()  # what is printed with its leave is no property of its own
    return _Statement(
        node=node,
        words=find_certain_base(words) if node[0] == "name" or (node[0] == "domain" and is_generic(words)) else (),
        domain=None if domain is None or domain in table.carriers else domain,
        owner=join_letters(owner) if owner and node[0] != "family" else None,
    )


def _read_known_name(name: str, table: PublisherTable) -> Words:
    """The words of a name, with the country in parentheses unless the table has the name only without."""
    words, bare = read_name(name, keep_places=True), read_name(name)
    has = [letters in table.families or letters in table.apart for letters in map(join_letters, (words, bare))]
    return bare if has == [False, True] else words


def _read_home(url: str, table: PublisherTable) -> str | None:
    """The host of `url`; where one that carries what others publish keeps a page of another site, that site's."""
    host = read_host(url)
    return (read_kept_host(url) or host) if host and find_domain(host) in table.carriers else host


def _find_site(host: str, url: str, table: PublisherTable) -> str:
    """The registrable domain of `host`; on hosts that publishers share, with the account that publishes."""
    domain = find_domain(host)
    if domain not in table.shared:
        return domain
    account = host.removesuffix(domain).rstrip(".").rpartition(".")[2]
    if account and account not in _ACCOUNT_HOSTS:
        return f"{account}.{domain}"
    first = unquote(urlsplit(url).path).strip("/").partition("/")[0].casefold()
    return f"{domain}/{first}" if first.startswith("@") else domain


def _name_host(host: str, domain: str, table: PublisherTable) -> Node:
    family = table.find_host(host)
    return ("family", family) if family else ("domain", domain)


def _name_publisher(words: Words, host: str | None, domain: str | None, table: PublisherTable) -> Node:
    """The family that has the name, or an edition of it; else the name without editions.

    A name that newspapers share is that of the site it stands on, if no family has either.
    """
    home = table.find_host(host) if host else None
    letters = join_letters(words)
    if letters in table.apart:
        return ("name", letters)
    if home and _begins_with(words, home, table):
        return ("family", home)
    for edition in list_editions(words):
        families = table.families.get(join_letters(edition), frozenset())
        if families and (edition == words or not is_generic(edition)):
            return _choose_family(edition, families, domain, table)
    if is_generic(words) and domain and domain not in table.carriers and not home:
        return ("domain", domain)
    return ("name", join_letters(find_certain_base(words)))


def _begins_with(words: Words, family: str, table: PublisherTable) -> bool:
    return any(family in table.families.get(join_letters(words[:end]), ()) for end in range(1, len(words) + 1))


def _choose_family(words: Words, families: frozenset[str], domain: str | None, table: PublisherTable) -> Node:
    """The one family of a name; else the name alone. A namesake with a site of its own (guardian.ng) is that site.

    Such as newspapers share may be a part of the site's name: "The Sun" of baltimoresun.com.
    """
    letters = join_letters(words)
    if domain and domain not in table.carriers and domain not in table.hosts:
        labels = _read_label(domain)
        if letters in labels or (is_generic(words) and any(letters in label for label in labels)):
            return ("domain", domain)
    return ("family", min(families)) if len(families) == 1 else ("name", letters)


def _read_label(domain: str) -> set[str]:
    """The names that the owner's label of `domain` may spell, with and without "the" before it."""
    label = join_letters(read_name(find_label(domain)))
    return {label, label.removeprefix("the")}


def _find_links(statements: Sequence[_Statement]) -> Iterator[tuple[Node, Node]]:
    """What the articles together say is one publisher, of what none of them says alone."""
    spelled = _match_spelling(statements)
    yield from ((name, ("domain", domain)) for domain, name in spelled.items())
    yield from _match_hosts(statements, spelled.keys())
    sites = _gather((join_letters(s.words), s.domain) for s in statements if s.words and s.domain)
    on_site = {(join_letters(s.words), s.node) for s in statements if s.words and s.node[0] == "domain"}
    yield from ((("name", name), node) for name, node in on_site if len(sites[name]) == 1)
    owned = [(statement.node, statement.owner) for statement in statements if statement.owner]
    owners = _gather(owned)
    yield from ((node, ("owner", owner)) for node, owner in owned if len(owners[node]) == 1)


def _match_spelling(statements: Sequence[_Statement]) -> dict[str, Node]:
    """Domains with the name that their label spells, where no other name and no other domain is spelled alike."""
    names = {s.node[1]: s.node for s in statements if s.words and is_distinctive(s.words)}
    domains = {statement.domain for statement in statements if statement.domain}
    pairs = [(domain, names[label]) for domain in domains for label in _read_label(domain) & names.keys()]
    names_of, domains_of = _gather(pairs), _gather((node, domain) for domain, node in pairs)
    return {domain: node for domain, node in pairs if len(names_of[domain]) == len(domains_of[node]) == 1}


def _match_hosts(statements: Sequence[_Statement], spelled: Set[str]) -> Iterator[tuple[Node, Node]]:
    """Names on one domain that differ in sections alone; and the domain itself, where no others are given there.

    An article without an address may be an agency's, which many domains print: such a name speaks for no domain.
    """
    by_domain = _gather((s.domain, s) for s in statements if s.domain)
    domains_of = _gather((s.node, s.domain) for s in statements)
    for domain, on_it in by_domain.items():
        names_of = _gather((find_base(s.words), s.node) for s in on_it if s.words)
        for nodes in names_of.values():
            yield from ((min(nodes), node) for node in nodes)
        if len(names_of) == 1 and domain not in spelled and all(s.node[0] != "family" for s in on_it):
            (nodes,) = names_of.values()
            yield from ((node, ("domain", domain)) for node in nodes if domains_of[node] == {domain})


def _gather(pairs: Iterable[tuple[K, V]]) -> dict[K, set[V]]:
    gathered: defaultdict[K, set[V]] = defaultdict(set)
    for key, value in pairs:
        gathered[key].add(value)
    return gathered


def _connect(nodes: Iterable[Node], links: Iterable[tuple[Node, Node]]) -> dict[Node, str]:
    """The source of each node: one for all that links connect, named after the first of them."""
    pairs = list(links)
    every = sorted({*nodes, *(node for pair in pairs for node in pair)})
    place = {node: i for i, node in enumerate(every)}
    component = connect(len(every), [(place[one], place[two]) for one, two in pairs])
    first = {number: ":".join(node) for number, node in reversed(list(zip(component, every, strict=True)))}
    return {node: first[component[i]] for node, i in place.items()}
