"""Extractive selection: the sentences that say most of what many independent sources say, within a length.

In: a `Corpus`. Out: its `Facts` (groups ranked, sentences valued), an `Extract` of them, why each sentence was
chosen, and the order in which they are read.
"""

from service.pipeline.selection.budget import measure, price
from service.pipeline.selection.explanations import explain_choices
from service.pipeline.selection.extract import Extract, begin_selection, extend_selection, select_extract
from service.pipeline.selection.facts import Facts, describe_groups, find_facts, name_group, report_articles
from service.pipeline.selection.ordering import date_groups, order_groups
from service.pipeline.selection.shared_wording import find_shared_wording
from service.pipeline.selection.submodular import Selection

__all__ = [
    "Extract",
    "Facts",
    "Selection",
    "begin_selection",
    "date_groups",
    "describe_groups",
    "explain_choices",
    "extend_selection",
    "find_facts",
    "find_shared_wording",
    "measure",
    "name_group",
    "order_groups",
    "price",
    "report_articles",
    "select_extract",
]
