"""Two settings measured on the same questions -> what differs, by how much, and whether chance explains it.

Knows which measurements can be paired; the tests themselves are in `metrics.ratios`. The p values are of one figure
each: of twenty figures without any difference one is expected below 0.05.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from rag.evaluation.measuring import Measurement
from rag.evaluation.metrics.ratios import paired
from rag.evaluation.report import Report, report, terms_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure under both settings; `difference` is the second less the first, with its 95% interval."""

    name: str
    group: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    test: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports and their differences."""

    first: Report = field(repr=False)
    second: Report = field(repr=False)
    differences: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON types."""
        return {
            "first": self.first.to_dict(),
            "second": self.second.to_dict(),
            "differences": [asdict(difference) for difference in self.differences],
        }


def compare(first: Measurement, second: Measurement) -> Comparison:
    """Compare two settings. Raises ValueError unless both were asked the same questions in the same order."""
    asked = [[one.known.id for one in side.measured] for side in (first, second)]
    if asked[0] != asked[1]:
        raise ValueError(f"the settings were asked different questions: {len(asked[0])} and {len(asked[1])}")
    reports = report(first), report(second)
    values = {figure.name: figure.value for figure in reports[1].figures}
    differences = []
    for figure in reports[0].figures:
        found = paired(terms_of(figure.name, first.measured), terms_of(figure.name, second.measured))
        if found is not None:
            differences.append(
                Difference(
                    name=figure.name,
                    group=figure.group,
                    first=figure.value,
                    second=values[figure.name],
                    difference=found.difference,
                    low=found.low,
                    high=found.high,
                    p=found.p,
                    test=found.test,
                )
            )
    return Comparison(*reports, tuple(differences))
