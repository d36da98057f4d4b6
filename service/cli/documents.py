"""Articles out of files: text, web pages, feeds, JSON Lines, JSON, standard input, and folders of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from service.cli.failures import InputError, UsageError

JsonObject = dict[str, Any]
"""An object of the REST contract on its way to the service, which alone validates it."""

T = TypeVar("T")
Report = Callable[[InputError], None]
"""Is told of what holds no article; unless it raises, the rest is read."""

STDIN = "-"
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:\?xml|rss|feed|rdf:RDF)\b")
"""How a feed begins, where no file name says that it is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as the service takes it, and where it was read, for instance `news.jsonl line 3`.

    Its `id` is that of a file where `named_by_file`, and may then be changed to be unique. from_feed: whether it is
    an entry, which other feeds may have, too.
    """

    article: Any
    origin: str
    named_by_file: bool = False
    from_feed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What a command's files hold.

    options: the fields of a whole request beside its articles; empty unless a file is one.
    """

    documents: tuple[Document, ...]
    options: JsonObject = field(default_factory=dict)

    @property
    def articles(self) -> list[Any]:
        """The `articles` of a request."""
        return [document.article for document in self.documents]

    @property
    def origins(self) -> tuple[str, ...]:
        """Where each article was read, in the order of `articles`."""
        return tuple(document.origin for document in self.documents)

    def compose_request(self, **options: Any) -> JsonObject:
        """A request about the articles: `options` win over those of the file, but for those that are None."""
        chosen = {name: value for name, value in options.items() if value is not None}
        return {**self.options, **chosen, "articles": self.articles}


def refuse(error: InputError) -> None:
    """Nothing is read where something cannot be. Raises: InputError."""
    raise error


def name_by_stem(path: Path) -> str:
    """What an article is called that is the whole of `path`."""
    return "stdin" if str(path) == STDIN else path.stem


def read_documents(
    files: Sequence[str],
    *,
    without: Path | None = None,
    report: Report = refuse,
    name: Callable[[Path], str] = name_by_stem,
) -> Documents:
    """The articles of `files`, in their order; `-` is standard input.

    `.jsonl` holds an article object a line, `.json` a list of articles or a whole request, `.html` and `.htm`
    a web page, `.xml`, `.rss` and `.atom` a feed, anything else is text, the article being the whole file. Text is
    UTF-8, a byte order mark is dropped, line ends stay as they are. Files named alike get the ids `name`, `name-2`,
    `name-3`. Of a folder all files are read that are visible, also in folders in it, by name, but for `without`, or
    what is in it. An entry that stands in several feeds, or twice in one, is read once.

    report: told of each file, and each line of JSON Lines, that cannot be read, decoded or parsed, or holds no article.
    name: what an article is called that is a whole file.
    Raises: InputError as `report` does; UsageError if standard input is named twice or two files are whole requests.
    """
    if files.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read once only")
    found = [path for file in files for path in _attempt(partial(_list_files, file, without), report) or ()]
    parts = [part for path in found if (part := _attempt(partial(_read_file, path, report, name), report))]
    requests = [part.options for part in parts if part.options]
    if len(requests) > 1:
        raise UsageError("only one of the files may be a whole request with options of its own")
    documents = _with_unique_ids(_read_once([document for part in parts for document in part.documents]))
    return Documents(documents=documents, options=requests[0] if requests else {})


def _attempt(read: Callable[[], T], report: Report) -> T | None:
    """What `read` returns; None where it raises what `report` takes."""
    try:
        return read()
    except InputError as error:
        report(error)
        return None


def read_text(file: str) -> str:
    """The text of `file`, or of standard input for `-`; UTF-8, a byte order mark is dropped.

    Raises: InputError if it cannot be read or decoded.
    """
    if file == STDIN:
        return _decode(sys.stdin.buffer.read(), "standard input")
    return _decode(_read_bytes(Path(file)), file)


def _list_files(name: str, without: Path | None) -> list[Path]:
    """The file `name`, or the files of the folder `name`. Raises: InputError if that has none."""
    left_out = without.resolve() if without else None
    folder = Path(name)
    if name == STDIN or not folder.is_dir():
        return [folder]
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    visible = (path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))
    files = [path for path in visible if not (left_out and path.resolve().is_relative_to(left_out))]
    if not files:
        raise InputError(f"{folder} is a folder without files")
    return files


def _read_standard_input(report: Report, name: str) -> Documents:
    origin = "standard input"
    content = sys.stdin.buffer.read()
    if _FEED.match(content):
        return Documents(documents=tuple(_parse_entries(content, origin, report)))
    text = _decode(content, origin)
    if text.lstrip().startswith("{"):
        return Documents(documents=tuple(_parse_lines(text, origin, report)))
    return _one_article({"id": name, "text": text}, origin)


