"""The real client, against a server on this machine that answers as the hub does."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.checkpoints.hub import HubFile, HuggingFaceHub
from models.checkpoints.installation import Downloaders, install
from service.errors import CheckpointDownloadError
from tests.models.written_checkpoints import REVISION, TINY_FILES, WheelShelf

TREE = f"/api/models/org/tiny/tree/{REVISION}"
RESOLVE = f"/org/tiny/resolve/{REVISION}/"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _describe(path: str, data: bytes) -> dict[str, object]:
    described: dict[str, object] = {"type": "file", "path": path, "size": len(data), "oid": "0" * 40}
    if path.endswith(".safetensors"):
        described["lfs"] = {"oid": _sha256(data), "size": len(data), "pointerSize": 130}
    return described


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == TREE:
            entries: list[dict[str, object]] = [{"type": "directory", "path": "1_Pooling", "oid": "0" * 40}]
            entries += [_describe(name, data) for name, data in TINY_FILES.items()]
            self._answer(200, json.dumps(entries).encode())
        elif path.startswith(RESOLVE) and (data := TINY_FILES.get(path.removeprefix(RESOLVE))):
            self._answer(200, data)
        else:
            self._answer(404, b"{}")

    do_HEAD = do_GET  # noqa: N815

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("ETag", f'"{_sha256(body)}"')
        if status != 200:
            self.send_header("X-Error-Code", "RevisionNotFound")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keeps the server's log off the tests' output."""


@pytest.fixture(scope="module")
def hub() -> Iterator[HuggingFaceHub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield HuggingFaceHub(f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


def test_files_are_listed_with_the_hashes_that_the_hub_states(hub: HuggingFaceHub) -> None:
    weights = TINY_FILES["model.safetensors"]
    files = hub.list_files("org/tiny", REVISION)
    assert {file.path for file in files} == set(TINY_FILES)
    assert HubFile(path="model.safetensors", size=len(weights), sha256=_sha256(weights)) in files
    assert HubFile(path="tokenizer.json", size=2, sha256=None) in files


def test_a_checkpoint_is_installed_from_the_hub(hub: HuggingFaceHub, tmp_path: Path) -> None:
    downloaders = Downloaders(packages=WheelShelf({}), hub=hub)
    folder = install(f"org/tiny@{REVISION}", tmp_path, downloaders=downloaders).folder
    assert {path: (folder / path).read_bytes() for path in TINY_FILES} == TINY_FILES
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["1_Pooling", "config.json", "manifest.json", "model.safetensors", "tokenizer.json"]
    )


def test_a_commit_that_the_hub_does_not_have_is_a_download_error(hub: HuggingFaceHub, tmp_path: Path) -> None:
    with pytest.raises(CheckpointDownloadError, match="RevisionNotFoundError"):
        hub.list_files("org/tiny", "f" * 40)
    with pytest.raises(CheckpointDownloadError, match="RevisionNotFoundError"):
        hub.fetch("org/tiny", "f" * 40, "config.json", tmp_path)
