"""The nouns of Chorus. Frozen values that pass between the stages of the pipeline.

Offsets are code points, 0-based, end-exclusive, in the text of the request as it came.
"""

from service.domain.articles import (
    Article,
    ArticleReport,
    Boilerplate,
    BoilerplateKind,
    Sentence,
    Span,
)
from service.domain.citations import (
    Citation,
    CitationRole,
    CitedSentence,
    CitedText,
    ErrorKind,
    Verification,
    VerificationStatus,
    WrongSpan,
)
from service.domain.conflicts import (
    CLAUSES,
    Conflict,
    ConflictKind,
    ConflictSide,
    ConflictStatus,
    Turn,
)
from service.domain.groups import (
    Coverage,
    GroupedArticles,
    GroupMember,
    NearGroup,
    NewerValue,
    SentenceGroup,
)
from service.domain.news import News, NewsStatus
from service.domain.stories import (
    STORY_WINDOW,
    FollowedArticle,
    FollowedStories,
    FollowedStory,
    StoryOptions,
)
from service.domain.summaries import (
    Explanation,
    Length,
    LengthReport,
    LengthUnit,
    Mode,
    Order,
    StopReason,
    Summary,
    SummaryOptions,
    SummarySentence,
    TimelineDay,
    Timings,
)

__all__ = [
    "CLAUSES",
    "STORY_WINDOW",
    "Article",
    "ArticleReport",
    "Boilerplate",
    "BoilerplateKind",
    "Citation",
    "CitationRole",
    "CitedSentence",
    "CitedText",
    "Conflict",
    "ConflictKind",
    "ConflictSide",
    "ConflictStatus",
    "Coverage",
    "ErrorKind",
    "Explanation",
    "FollowedArticle",
    "FollowedStories",
    "FollowedStory",
    "GroupMember",
    "GroupedArticles",
    "Length",
    "LengthReport",
    "LengthUnit",
    "Mode",
    "NearGroup",
    "NewerValue",
    "News",
    "NewsStatus",
    "Order",
    "Sentence",
    "SentenceGroup",
    "Span",
    "StopReason",
    "StoryOptions",
    "Summary",
    "SummaryOptions",
    "SummarySentence",
    "TimelineDay",
    "Timings",
    "Turn",
    "Verification",
    "VerificationStatus",
    "WrongSpan",
]