def _read_file(path: Path, report: Report, name: Callable[[Path], str]) -> Documents:
    if str(path) == STDIN:
        return _read_standard_input(report, name(path))
    content = _read_bytes(path)
    match path.suffix.lower():
        case ".jsonl":
            return Documents(documents=tuple(_parse_lines(_decode(content, str(path)), str(path), report)))
        case ".json":
            return _parse_json(_decode(content, str(path)), str(path))
        case ".html" | ".htm":
            return _one_article({"id": name(path), **_extract(content, path)}, str(path))
        case ".xml" | ".rss" | ".atom":
            return Documents(documents=tuple(_parse_entries(content, str(path), report)))
        case _:
            return _one_article({"id": name(path), "text": _decode(content, str(path))}, str(path))


def _one_article(article: JsonObject, origin: str) -> Documents:
    return Documents(documents=(Document(article=article, origin=origin, named_by_file=True),))


def _parse_lines(text: str, origin: str, report: Report) -> Iterator[Document]:
    # str.splitlines would also split at U+2028 and its like, which JSON strings may hold as they are.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise InputError(f"{origin} holds no article")
    for number, line in lines:
        place = f"{origin} line {number}"
        try:
            yield Document(article=_load_json(line, place), origin=place)
        except InputError as error:
            report(error)


def _parse_entries(content: bytes, origin: str, report: Report) -> Iterator[Document]:
    # Imported here because reading feeds takes libraries that other files need not wait for.
    from service.cli.feeds import parse_feed  # noqa: PLC0415

    for number, article in enumerate(parse_feed(content, origin, report), start=1):
        yield Document(article=article, origin=f"{origin} entry {number}", from_feed=True)


def _parse_json(text: str, origin: str) -> Documents:
    value = _load_json(text, origin)
    options: JsonObject = {}
    if isinstance(value, dict) and "articles" in value:
        options = {name: option for name, option in value.items() if name != "articles"}
        value = value["articles"]
    if not isinstance(value, list):
        raise InputError(f"{origin} is neither a list of articles nor a request with 'articles'")
    documents = tuple(
        Document(article=article, origin=f"{origin} article {number}") for number, article in enumerate(value, start=1)
    )
    return Documents(documents=documents, options=options)


def _load_json(text: str, origin: str) -> Any:
    def refuse_constant(name: str) -> None:
        raise InputError(f"{origin} is not JSON: {name} is no JSON number")

    try:
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}" if "\n" in text.strip() else f"column {error.colno}"
        raise InputError(f"{origin} is not JSON: {error.msg} at {where}") from error
    except RecursionError as error:
        raise InputError(f"{origin} is nested too deeply") from error
    except ValueError as error:
        raise InputError(f"{origin} holds a number with too many digits") from error


def _extract(page: bytes, path: Path) -> JsonObject:
    # Imported here because the extractor takes half a second that other files need not wait for.
    from service.webpages import MOST_ATTRIBUTES, extract_article, is_crowded  # noqa: PLC0415

    if is_crowded(page):
        raise InputError(f"{path} has an element with more than {MOST_ATTRIBUTES} attributes")
    found = extract_article(page)
    if found is None:
        raise InputError(f"{path} holds no article that can be told from the rest of the page")
    return {
        "text": found.text,
        "title": found.title,
        "source": found.source,
        "url": found.url,
        "published_at": found.published_at,
    }


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error


def _decode(content: bytes, origin: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{origin} is not UTF-8 text (byte {error.start}); convert it first") from error


def _read_once(documents: Sequence[Document]) -> list[Document]:
    """Of entries of one name, the one that was published last, of equals the last."""
    latest: dict[str, int] = {}
    for place, document in enumerate(documents):
        if document.from_feed and (name := document.article["id"]):
            before = documents[latest.get(name, place)].article["published_at"] or ""
            if (document.article["published_at"] or "") >= before:
                latest[name] = place
    kept = set(latest.values())
    return [
        document
        for place, document in enumerate(documents)
        if place in kept or not (document.from_feed and document.article["id"])
    ]


def _with_unique_ids(documents: Sequence[Document]) -> tuple[Document, ...]:
    taken = {_stated_id(document) for document in documents if not document.named_by_file}
    unique: list[Document] = []
    for document in documents:
        if document.named_by_file:
            name = _free_name(document.article["id"], taken)
            document = replace(document, article={**document.article, "id": name})  # noqa: PLW2901
            taken.add(name)
        unique.append(document)
    return tuple(unique)


def _stated_id(document: Document) -> object:
    stated = document.article.get("id") if isinstance(document.article, dict) else None
    return stated if isinstance(stated, str) else None


def _free_name(name: str, taken: set[object]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate
