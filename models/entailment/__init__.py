"""Whether evidence says a claim.

In: pairs of evidence and claim. Out: of each, calibrated probabilities of entailed and contradicted; the rest is not
stated. `AdaptedEntailment` is the model that ships, `SequenceClassifier` any other checkpoint.
"""

from models.entailment.adapted import AdaptedEntailment
from models.entailment.remembering import RememberingEntailment
from models.entailment.sequence_classifier import SequenceClassifier

__all__ = ["AdaptedEntailment", "RememberingEntailment", "SequenceClassifier"]
