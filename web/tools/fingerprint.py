"""Tells whether the built page is that of its sources: one hash of all files that it is built from.

`python web/tools/fingerprint.py --write` after a build, without arguments to compare.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

_WEB = Path(__file__).resolve().parents[1]
_WRITTEN = _WEB.parent / "service" / "api" / "page" / "SOURCES.sha256"
_SINGLE = ("index.html", "package-lock.json", "package.json", "tsconfig.json", "vite.config.ts")


def find_sources() -> Iterator[Path]:
    """Every file that the page is built from; tests are none of them."""
    yield from (_WEB / name for name in _SINGLE)
    for folder in ("src", "public"):
        yield from (path for path in (_WEB / folder).rglob("*") if path.is_file() and not _is_test(path))


def hash_sources() -> str:
    """The SHA-256 of names and contents, in the order of names."""
    whole = hashlib.sha256()
    for path in sorted(find_sources()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(_WEB).as_posix()} {content}\n".encode())
    return whole.hexdigest()


def _is_test(path: Path) -> bool:
    return ".test." in path.name or path.parent.name == "testing"


def main() -> None:
    """Writes the hash, or ends with an error where another one is written."""
    found = hash_sources()
    if "--write" in sys.argv:
        _WRITTEN.write_text(f"{found}\n", encoding="ascii")
    elif _WRITTEN.read_text(encoding="ascii").strip() != found:
        sys.exit("the page in service/api/page is not built from what is in web/: run make page")


if __name__ == "__main__":
    main()
