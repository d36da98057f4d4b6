"""Claims: what a sentence asserts in a form that can be checked against another.

In: a sentence, its language, and when its article came out. Out: `Claims`: quantities, dates, names and negations as
values, each with its place. The rooms above compare these values and import their modules by name.
"""

from service.pipeline.claims.extraction import Claims, extract_claims

__all__ = ["Claims", "extract_claims"]
