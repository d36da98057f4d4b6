"""Files of API keys."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any


def write_keys(path: Path, *holders: dict[str, Any]) -> Path:
    """A file of `holders`, each with a `name`, its `keys` in plain text, and perhaps `rate` and `concurrent`."""
    tables = []
    for holder in holders:
        hashes = [hashlib.sha256(key.encode()).hexdigest() for key in holder["keys"]]
        lines = [f'name = "{holder["name"]}"', f"sha256 = {hashes}"]
        lines += [f'rate = "{holder["rate"]}"'] if "rate" in holder else []
        lines += [f"concurrent = {holder['concurrent']}"] if "concurrent" in holder else []
        tables.append("\n".join(["[[holders]]", *lines]))
    path.write_text("\n\n".join(tables), encoding="utf-8")
    return path
