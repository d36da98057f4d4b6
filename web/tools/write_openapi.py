"""Writes what types for TypeScript are generated from: what the OpenAPI document says of /v1, without its examples."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from service.app import create_app


def main(path: Path) -> None:
    """Writes the document to `path`, names sorted, so that a change of the contract is a change of few lines."""
    document = create_app(loads=False).openapi()
    kept = {
        "openapi": document["openapi"],
        "info": {"title": "Chorus", "version": "1"},
        "paths": {path: methods for path, methods in document["paths"].items() if path.startswith("/v1/")},
        "components": {"schemas": document["components"]["schemas"]},
    }
    text = json.dumps(_without_examples(kept), indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _without_examples(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_examples(value) for name, value in node.items() if name not in {"example", "examples"}}
    if isinstance(node, list):
        return [_without_examples(value) for value in node]
    return node


if __name__ == "__main__":
    main(Path(sys.argv[1]))
