from __future__ import annotations

import json
import subprocess
import sys

_PROGRAM = """
import json, sys
before = set(sys.modules)
import chorus_client
imported = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted(imported - set(sys.stdlib_module_names))))
"""
_CHORUS = {"chorus_client", "service"}
_HTTPX2 = {"httpx2", "httpcore2", "anyio", "idna", "truststore", "typing_extensions", "h11", "sniffio", "certifi"}
_PYDANTIC = {"pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions"}


def test_the_client_imports_httpx2_and_pydantic_alone() -> None:
    run = subprocess.run([sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True)
    imported = {name for name in json.loads(run.stdout) if not name.startswith("_")}
    assert {"chorus_client", "httpx2", "pydantic"} <= imported
    assert imported <= _CHORUS | _HTTPX2 | _PYDANTIC
