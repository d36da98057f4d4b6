"""Copies of an article as outlets print them: cut, merged, under another headline, lightly reworded.

Each way takes a text and a source of chance, and answers another text: the same for the same arguments.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from service.domain import Article
from service.pipeline.text.segmentation import split_sentences

Manipulation = Callable[[str, random.Random], str]

ABRIDGED_SHARE = 1 / 3
DROPPED_SHARE = 0.3
REWORDED_SHARE = 0.1
"""Of words; a third each replaced, deleted, or with a word inserted behind them."""
_HEADLINE_WORDS = 8
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INSERTED = ("also", "reportedly", "meanwhile", "now", "then", "indeed", "already", "later", "still", "however")
_SYNONYMS: Mapping[str, str] = {
    "said": "stated", "says": "states", "told": "informed", "asked": "requested", "added": "noted", "about": "around",
    "killed": "slain", "died": "perished", "dead": "deceased", "injured": "wounded", "hurt": "harmed",
    "police": "officers", "officials": "authorities", "government": "administration", "president": "leader",
    "people": "persons", "man": "male", "woman": "female", "children": "kids", "home": "house", "city": "town",
    "big": "large", "small": "little", "new": "fresh", "old": "aged", "first": "initial", "last": "final",
    "many": "numerous", "several": "various", "some": "certain", "after": "following", "before": "prior to",
    "began": "started", "end": "finish", "found": "discovered", "made": "created", "used": "employed", "took": "seized",
    "company": "firm", "money": "cash", "country": "nation", "world": "globe", "attack": "assault", "fire": "blaze",
    "car": "vehicle", "plane": "aircraft", "work": "labor", "help": "aid", "show": "display", "plan": "scheme",
    "but": "yet", "because": "since", "while": "as", "when": "once", "also": "too", "only": "merely", "very": "highly",
    "near": "close to", "called": "named", "reported": "recounted", "according": "in line", "announced": "declared",
    "wants": "wishes", "need": "require", "would": "could", "may": "might", "however": "nonetheless",
}  # fmt: skip


def keep_verbatim(text: str, _chance: random.Random) -> str:
    return text


def abridge(text: str, _chance: random.Random) -> str:
    """The first third of the words, up to the end of the sentence in which it ends."""
    sought = ABRIDGED_SHARE * len(text.split())
    ends = (end for _, end in _find_sentences(text))
    return text[: next((end for end in ends if len(text[:end].split()) >= sought), len(text))]


def drop_sentences(text: str, chance: random.Random) -> str:
    """What is left when three sentences in ten are left out, at least one, never all."""
    sentences = _find_sentences(text)
    count = min(max(1, round(DROPPED_SHARE * len(sentences))), max(0, len(sentences) - 1))
    dropped = set(chance.sample(range(len(sentences)), count))
    kept, position = [], 0
    for number, (start, end) in enumerate(sentences):
        kept.append(text[position : start if number in dropped else end])
        position = end
    return "".join([*kept, text[position:]])


def merge_paragraphs(text: str, _chance: random.Random) -> str:
    return " ".join(text.split())


def change_headline(text: str, chance: random.Random) -> str:
    """The text under a new first line; an old one, known by the full stop that it lacks, is taken away."""
    words = _WORD.findall(text)
    headline = " ".join(chance.choices(words, k=_HEADLINE_WORDS)).capitalize()
    first, _, rest = text.partition("\n")
    has_headline = rest.strip() and not first.rstrip().endswith((".", "”", '"'))
    return f"{headline}\n{rest if has_headline else text}"


def reword(text: str, chance: random.Random) -> str:
    """The text with every tenth word replaced by a synonym, deleted, or followed by another word.

    A word without a synonym in the list is replaced by one from elsewhere in the text, which is no more alike.
    """
    words = _WORD.findall(text)

    def alter(word: re.Match[str]) -> str:
        if chance.random() >= REWORDED_SHARE:
            return word.group()
        way = chance.randrange(3)
        if way == 0:
            return _SYNONYMS.get(word.group().lower()) or chance.choice(words)
        return "" if way == 1 else f"{word.group()} {chance.choice(_INSERTED)}"

    return _WORD.sub(alter, text)


def combine(*ways: Manipulation) -> Manipulation:
    """All of `ways`, one after the other."""

    def apply(text: str, chance: random.Random) -> str:
        for way in ways:
            text = way(text, chance)
        return text

    return apply


MANIPULATIONS: Mapping[str, Manipulation] = {
    "verbatim": keep_verbatim,
    "first third": abridge,
    "sentences dropped": drop_sentences,
    "paragraphs merged": merge_paragraphs,
    "new headline": change_headline,
    "reworded": reword,
    "dropped, merged, new headline": combine(drop_sentences, merge_paragraphs, change_headline),
    "first third, reworded": combine(abridge, reword),
    "dropped, reworded, merged, new headline": combine(drop_sentences, reword, merge_paragraphs, change_headline),
    "all": combine(abridge, drop_sentences, reword, merge_paragraphs, change_headline),
}


def _find_sentences(text: str) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in split_sentences(Article(id="text", index=0, text=text))]
