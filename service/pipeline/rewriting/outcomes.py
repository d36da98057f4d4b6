"""What became of the sentences of an abstractive summary, for the answer: a report, and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from service.descriptions import RewriterDescription
from service.pipeline.rewriting.acceptance import Wording
from service.rewrites import RewritingReport, TokenUsage


def report_rewriting(
    wordings: Sequence[Wording], rewriter: RewriterDescription, usage: TokenUsage, token_budget: int | None
) -> RewritingReport:
    """What was done for `wordings`; usage is that of all that was asked for, shown or not."""
    return RewritingReport(
        rewriter=rewriter,
        outcomes=Counter(wording.outcome for wording in wordings),
        failures=sum(wording.failure is not None for wording in wordings),
        usage=usage,
        token_budget=token_budget,
        cost=rewriter.price(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens),
    )


def warn_of_failures(wordings: Sequence[Wording], rewriter: RewriterDescription) -> tuple[str, ...]:
    """A warning for each way in which the rewriter failed; what verification refused is told sentence by sentence."""
    failures = Counter(wording.failure for wording in wordings if wording.failure is not None)
    return tuple(
        f"{count} of {len(wordings)} sentences stand as the articles have them, because {rewriter.name} did not "
        f"rewrite them: {failure}"
        for failure, count in sorted(failures.items())
    )


def warn_of_languages(languages: Sequence[str], rewriter: RewriterDescription) -> tuple[str, ...]:
    """A warning where sentences stand as they are because of their language. languages: of each sentence."""
    foreign = Counter(language for language in languages if not rewriter.writes(language))
    return tuple(
        f"{count} of {len(languages)} sentences stand as the articles have them, because {rewriter.name} does not "
        f"write {language!r}; it writes: {', '.join(rewriter.languages)}"
        for language, count in sorted(foreign.items())
    )
