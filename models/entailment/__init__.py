"""Whether evidence says a claim, and how near sentences stand to each other.

In: pairs of evidence and claim. Out: of each, calibrated probabilities of entailed and contradicted; the rest is not
stated. `AdaptedEntailment` is the model that ships; `SequenceClassifier`, in a module that imports transformers, is any
other checkpoint; `RememberingEntailment` asks one of them about what is in no cache. `AdaptedRelations`, over the lower
layers of the one that ships, tells whether two sentences agree, contradict each other, or one tells a later state.
"""

from models.entailment.adapted import AdaptedEntailment
from models.entailment.relations import AdaptedRelations
from models.entailment.remembering import RememberingEntailment, RememberingRelations

__all__ = ["AdaptedEntailment", "AdaptedRelations", "RememberingEntailment", "RememberingRelations"]
