"""Independent sources: publishers told apart, near-duplicates found, support counted, groups ranked by it.

In: articles, and groups of their sentences. Out: which publisher each article is of, which are copies of one text,
which tell one story, how many articles, publishers and independent sources stand behind a group, and the groups in
order.
"""

from service.pipeline.sources.components import connect
from service.pipeline.sources.coverage import count_sources, list_sources
from service.pipeline.sources.leads import LEAD_SENTENCES, Titles
from service.pipeline.sources.near_duplicates import NearDuplicates, find_near_duplicates
from service.pipeline.sources.publisher_table import PublisherTable, load_publishers
from service.pipeline.sources.publishers import identify_sources
from service.pipeline.sources.ranking import RankedGroup, merge_groups, rank_groups
from service.pipeline.sources.stories import Assignment, find_stories, follow_stories, list_strays

__all__ = [
    "LEAD_SENTENCES",
    "Assignment",
    "NearDuplicates",
    "PublisherTable",
    "RankedGroup",
    "Titles",
    "connect",
    "count_sources",
    "find_near_duplicates",
    "find_stories",
    "follow_stories",
    "identify_sources",
    "list_sources",
    "list_strays",
    "load_publishers",
    "merge_groups",
    "rank_groups",
]
