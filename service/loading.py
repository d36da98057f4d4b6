"""The models that settings name, loaded and warm. The one place that knows which of them ship and what they need."""

from __future__ import annotations

from service.errors import CheckpointMissingError
from service.pipeline.text.segmentation import split_text
from service.ports import (
    BY_SIMILARITY,
    Cache,
    EntailmentModel,
    GroupingMethod,
    Models,
    RelationModel,
    Rewriter,
    SentenceEncoder,
)
from service.settings import AUTO_REWRITER, SERVER_REWRITER, Settings


def load_models(settings: Settings, cache: Cache | None = None) -> Models:
    """The models that `settings` name, warm. Takes seconds. cache: where they keep what they read.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    encoder = load_encoder(settings, cache)
    grouping = load_grouping(settings, encoder, cache)
    entailment, relations = load_judges(settings, cache)
    # Rewriters last: what is freed while the largest model is converted is used again for them.
    rewriters = load_rewriters(settings)
    return Models(encoder=encoder, grouping=grouping, entailment=entailment, relations=relations, rewriters=rewriters)


def load_encoder(settings: Settings, cache: Cache | None = None) -> SentenceEncoder:
    """The encoder that `settings` name, warm. Takes seconds. cache: where it keeps embeddings.

    Raises: CheckpointError, with one line that says what to do, if it is not installed or cannot be trusted.
    """
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    checkpoint = locate_unchanged(settings.encoder, settings.models_dir)
    # Imported here because torch takes seconds, which neither a missing checkpoint nor a given encoder should cost.
    from models.encoder.transformer import TransformerEncoder  # noqa: PLC0415

    encoder = TransformerEncoder(
        checkpoint,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
        cache=cache,
    )
    encoder.warm_up()
    return encoder


def load_grouping(
    settings: Settings, encoder: SentenceEncoder | None = None, cache: Cache | None = None
) -> GroupingMethod:
    """How sentences are grouped: by the same-fact model, warm, or by similarity where it is off or its base is missing.

    encoder: one that is loaded; if the model was tuned from it, the two share their lower layers. cache: where it keeps
    the states of sentences.
    Raises: CheckpointError if the model, or its base, cannot be trusted.
    """
    if settings.same_fact == "off":
        return BY_SIMILARITY
    from models.checkpoints.catalog import DEFAULT_ENCODER  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    try:
        base = locate_unchanged(DEFAULT_ENCODER, settings.models_dir)
    except CheckpointMissingError:
        missing = (
            f"the same-fact model needs {DEFAULT_ENCODER}, which is not installed (chorus models install "
            f"{DEFAULT_ENCODER}); sentences are grouped by similarity, which joins them less exactly"
        )
        return GroupingMethod(warnings=(missing,))
    from models.encoder import TransformerEncoder  # noqa: PLC0415
    from models.same_fact.late_interaction import InteractionModel  # noqa: PLC0415

    loaded = encoder if isinstance(encoder, TransformerEncoder) else None
    model = InteractionModel(
        base,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
        encoder=loaded if loaded and loaded.description.sha256 == base.weights_sha256 else None,
        cache=cache,
    )
    model.warm_up()
    return GroupingMethod(model=model, neighbours=settings.same_fact_neighbours)


def load_judges(settings: Settings, cache: Cache | None = None) -> tuple[EntailmentModel | None, RelationModel | None]:
    """The entailment model that `settings` name, and what reads near sentences over its layers, warm.

    None of both where entailment is off; another entailment model than the one that ships has no such layers. cache:
    where they keep judgements.
    Raises: CheckpointError, as `load_encoder`.
    """
    if settings.entailment == "off":
        return None, None
    from models.checkpoints.catalog import ENTAILMENT_BASE  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    ships = settings.entailment == "auto"
    checkpoint = locate_unchanged(ENTAILMENT_BASE if ships else settings.entailment, settings.models_dir)
    from models.entailment import AdaptedEntailment, RememberingEntailment, RememberingRelations  # noqa: PLC0415

    if not ships:
        # Imported here because it brings transformers, which takes seconds.
        from models.entailment.sequence_classifier import SequenceClassifier  # noqa: PLC0415

        other = SequenceClassifier(checkpoint)
        other.warm_up()
        return (RememberingEntailment(other, cache) if cache else other), None
    model = AdaptedEntailment(checkpoint, dtype=settings.entailment_dtype)
    model.warm_up()
    relations = model.relations
    if cache:
        return RememberingEntailment(model, cache), relations and RememberingRelations(relations, cache)
    return model, relations


def load_rewriters(settings: Settings) -> tuple[Rewriter, ...]:
    """The rewriters that `settings` name, warm, in their order; those of other servers are not asked for anything.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    from models.checkpoints.catalog import DEFAULT_REWRITER  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    names = dict.fromkeys(DEFAULT_REWRITER if name == AUTO_REWRITER else name for name in settings.rewriters)
    loaded: list[Rewriter] = []
    for name in names:
        if name == SERVER_REWRITER:
            loaded.append(_connect_rewriter(settings))
            continue
        try:
            checkpoint = locate_unchanged(name, settings.models_dir)
        except CheckpointMissingError:
            if name in settings.rewriters:
                raise
            continue
        from models.rewriters.factory import load_rewriter  # noqa: PLC0415

        loaded.append(load_rewriter(checkpoint, split=split_text, dtype=settings.rewriter_dtype))
    return tuple(loaded)


def _connect_rewriter(settings: Settings) -> Rewriter:
    from models.rewriters.openai_server import OpenAIRewriter  # noqa: PLC0415

    return OpenAIRewriter(
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        split=split_text,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout_seconds=settings.openai_timeout_seconds,
        retries=settings.openai_retries,
        languages=tuple(language.lower() for language in settings.openai_languages),
        input_price=settings.openai_input_price,
        output_price=settings.openai_output_price,
    )
