"""What `/` answers to whom, and that what is shipped is what web/ says."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.article_requests import ArticleRequest
from service.api.page_files import BUILT, carry_reading, read_offline_page
from service.cli.progress import WORDS
from tests.api.clients import run_app

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
MOST_BYTES = 100_000


def directives(policy: str) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def test_a_browser_gets_the_page_and_others_are_led_to_the_documentation(client: TestClient) -> None:
    page = client.get("/", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for accept in ("application/json", "*/*"):
        other = client.get("/", headers={"accept": accept})
        assert (other.status_code, other.headers["location"]) == (307, "/docs")
        assert "accept" in other.headers["vary"]


def test_the_page_may_run_its_own_script_alone_and_ask_its_own_service_alone(client: TestClient) -> None:
    policy = directives(client.get("/", headers=BROWSER).headers["content-security-policy"])
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert policy["require-trusted-types-for"] == "'script'"


def test_the_page_and_its_files_stand_behind_the_prefix_of_a_proxy() -> None:
    with run_app() as client:
        client.app.root_path = '/a"b'  # type: ignore[attr-defined]
        page = client.get("/", headers=BROWSER).text
    assert 'data-root="/a&quot;b"' in page
    assert 'src="/a&quot;b/page/page.js"' in page


@pytest.mark.parametrize(
    ("name", "kind"),
    [("page.js", "text/javascript"), ("page.css", "text/css"), ("offline.html", "text/html")],
)
def test_files_say_what_they_are_and_are_sent_again_only_when_they_changed(
    client: TestClient, name: str, kind: str
) -> None:
    sent = client.get(f"/page/{name}")
    assert sent.headers["content-type"] == f"{kind}; charset=utf-8"
    assert (sent.headers["x-content-type-options"], sent.headers["content-encoding"]) == ("nosniff", "gzip")
    again = client.get(f"/page/{name}", headers={"if-none-match": sent.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/page/{name}", headers={"accept-encoding": "identity"}).content == sent.content


@pytest.mark.parametrize("name", ["page.py", "../review_page.py", "%2e%2e/review_page.py", "SOURCES.sha256", ""])
def test_nothing_else_is_sent(client: TestClient, name: str) -> None:
    assert client.get(f"/page/{name}").status_code == 404


def test_the_stories_to_begin_with_are_the_seeds_and_invented_ones(client: TestClient) -> None:
    assert client.get("/page/examples/seeds.jsonl").content == (ROOT / "seeds" / "articles.jsonl").read_bytes()
    lines = (ROOT / "benchmarks" / "data" / "stories.jsonl").read_text(encoding="utf-8").splitlines()
    stories = {story["id"]: story["articles"] for story in map(json.loads, lines)}
    for name in ("brewery-takeover", "ferry-fire"):
        sent = client.get(f"/page/examples/{name}.jsonl")
        assert sent.headers["content-type"] == "application/jsonl; charset=utf-8"
        assert [json.loads(line) for line in sent.text.splitlines()] == stories[name]


def test_all_that_a_browser_loads_is_small() -> None:
    loaded = [(BUILT / name).read_bytes() for name in ("index.html", "page.js", "page.css")]
    assert sum(len(gzip.compress(content)) for content in loaded) < MOST_BYTES


def test_no_file_names_another_host() -> None:
    namespaces = {"www.w3.org"}
    for name in ("index.html", "page.js", "page.css"):
        hosts = re.findall(r"https?://([\w.-]+\.[a-z]+)", (BUILT / name).read_text(encoding="utf-8"))
        assert set(hosts) <= namespaces, name


def test_the_page_in_one_file_may_run_its_own_script_alone() -> None:
    page = read_offline_page()
    assert not re.search(r"page\.(?:js|css)", page)
    found = re.search(r'content-security-policy" content="([^"]+)"', page)
    assert found
    policy = directives(found[1])
    for opening, name in (('<script type="module">', "script-src"), ("<style>", "style-src")):
        content = page.partition(opening)[2].partition(f"</{name.removesuffix('-src')}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert policy[name] == f"'sha256-{digest}'"
    assert "connect-src" not in policy


def test_what_a_page_carries_cannot_become_markup() -> None:
    reading = {"draft": "</script><script>alert(1)</script><!--\u2028"}
    page = carry_reading(json.dumps(reading, ensure_ascii=False))
    found = re.search(r'<script type="application/json" id="reading">(.*?)</script>', page, re.DOTALL)
    assert found
    assert json.loads(found[1]) == reading
    assert "<script>alert" not in page


def test_the_page_is_built_from_its_sources() -> None:
    subprocess.run([sys.executable, "web/tools/fingerprint.py"], cwd=ROOT, check=True)


def test_what_the_page_was_written_for_is_still_in_the_contract(client: TestClient) -> None:
    written = json.loads((ROOT / "web" / "openapi.json").read_text(encoding="utf-8"))["components"]["schemas"]
    today: dict[str, Any] = client.get("/openapi.json").json()["components"]["schemas"]
    for name, schema in written.items():
        missing = schema.get("properties", {}).keys() - today[name].get("properties", {}).keys()
        assert not missing, f"{name} lacks {missing}: mend web/ and run make page"
        assert set(schema.get("enum", ())) <= set(today[name].get("enum", ())), name


def test_the_page_reads_every_field_that_an_article_may_have() -> None:
    source = (ROOT / "web/src/articles/reading.ts").read_text("utf-8")
    (known,) = re.findall(r"^const KNOWN = (\[.*\]);$", source, re.MULTILINE)
    assert set(json.loads(known)) == ArticleRequest.model_fields.keys()


def test_the_page_and_the_terminal_have_words_for_the_same_stages() -> None:
    source = (ROOT / "web/src/service/progress.ts").read_text("utf-8")
    (stages,) = re.findall(r"const STAGES.*?\{(.*?)\};", source, re.DOTALL)
    assert re.findall(r"^ +(\w+):", stages, re.MULTILINE) == list(WORDS)
