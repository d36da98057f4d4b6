"""What Chorus is compared with: lead sentences, and sumy's LexRank and TextRank.

Sentences are split by Chorus for all of them: sumy's own splitter needs nltk's punkt data, which must be downloaded.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Sequence
from functools import cache

import nltk
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.nlp.tokenizers import Tokenizer
from sumy.summarizers import AbstractSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from service.domain import Article
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences

_LANGUAGE = "english"


class Baseline(enum.StrEnum):
    LEAD = "lead"
    LEAD_SENTENCES = "lead of whole sentences"
    LEXRANK = "sumy LexRank"
    TEXTRANK = "sumy TextRank"


class WordTokenizer:
    """sumy's English word tokenizer for text that is a sentence already, so that it need not be split again."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of `sentence`, those alone that sumy takes for words."""
        tokens = nltk.word_tokenize(sentence, preserve_line=True)
        return tuple(token for token in tokens if Tokenizer._is_word(token))


def write_baseline(baseline: Baseline, articles: Sequence[Article], words: int) -> str:
    """A summary of `articles` of `words` words, or fewer where there are fewer; the last sentence is cut off there.

    Sentences stand in the order in which the method prefers them, so that the cut falls on the least of them. The lead
    of whole sentences ends before the first that does not fit.
    """
    if baseline in (Baseline.LEAD, Baseline.LEAD_SENTENCES):
        rounds = itertools.zip_longest(*(read_story(article) for article in articles))
        preferred = [sentence for turn in rounds for sentence in turn if sentence is not None]
    else:
        preferred = rank_with_sumy(baseline, [s.text for article in articles for s in split_sentences(article)])
    if baseline is Baseline.LEAD_SENTENCES:
        lengths = itertools.accumulate(len(sentence.split()) for sentence in preferred)
        return " ".join(sentence for sentence, length in zip(preferred, lengths, strict=True) if length <= words)
    return " ".join(" ".join(preferred).split()[:words])


def read_story(article: Article) -> list[str]:
    """The sentences of `article` that tell its story, in order: no headlines, datelines, captions or promotion."""
    kept, _ = strip_boilerplate(article, split_sentences(article))
    return [sentence.text for sentence in kept if not sentence.headline]


def rank_with_sumy(baseline: Baseline, sentences: Sequence[str]) -> list[str]:
    """`sentences` as sumy ranks them, best first."""
    ranked: list[str] = []

    def take_all(rated: Sequence[object]) -> Sequence[object]:
        """All of them: sumy asks which of the ranked to keep before it restores document order, so note the ranks."""
        ranked.extend(str(info.sentence) for info in rated)  # type: ignore[attr-defined]
        return rated

    _summarizer(baseline)(build_document(sentences), take_all)
    return ranked


def build_document(sentences: Sequence[str]) -> ObjectDocumentModel:
    """The document that sumy would have parsed, of sentences that are split already."""
    tokenizer = WordTokenizer()
    return ObjectDocumentModel([Paragraph([Sentence(text, tokenizer) for text in sentences])])


@cache
def _summarizer(baseline: Baseline) -> AbstractSummarizer:
    """With stemmer and stop words, as in sumy's README."""
    kind = {Baseline.LEXRANK: LexRankSummarizer, Baseline.TEXTRANK: TextRankSummarizer}[baseline]
    summarizer = kind(Stemmer(_LANGUAGE))
    summarizer.stop_words = get_stop_words(_LANGUAGE)
    return summarizer
