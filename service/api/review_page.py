"""`/`: the review page, built from web/ and shipped in `page/`. Nothing of it is loaded from elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import html
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from service.api.accepting import accepts
from service.api.page_files import BUILT, read_built, read_offline_page

_DOCUMENTATION = "/docs"
_OFFLINE_NAME = "offline.html"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-cache",
}
"""A browser asks each time whether a file is still the same: names stay while what they hold changes."""
_TYPES = {".jsonl": "application/jsonl; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file of the page as it travels."""

    content: bytes
    packed: bytes
    media_type: str
    tag: str


def add_review_page(app: FastAPI) -> None:
    """Adds the page on `/` for browsers, and its files; who asks for something else is led to the documentation."""
    app.add_api_route("/", _show_page, include_in_schema=False)
    app.add_api_route("/page/{name:path}", _send_file, include_in_schema=False)


async def _show_page(request: Request) -> Response:
    root = str(request.scope.get("root_path", "")).rstrip("/")
    if not accepts(request, "text/html"):
        return RedirectResponse(f"{root}{_DOCUMENTATION}", headers={"vary": "accept"})
    return _answer(request, _prepare_page(root))


async def _send_file(request: Request, name: str) -> Response:
    file = _list_files().get(name)
    if file is None:
        raise HTTPException(404)
    return _answer(request, file)


def _answer(request: Request, file: _File) -> Response:
    headers = {**_HEADERS, "etag": file.tag, "vary": "accept, accept-encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    packs = "gzip" in request.headers.get("accept-encoding", "")
    if packs:
        headers["content-encoding"] = "gzip"
    return Response(file.packed if packs else file.content, headers=headers, media_type=file.media_type)


@cache
def _prepare_page(root: str) -> _File:
    """root: the prefix that a proxy gives to every path."""
    escaped = html.escape(root)
    page = read_built("index.html").replace("./page.", f"{escaped}/page/page.")
    page = page.replace('data-root=""', f'data-root="{escaped}"')
    return _pack("index.html", page.encode())


@cache
def _list_files() -> Mapping[str, _File]:
    """Every file by its name below `/page/`."""
    found = {name: _pack(name, read_built(name).encode()) for name in ("page.js", "page.css")}
    found |= {f"examples/{story.name}": _pack(story.name, story.read_bytes()) for story in _list_stories()}
    found[_OFFLINE_NAME] = _pack(_OFFLINE_NAME, read_offline_page().encode())
    return found


def _list_stories() -> list[Traversable]:
    return sorted((BUILT / "examples").iterdir(), key=lambda story: story.name)


def _pack(name: str, content: bytes) -> _File:
    kind = _TYPES.get(Path(name).suffix) or f"{mimetypes.guess_type(name)[0]}; charset=utf-8"
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    return _File(content=content, packed=gzip.compress(content, mtime=0), media_type=kind, tag=tag)
