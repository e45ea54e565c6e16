"""The risk-coverage curve as a picture: PNG or SVG.

Knows matplotlib's figure, without pyplot, whose state is the whole process's; knows nothing of how a curve is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING

from index.errors import ConfigError
from rag.evaluation.metrics.refusals import Curve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS = (".png", ".svg")

_STYLES = (("#0072b2", "-", 2.5), ("#d55e00", "--", 1.5))
"""Colour, line and width of each curve: blue and vermilion, which colour-blind people tell apart (Okabe and Ito 2008),
and the second broken and thinner, so that equal curves are both seen."""

_PIXELS_PER_INCH = 150

_NAME_CHARACTERS = 50
"""What fits over the plot beside the figures of a curve."""


def check_plot(path: Path) -> None:
    """Raise ConfigError unless `path` names a picture that can be drawn there."""
    if path.suffix.lower() not in FORMATS:
        raise ConfigError(f"the plot {str(path)!r} is neither PNG nor SVG; end its name in {' or '.join(FORMATS)}")
    if not path.parent.is_dir():
        raise ConfigError(f"the plot {str(path)!r} is to lie in a folder that is not there; make {str(path.parent)!r}")


def draw_risk_coverage(curves: Mapping[str, Curve], path: Path) -> None:
    """Draw one curve or two, each under its name, to a .png or .svg file. Raises ConfigError for another."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    check_plot(path)
    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.add_subplot()
    for (name, curve), style in zip(curves.items(), _STYLES, strict=False):
        _draw(axes, name, curve, style)
    axes.set_xlabel("Coverage: share of the questions answered")
    axes.set_ylabel("Risk: share of those answers that are wrong")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.xaxis.set_major_formatter(PercentFormatter(1))
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.grid(visible=True, alpha=0.3)
    figure.legend(loc="outside upper left", frameon=False, fontsize="small")  # inside it would hide the curve
    svg = path.suffix.lower() == ".svg"
    figure.savefig(path, dpi=_PIXELS_PER_INCH, metadata={"Date": None} if svg else None)


def _draw(axes: Axes, name: str, curve: Curve, style: tuple[str, str, float]) -> None:
    """A line over the thresholds, and a dot for the setting as it is."""
    colour, line, width = style
    words = shorten(name, _NAME_CHARACTERS, placeholder=" …").replace("$", r"\$")  # a dollar would begin a formula
    if not curve.points:
        axes.plot([], [], color=colour, linestyle=line, label=f"{words}: nothing was answered")
        return
    coverage, risk = [point.coverage for point in curve.points], [point.risk for point in curve.points]
    label = f"{words}: {coverage[-1]:.0%} answered, {risk[-1]:.0%} of it wrong; area {curve.area:.3f}"
    axes.plot(coverage, risk, color=colour, linestyle=line, linewidth=width, label=label)
    axes.plot(coverage[-1:], risk[-1:], color=colour, marker="o")
