"""The rewriter that ships with Chorus: low-rank adapters over a small instruct model, several wordings a group."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer

from models.adapters import LowRankAdapters, reading_adapted
from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.loading import DtypeName, choose_dtype, read_tokenizer
from models.mapped import map_weights
from models.rewriters.faithfulness import Likelihood, read_faithfulness
from models.rewriters.fusion_prompt import write_sentences, write_wish
from models.rewriters.llama import Branch, Llama, join_weights
from models.rewriters.prompts import OUT_OF_TIME, TOO_LONG
from service.descriptions import RewriterDescription, RewriterKind
from service.rewrites import Rewrite, RewriteRequest

SHIPPED_FOLDER = Path(__file__).parent.parent / "fusion_smollm2"
_ROWS = 24
"""Wordings written at once; a batch always has so many rows, dummies among them (`models.rewriters.llama`)."""
_MOST_PROMPT_TOKENS = 256
"""A prompt loses sentences, the last first, until it has no more."""
_MOST_ANSWER_TOKENS = 80
_MOST_WISH_TOKENS = 24
_TOKENS_PER_WORD, _SPARE_TOKENS = 2, 8
"""Of an answer, from the words that are wished for: what has more is no answer to that."""
_WARM_UP_STEPS = 4
_CAPACITY = _MOST_PROMPT_TOKENS + _MOST_WISH_TOKENS + _MOST_ANSWER_TOKENS
_SHARE = 0.9
"""Of the words that a sentence may have, those that are wished for. A further wish, for 0.6 of them, finds a wording
for a tenth more groups, and costs half as much again to write and to verify (docs/decisions/0057)."""
_CORE_WORDS = 10
"""Of the common core: the length that editors give it (9.3 words on average)."""
_LEAST_WORDS = 5
_LEAST_SUPPORT = 0.85
"""Probability of support from which a compression may be shown."""
_MOST_SUPPORT = 0.98
"""A wording that would need more is not offered: the entailment model hardly gives it."""


@dataclass(slots=True, kw_only=True)
class _Wording:
    """An answer as it is written.

    request: the place of its request. most_tokens: that it may have. odds: the logarithms of its tokens' probabilities.
    """

    request: int
    branch: Branch
    most_tokens: int
    tokens: list[int] = field(default_factory=list)
    odds: list[float] = field(default_factory=list)
    whole: bool = False

    @property
    def likelihood(self) -> Likelihood:
        return Likelihood(mean=sum(self.odds) / len(self.odds), least=min(self.odds))

    @property
    def done(self) -> bool:
        return self.whole or len(self.tokens) >= self.most_tokens


class FusionRewriter:
    """A `Rewriter` that tells a group in two wordings: what is in its sentences, then what all of them say.

    Each may be told from a probability of support of its own (`models.rewriters.faithfulness`).

    Same request, same wordings: whatever the other requests, their number and their order.
    Source: Hu et al., LoRA (2021), for the adapters; Barzilay and McKeown (2005) for sentence fusion.
    """

    def __init__(self, base: InstalledCheckpoint, folder: Path = SHIPPED_FOLDER, *, dtype: DtypeName = "auto") -> None:
        """Loads `base` and adds the adapters of `folder` to its weights.

        Raises: CheckpointError if `folder` cannot be loaded, or its adapters were made for another checkpoint.
        """
        weights_path = folder / "model.safetensors"
        arithmetic = choose_dtype(dtype)
        with reading_adapted(folder, base) as config:
            adapters = LowRankAdapters(load_file(weights_path), float(config["adapter_scale"]))
            self._faithfulness = read_faithfulness(folder)
            self._description = RewriterDescription(
                name=base.card.name,
                kind=RewriterKind.INSTRUCT,
                revision=base.card.revision,
                sha256=hashlib.sha256(weights_path.read_bytes()).hexdigest(),
                dtype=str(arithmetic).removeprefix("torch."),
                languages=tuple(config["languages"]),
                licence=config.get("licence"),
                learned_from=config.get("learned_from"),
            )
        mapped = map_weights(
            base,
            arithmetic,
            adapters.add,
            changed_by=f"{self._description.sha256} joined",
            check=adapters.refuse_unused,
            join=join_weights,
        )
        self._model = Llama(base.folder, arithmetic, adapters.add, file=mapped)
        if not mapped:
            adapters.refuse_unused()
        self._tokenizer: Tokenizer = read_tokenizer(base)
        self._end_id = int(read_json_object(base.folder / "config.json")["eos_token_id"])

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """Wordings for each request, the longest wish first; cost grows with their number, in steps of _ROWS."""
        wordings: list[_Wording] = []
        failures: dict[int, str] = {}
        for place, request in enumerate(requests):
            if not request.judged:
                continue
            if remaining_seconds() <= 0:
                failures[place] = OUT_OF_TIME
            elif (prompt := self._fit(request)) is None:
                failures[place] = TOO_LONG
            else:
                wishes = _list_wishes(request)
                endings = [self._tokenize(write_wish(words=words, core=core)) for words, core in wishes]
                wordings += [
                    _Wording(request=place, branch=branch, most_tokens=_count_tokens(words))
                    for (words, _), branch in zip(wishes, self._model.read(prompt, endings), strict=True)
                ]
        # A batch takes as long as its longest wording.
        shortest_first = sorted(wordings, key=lambda wording: wording.most_tokens)
        for start in range(0, len(wordings), _ROWS):
            self._write(shortest_first[start : start + _ROWS], remaining_seconds)
        return tuple(
            self._gather(request, [w for w in wordings if w.request == place], failures.get(place))
            for place, request in enumerate(requests)
        )

    def warm_up(self) -> None:
        """Begins to rewrite two sentences, so that the first request does not pay for what is set up once."""
        request = RewriteRequest(
            sentences=("The bridge is open.", "The bridge opened."), word_counts=(4, 3), language="en", max_words=12
        )
        remaining = chain(repeat(60.0, _WARM_UP_STEPS), repeat(0.0))
        self.rewrite([request], remaining_seconds=lambda: next(remaining))

    def _fit(self, request: RewriteRequest) -> list[int] | None:
        """The prompt with as many of the sentences as it has room for; None if it has not for the first."""
        for count in range(len(request.sentences), 0, -1):
            prompt = self._tokenize(write_sentences(request.sentences[:count]))
            if len(prompt) <= _MOST_PROMPT_TOKENS:
                return prompt
        return None

    def _tokenize(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _write(self, wordings: Sequence[_Wording], remaining_seconds: Callable[[], float]) -> None:
        """Writes at most _ROWS wordings to their ends, or until the time is up, greedily."""
        rows = self._model.start([wording.branch for wording in wordings], rows=_ROWS, capacity=_CAPACITY)
        while remaining_seconds() > 0:
            tokens, odds = rows.choose()
            for wording, token, own in zip(wordings, tokens, odds, strict=False):
                if not wording.done:
                    wording.odds.append(own)
                    wording.whole = token == self._end_id
                    wording.tokens.append(token)
            if all(wording.done for wording in wordings):
                return
            ended = [wording.done for wording in wordings]
            rows.append(tokens, ended=ended + [True] * (_ROWS - len(ended)))

    def _gather(self, request: RewriteRequest, wordings: Sequence[_Wording], failure: str | None) -> Rewrite:
        """What may be told of one request: whole wordings that some support makes true, compressions behind them,
        each once; else its sentence.
        """
        if failure is not None:
            return Rewrite(failure=failure)
        tokens = sum(len(wording.tokens) for wording in wordings)
        if not all(wording.done for wording in wordings):
            return Rewrite(failure=OUT_OF_TIME, tokens=tokens)
        asked: dict[str, float] = {}
        for wording in wordings:
            text = self._spell(wording.tokens)
            if wording.whole and text:
                asked.setdefault(
                    text, self._faithfulness.find_least_support(text, request.sentences, wording.likelihood)
                )
        offered = {text: least for text, least in asked.items() if least <= _MOST_SUPPORT}
        for text in request.list_compressions():
            offered.setdefault(text, _LEAST_SUPPORT)
        first, *others = offered or {request.sentences[0]: 0.0}
        return Rewrite(text=first, others=tuple(others), least_support=tuple(offered.values()), tokens=tokens)

    def _spell(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True)).strip()


def _list_wishes(request: RewriteRequest) -> list[tuple[int, bool]]:
    """Words that are wished for, and whether what all sentences say is."""
    wishes = [(max(_LEAST_WORDS, round(_SHARE * request.max_words)), False)]
    if len(request.sentences) > 1:
        wishes.append((min(_CORE_WORDS, request.max_words), True))
    return wishes


def _count_tokens(words: int) -> int:
    return min(_MOST_ANSWER_TOKENS, _TOKENS_PER_WORD * words + _SPARE_TOKENS)
