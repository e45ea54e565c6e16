"""Trees walked as the library that grew them walks them, and chances that only rise with what speaks for an answer."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import open_pipeline
from rag.answering.extractive.chances.confidence import COLUMNS, LINK_MISSING, odds_of, rows_of
from rag.answering.extractive.chances.sureness import ANSWER_COLUMNS, answer_row, confidence_of
from rag.answering.extractive.chances.trees import FITTED, Trees
from rag.answering.extractive.features import FEATURES

LOW = {
    "answers": -8.0,
    "share": -5.0,
    "short": -25.0,
    "kind_missing": 1.0,
    "names_missing": 1.0,
    "numbers_missing": 1.0,
}
ASKED = (0.0, 0.0, 0.0)


def candidate(**values: float) -> list[float]:
    return [values.get(name, {"rank": 1.0}.get(name, 0.0)) for name in FEATURES]


STRONG = candidate(
    answers=6.0, share=-0.1, short=8.0, similarity=0.8, passage_similarity=0.7, shared_words=0.9, nearby_words=1.0
)
WEAK = candidate(**LOW)


def test_an_answer_tells_the_fitted_trees_that_its_confidence_is_of(seed_index: Path) -> None:
    """Whoever replays it with others is told so."""
    written = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FITTED.glob("*.json")))).hexdigest()
    assert open_pipeline(seed_index).settings.split()[-1] == written[:16]


@pytest.mark.slow
def test_written_trees_say_what_the_library_says(tmp_path: Path) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    from tests.bench.fit_confidence import write

    chance = np.random.default_rng(5)
    rows = chance.normal(size=(400, 3))
    labels = rows[:, 0] + rows[:, 1] * rows[:, 2] > 0.2
    model = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6, early_stopping=False).fit(rows, labels)
    write(model, ("a", "b", "c"), tmp_path / "trees.json")
    found = Trees.read(tmp_path / "trees.json", ("a", "b", "c")).odds(rows)
    np.testing.assert_allclose(found, model.decision_function(rows), atol=2e-3)


def test_trees_of_other_features_are_refused(tmp_path: Path) -> None:
    (tmp_path / "trees.json").write_text(json.dumps({"features": ["a"], "trees": {}}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"fitted over \['a'\], not over \['b'\]; fit it again"):
        Trees.read(tmp_path / "trees.json", ("b",))


def test_each_candidate_is_seen_beside_the_best() -> None:
    rows = rows_of([STRONG, WEAK])
    assert rows.shape == (2, len(COLUMNS))
    behind = COLUMNS.index("answers_behind")
    assert (rows[0, behind], rows[1, behind]) == (0.0, -14.0)
    assert rows_of([]).shape == (0, len(COLUMNS))


def test_strong_evidence_is_likelier_than_weak_and_a_missing_link_costs() -> None:
    strong, weak = odds_of([STRONG, WEAK])
    assert strong > 1.0 > -2.0 > weak
    unlinked = list(STRONG)
    unlinked[FEATURES.index("link_missing")] = 1.0
    assert odds_of([unlinked])[0] <= odds_of([STRONG])[0] + LINK_MISSING


def test_the_articles_are_surer_to_answer_with_strong_evidence_and_never_when_they_lack_the_outlets() -> None:
    features = [STRONG, WEAK]
    sure = confidence_of(features, odds_of(features), ASKED)
    assert sure > 0.8
    assert confidence_of([WEAK], odds_of([WEAK]), ASKED) < 0.2
    assert confidence_of(features, odds_of(features), (0.0, 1.0, 0.0)) < sure - 0.3
    assert answer_row(features, odds_of(features), ASKED).shape == (len(ANSWER_COLUMNS),)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 4), st.floats(0, 5), st.lists(st.floats(-8, 8), min_size=5, max_size=5))
def test_what_speaks_for_an_answer_never_lowers_its_chance(place: int, more: float, values: list[float]) -> None:
    """answers, share, short, similarity, passage_similarity: of a candidate that stands alone."""
    one = candidate(**dict(zip(FEATURES[:5], values, strict=True)))
    other = list(one)
    other[place] += more
    assert odds_of([other])[0] >= odds_of([one])[0] - 1e-9
