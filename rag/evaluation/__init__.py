"""Known questions asked of a pipeline, and what the outcomes come to: figures, intervals, comparisons.

Knows nothing of its own: it only names what other floors use. Libraries for statistics and plots are imported by
the functions that need them, so that a question never pays for an evaluation.
"""

from __future__ import annotations

from rag.evaluation.comparison import Comparison, Difference, compare
from rag.evaluation.files.questions import judgeable, read_questions
from rag.evaluation.known import GoldQuote, KnownQuestion
from rag.evaluation.measuring import Asked, Measured, Measurement, Step, measure, spread
from rag.evaluation.metrics.refusals import Curve, CurvePoint
from rag.evaluation.outcomes import Outcome, evaluate
from rag.evaluation.plot import check_plot, draw_risk_coverage
from rag.evaluation.report import Figure, Latency, Report, report

__all__ = [
    "Asked",
    "Comparison",
    "Curve",
    "CurvePoint",
    "Difference",
    "Figure",
    "GoldQuote",
    "KnownQuestion",
    "Latency",
    "Measured",
    "Measurement",
    "Outcome",
    "Report",
    "Step",
    "check_plot",
    "compare",
    "draw_risk_coverage",
    "evaluate",
    "judgeable",
    "measure",
    "read_questions",
    "report",
    "spread",
]
