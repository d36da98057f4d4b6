"""Composing: of true and of false sentences that a server writes about a story, how many are shown.

The server is a stand-in on loopback that answers what it is told to, in OpenAI's protocol; the rest is the service's.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.evaluation import Evaluation, Row, find_evaluation
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate
from models.rewriters.openai_server import OpenAIRewriter
from service.api.article_requests import ArticlesRequest
from service.loading import load_models
from service.pipeline.rewriting.acceptance import WordingJudge
from service.pipeline.rewriting.asking import RewriterAccount
from service.pipeline.rewriting.composing import StoryComposer
from service.pipeline.rewriting.material import Material, describe_fact
from service.pipeline.story import Question, Story, StoryReader
from service.pipeline.text.segmentation import split_text
from service.ports import Composer, Limits, Models
from service.rewrites import CompositionRequest
from service.runtime.deadline import RequestClock
from service.settings import Settings

FUSION, GROUPS, CLAIMS = "fusion_train.jsonl", "groups_train.jsonl", "claims_dev.jsonl"
EVERY = 6
"""Of the clusters with sentences that editors wrote, each so manieth is read: fifteen, with more than a hundred."""
_FOREVER_SECONDS = 3600.0
_FACT = re.compile(r"^\[(g\d+)\]", re.MULTILINE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSentence:
    """A sentence that a server might write. evidence: what it was written from. kind: of its error; None: true."""

    text: str
    evidence: tuple[str, ...]
    kind: str | None = None


Stories = Mapping[str, tuple[Sequence[Mapping[str, Any]], Sequence[WrittenSentence]]]
"""By name, articles and the sentences that are written about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """shown: the share of the sentences that were accepted. by_kind: of each kind of error, how many of how many."""

    set_name: str
    sentences: int
    shown: Estimate
    by_kind: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposingFindings:
    scores: tuple[Acceptance, ...]


def answer_composing(*, small: bool = False) -> Report:
    """What is shown of sentences that are true, and of such with one error. Raises: EvaluationMissingError."""
    evaluation = find_evaluation(small=small)
    file, claims = evaluation.load_claims(CLAIMS)
    models = load_models(Settings())
    sets = {
        **(_read_fused(evaluation) if evaluation.has(FUSION, GROUPS) else {}),
        f"{file}, true": {row["id"]: (row["articles"], _list_claims(row, supported=True)) for row in claims},
        f"{file}, one error": {row["id"]: (row["articles"], _list_claims(row, supported=False)) for row in claims},
    }
    with standing_in() as server:
        rewriter = server.connect()
        findings = tuple(score_acceptance(name, told, models, server, rewriter) for name, told in sets.items())
    return Report(findings=ComposingFindings(scores=findings), tables=(_tabulate(findings),), notes=_NOTES)


_NOTES = (
    (
        "Sentences that a composer might write, each answered by a stand-in server that names the facts it was written "
        "from. Shown: accepted by the service; ± standard error. Those of fusion_train were written by editors, and "
        "the entailment model has seen them while it learned; it has seen nothing of "
        "claims_dev, nor of the invented stories."
    ),
)


def score_acceptance(
    set_name: str,
    stories: Stories,
    models: Models,
    server: StandIn,
    rewriter: Composer,
) -> Acceptance:
    """What is shown of the sentences that are written about `stories`."""
    shown: list[tuple[str | None, bool]] = []
    for name, (articles, sentences) in stories.items():
        print(f"composing: {set_name}, {name}", file=sys.stderr, flush=True)
        clock = RequestClock(limit_seconds=_FOREVER_SECONDS)
        request = ArticlesRequest.model_validate({"articles": [{"id": a["id"], "text": a["text"]} for a in articles]})
        story = StoryReader(models=models, limits=Limits()).read(request.to_articles(), Question(), clock)
        material = list_material(story)
        stage = StoryComposer(
            corpus=story.corpus,
            composer=rewriter,
            judge=WordingJudge(story.corpus, models.entailment, check=clock.check),
            encoder=models.encoder,
            clock=clock,
            account=RewriterAccount(rewriter, max_tokens=None, count_seconds=lambda: _FOREVER_SECONDS),
        )
        for sentence in sentences:
            server.answers = sentence
            composition = stage.compose(
                CompositionRequest(facts=tuple(one.fact for one in material), language="en", max_words=150), material
            )
            shown.append((sentence.kind, any(told.wording for told in composition.told)))
    asked = Counter(kind for kind, _ in shown if kind)
    passed = Counter(kind for kind, accepted in shown if kind and accepted)
    return Acceptance(
        set_name=set_name,
        sentences=len(shown),
        shown=estimate_mean([float(accepted) for _, accepted in shown]),
        by_kind={kind: (passed[kind], count) for kind, count in sorted(asked.items())},
    )


