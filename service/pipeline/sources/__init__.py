"""Independent sources: near-duplicates found, support counted, groups ranked by it.

In: articles, and groups of their sentences. Out: which articles are copies of one text, how many articles,
publishers and independent sources stand behind a group, and the groups in order.
"""

from service.pipeline.sources.coverage import count_sources, list_sources
from service.pipeline.sources.near_duplicates import NearDuplicates, find_near_duplicates
from service.pipeline.sources.ranking import RankedGroup, rank_groups

__all__ = ["NearDuplicates", "RankedGroup", "count_sources", "find_near_duplicates", "list_sources", "rank_groups"]
