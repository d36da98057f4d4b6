"""Irregular English verbs: the stem of the infinitive for the forms that share none with it.

Left out are forms that are more often words of their own: "found", "left", "wound", "shot".
"""

from __future__ import annotations

from service.pipeline.text.terms import stem_word
from service.pipeline.text.tokens import Token

_FORMS = """
    take took taken; give gave given; go went gone; get got gotten; pay paid; say said; come came; become became;
    buy bought;
    bring brought; build built; break broke broken; begin began begun; catch caught; choose chose chosen; deal dealt;
    draw drew drawn; drive drove driven; drink drank drunk; eat ate eaten; fall fell fallen; fight fought;
    fly flew flown; forbid forbade forbidden; forget forgot forgotten; freeze froze frozen; grow grew grown; hang hung;
    have had; hear heard; hide hid hidden; hold held; keep kept; know knew known; lay laid; lead led;
    lend lent; lose lost; make made; mean meant; meet met; ride rode ridden; ring rang rung; rise rose risen;
    run ran; see seen; seek sought; sell sold; send sent; shake shook shaken; show shown; shrink shrank shrunk;
    sing sang sung; sink sank sunk; sit sat; sleep slept; speak spoke spoken; spend spent; stand stood;
    steal stole stolen;
    strike struck stricken; swear swore sworn; sweep swept; swim swam swum; teach taught; tear tore torn; tell told;
    think thought; throw threw thrown; understand understood; wake woke woken; wear wore worn; win won;
    withdraw withdrew withdrawn; write wrote written; bear bore borne; bend bent; bite bit bitten; blow blew blown;
    breed bred;
    do did done; feed fed; foresee foresaw foreseen; overcome overcame; overthrow overthrew overthrown;
    rebuild rebuilt; shine shone; slide slid; spin spun; swing swung;
    undertake undertook undertaken; uphold upheld; weave wove woven; weep wept; mistake mistook mistaken;
    be been was were
"""
_BASE = {
    stem_word(form, "en"): stem_word(line.split()[0], "en") for line in _FORMS.split(";") for form in line.split()[1:]
}
_ALIKE = frozenset(
    {
        "bet", "burst", "cast", "cost", "cut", "hit", "hurt", "let", "put", "quit", "read", "set", "shed", "shut",
        "slit", "split", "spread", "thrust", "upset", "felt", "found", "lay", "left", "shot", "wound",
    }
)  # fmt: skip
"""Past forms that are words of their own, too, or the infinitive."""


def infinitive_stem(stem: str) -> str:
    """The stem of the infinitive of which `stem` is a past form; else `stem`. What is a word of its own stays one."""
    return _BASE.get(stem, stem)


def is_past_form(word: str) -> bool:
    """Whether an English word, in lower case, has the form of a past tense and is no word of its own."""
    return word.endswith("ed") or stem_word(word, "en") in _BASE


def may_be_past(token: Token) -> bool:
    """Whether an English word has the form of a past tense, as "need" has, too."""
    return token.lower.endswith("ed") or token.stem in _BASE or token.lower in _ALIKE
