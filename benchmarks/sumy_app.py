"""sumy's LexRank behind FastAPI, as somebody would put it there: `uvicorn benchmarks.sumy_app:app`."""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.baselines import Baseline, rank_with_sumy, read_story
from service.domain import Article


class _Text(BaseModel):
    id: str
    text: str


class _Asked(BaseModel):
    """The same request as Chorus gets; of its length the words alone."""

    articles: list[_Text]
    length: dict[str, str | float]


app = FastAPI(docs_url=None, openapi_url=None)


@app.post("/v1/summaries")
def summarize(asked: _Asked) -> dict[str, list[str]]:
    """Sentences, best first, until the length is full."""
    articles = [Article(id=one.id, index=i, text=one.text) for i, one in enumerate(asked.articles)]
    ranked = rank_with_sumy(Baseline.LEXRANK, [sentence for article in articles for sentence in read_story(article)])
    chosen: list[str] = []
    for sentence in ranked:
        if sum(len(one.split()) for one in (*chosen, sentence)) > float(asked.length["value"]):
            break
        chosen.append(sentence)
    return {"sentences": chosen}


@app.get("/readyz")
def report_readiness() -> dict[str, str]:
    """Whether requests are taken."""
    return {"status": "ready"}
