from __future__ import annotations

from service.domain import Article, GroupedArticles
from service.ports import BY_SIMILARITY, GroupingMethod
from tests.doubles import WordSameFactModel, make_pipeline
from tests.pipeline.stories import FIRE, PatientClock, article


def group(articles: tuple[Article, ...], grouping: GroupingMethod) -> GroupedArticles:
    return make_pipeline(grouping=grouping).group(articles, PatientClock())


def texts(grouped: GroupedArticles) -> list[set[str]]:
    return [{member.sentence.text for member in own.members} for own in grouped.groups]


def test_the_model_decides_what_is_one_fact() -> None:
    model = WordSameFactModel()
    grouped = group(FIRE, GroupingMethod(model=model))
    assert len(model.texts) == len(set(model.texts)) == sum(report.sentences for report in grouped.articles)
    assert {
        "The mayor of Ardal ordered all markets in the city to close for a week.",
        "The mayor of Ardal ordered all markets of the city to close for one week.",
    } in texts(grouped)
    assert grouped.warnings == ()


def test_a_sentence_that_several_articles_have_is_read_once_and_joins_all_of_them() -> None:
    told = "The mayor of Ardal ordered all markets in the city to close for a week."
    model = WordSameFactModel()
    grouped = group((article(told), article(f"{told}\nIt rained.", index=1)), GroupingMethod(model=model))
    assert model.texts.count(told) == 1
    assert max(len(own.members) for own in grouped.groups) == 2


def test_a_language_that_the_model_was_not_trained_on_is_grouped_by_similarity_and_this_is_said() -> None:
    model = WordSameFactModel(languages=("da", "sv"))
    grouped = group(FIRE, GroupingMethod(model=model))
    assert model.texts == []
    assert grouped.groups == group(FIRE, BY_SIMILARITY).groups
    (warning,) = grouped.warnings
    assert warning == (
        "words was trained on da, sv; with articles in en, sentences are grouped by similarity, "
        "which joins them less exactly"
    )


def test_why_there_is_no_model_is_said() -> None:
    grouped = group(FIRE, GroupingMethod(warnings=("the model is away",)))
    assert grouped.warnings == ("the model is away",)
    assert grouped.groups == group(FIRE, BY_SIMILARITY).groups


def test_articles_without_sentences_have_no_groups() -> None:
    assert group((article("\n"),), GroupingMethod(model=WordSameFactModel(languages=("en", "und")))).groups == ()
