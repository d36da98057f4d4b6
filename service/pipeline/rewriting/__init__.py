"""Abstractive rewriting: sentence compression and fusion of groups, verified before it is shown.

In: an `Extract`, and a rewriter. Out: an `Abstract`: how each sentence is told, what supports it, and what was refused.
"""

from service.pipeline.rewriting.abstractive import Abstract, write_abstract
from service.pipeline.rewriting.acceptance import VERBATIM, Wording
from service.pipeline.rewriting.options import RewritingOptions

__all__ = ["VERBATIM", "Abstract", "RewritingOptions", "Wording", "write_abstract"]
