from __future__ import annotations

import numpy as np

from service.features import DecisionFeatures, PairFeatures, RivalFeatures, name_features


def test_every_column_has_a_name_of_its_own() -> None:
    names = (*name_features(("own", "odds")), *DecisionFeatures.names())
    assert len(set(names)) == len(names) == 33 + 13 + 2 + 29
    assert names[:2] == PairFeatures.names()[:2] == ("cosine", "words")
    assert DecisionFeatures.names()[0] == "decided_odds"


def test_columns_stand_in_the_order_of_their_names() -> None:
    names = RivalFeatures.names()
    numbered = RivalFeatures(**{name: np.array([float(place)]) for place, name in enumerate(names)})
    assert [column.item() for column in numbered.list_columns()] == [0, 1, 2, 3, 4, 5]
