"""The same-fact model: late interaction between the tokens of two sentences, and a network that classifies the pair."""

from models.same_fact.late_interaction import FEATURES, InteractionModel

__all__ = ["FEATURES", "InteractionModel"]
