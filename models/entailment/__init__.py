"""Whether evidence says a claim.

In: pairs of evidence and claim. Out: of each, calibrated probabilities of entailed and contradicted; the rest is not
stated. `AdaptedEntailment` is the model that ships; `SequenceClassifier`, in a module that imports transformers, is any
other checkpoint; `RememberingEntailment` asks one of them about what is in no cache.
"""

from models.entailment.adapted import AdaptedEntailment
from models.entailment.remembering import RememberingEntailment

__all__ = ["AdaptedEntailment", "RememberingEntailment"]
