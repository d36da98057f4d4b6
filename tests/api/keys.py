"""Files of API keys."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from service.api.key_file import LIMITS


def write_keys(path: Path, *holders: dict[str, Any]) -> Path:
    """A file of `holders`, each with a `name`, its `keys` in plain text, and perhaps limits."""
    tables = []
    for holder in holders:
        hashes = [hashlib.sha256(key.encode()).hexdigest() for key in holder["keys"]]
        lines = [f'name = "{holder["name"]}"', f"sha256 = {hashes}"]
        lines += [f"{limit} = {json.dumps(holder[limit])}" for limit in sorted(LIMITS & holder.keys())]
        tables.append("\n".join(["[[holders]]", *lines]))
    path.write_text("\n\n".join(tables), encoding="utf-8")
    return path