def list_material(story: Story) -> list[Material]:
    """All facts of a story, each by its member of the highest value."""
    value = story.facts.valuation.singleton_value
    return [
        describe_fact(story.corpus, group, place, max(group.members, key=lambda i: (value[i], -i)))
        for place, group in enumerate(story.facts.groups)
    ]


class StandIn:
    """A server that writes the sentence it is told to write, with the names of the facts that this was written from."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.answers: WrittenSentence | None = None

    def connect(self) -> OpenAIRewriter:
        return OpenAIRewriter(base_url=f"{self._address}/v1", model="stand-in", split=split_text, retries=0)

    def write(self, material: str) -> str:
        """The answer to what a composer was given; nothing where it is asked once more."""
        if self.answers is None or "<refused>" in material:
            return json.dumps({"sentences": []})
        names = name_facts(self.answers, material)
        return json.dumps({"sentences": [{"text": self.answers.text, "facts": names}]})


def name_facts(sentence: WrittenSentence, material: str) -> list[str]:
    """The facts that hold what a sentence was written from, in the order of that: the nearest to it by their words."""
    places = [(match[1], match.end()) for match in _FACT.finditer(material)]
    ends = [start for _, start in places[1:]] + [len(material)]
    words = {name: _read_words(material[start:end]) for (name, start), end in zip(places, ends, strict=True)}
    wanted = [_read_words(text) for text in sentence.evidence or (sentence.text,)]
    nearest = [max(words, key=lambda name: (len(own & words[name]) / max(1, len(own)), name)) for own in wanted]
    return list(dict.fromkeys(nearest))


def _read_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """A stand-in server on loopback, in a thread of its own."""
    holder: list[StandIn] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            text = holder[0].write(body["messages"][1]["content"])
            answer = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Says nothing of each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    holder.append(StandIn(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield holder[0]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _read_fused(evaluation: Evaluation) -> Mapping[str, Stories]:
    """What editors wrote of groups, of each so manieth cluster. Raises: EvaluationMissingError."""
    groups = {row["id"]: row for row in evaluation.load_rows(GROUPS)}
    fused: dict[str, list[WrittenSentence]] = {}
    for row in evaluation.load_rows(FUSION):
        written = WrittenSentence(text=row["sentence"], evidence=tuple(row["members"]))
        fused.setdefault(row["cluster"], []).append(written)
    return {FUSION: {name: (groups[name]["articles"], fused[name]) for name in sorted(fused)[::EVERY]}}


def _list_claims(row: Row, *, supported: bool) -> list[WrittenSentence]:
    texts = {article["id"]: article["text"] for article in row["articles"]}
    return [
        WrittenSentence(
            text=claim["text"],
            evidence=tuple(texts[span["article_id"]][span["start"] : span["end"]] for span in claim["evidence"]),
            kind=None if supported else claim["kind"],
        )
        for claim in row["claims"]
        if claim["supported"] is supported
    ]


def _tabulate(findings: Sequence[Acceptance]) -> Table:
    return Table(
        title="What is shown",
        columns=("set", "sentences", "shown", "by kind of error"),
        rows=tuple(
            (
                one.set_name,
                str(one.sentences),
                show_estimate(one.shown),
                ", ".join(f"{kind} {passed} of {count}" for kind, (passed, count) in one.by_kind.items()),
            )
            for one in findings
        ),
    )
