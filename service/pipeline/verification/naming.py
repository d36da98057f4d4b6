"""Whether evidence names what a sentence names: what never does tells nothing of it, neither for nor against."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.claims.names import Name
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.recall import remembered
from service.pipeline.text.segmentation import split_text
from service.pipeline.verification.check_names import is_known, is_sure, read_stems
from service.pipeline.verification.statements import read_statement
from service.pipeline.verification.truecasing import truecase

_PRONOUNS = frozenset("he she it they him her them his hers its their theirs".split())  # noqa: SIM905


def names_all(claim: str, language: str, article: str, article_language: str) -> bool:
    """Whether `article`, a whole text, has each name of `claim` in some form. Cost: linear in the article."""
    written = read_statement(truecase(claim, [article]), language=language)
    names = [name for name in written.claims.names if is_sure(name, written)]
    if not names:
        return True
    known, stems = _read_names(article, article_language)
    return all(is_known(name, written, known, stems) for name in names)


def tells_of(claim: str, language: str, evidence: Sequence[Evidence]) -> bool:
    """Whether `evidence` may tell of what `claim` names: names some of it, names nothing, or has a pronoun for it."""
    written = read_statement(truecase(claim, [one.context or one.text for one in evidence]), language=language)
    names = [name for name in written.claims.names if is_sure(name, written)]
    sources = [
        read_statement(one.text, language=one.language, published_at=one.published_at, context=one.context)
        for one in evidence
    ]
    known = [name for source in sources for name in source.claims.names]
    stems = frozenset[str]().union(*map(read_stems, sources))
    return (
        not names
        or any(is_known(name, written, known, stems) for name in names)
        or not any(is_sure(name, source) for source in sources for name in source.claims.names)
        or any(token.lower in _PRONOUNS for source in sources for token in source.claims.tokens)
    )


@remembered(maxsize=64)
def _read_names(text: str, language: str) -> tuple[tuple[Name, ...], frozenset[str]]:
    """The names of a text, each wording once, and its stems. Cached: several sentences are held against one article."""
    names: dict[tuple[str, ...], Name] = {}
    stems = set[str]()
    for sentence in split_text(text):
        statement = read_statement(sentence, language=language)
        for name in statement.claims.names:
            names.setdefault(name.words, name)
        stems |= read_stems(statement)
    return tuple(names.values()), frozenset(stems)
