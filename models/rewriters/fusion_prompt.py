"""How the rewriter that ships is asked: the prompt that it was tuned on."""

from __future__ import annotations

from collections.abc import Sequence

from models.rewriters.prompts import disarm

_OPENING = "<|im_start|>user\n"
_CLOSING = "<|im_end|>\n<|im_start|>assistant\n"


def write_sentences(sentences: Sequence[str]) -> str:
    """The part of the prompt that holds the sentences, one a line; what is asked of them follows it."""
    return _OPENING + "".join(f"{disarm(sentence)}\n" for sentence in sentences)


def write_wish(*, words: int, core: bool) -> str:
    """What is asked of the sentences before it.

    words: that the answer is to have, about. core: whether it is to say only what all of them say.
    """
    return f"{'What all say' if core else 'One sentence'}, {words} words:{_CLOSING}"
