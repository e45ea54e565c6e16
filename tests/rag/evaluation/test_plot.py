"""The picture of the risk-coverage curve: its formats, its words, and no state of the process touched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ConfigError
from rag.evaluation import Curve, CurvePoint, draw_risk_coverage
from rag.evaluation.metrics.refusals import risk_coverage

CURVE = risk_coverage([(0.9, False), (0.8, True), (0.5, False)], 5)


def test_png_has_the_size_that_was_meant(tmp_path: Path) -> None:
    draw_risk_coverage({"default settings": CURVE}, tmp_path / "risk.png")
    content = (tmp_path / "risk.png").read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    # 6.4 x 4.4 inches of 150 pixels
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == (960, 660)


def test_svg_says_coverage_risk_and_area_of_each_curve(tmp_path: Path) -> None:
    draw_risk_coverage({"A, $x$ <b>": CURVE, "B, nothing": Curve((), None)}, tmp_path / "risk.SVG")
    content = (tmp_path / "risk.SVG").read_text(encoding="utf-8")
    said = [text.strip() for text in content.split("<!--")[1:]]
    assert any(text.startswith("A, $x$ &lt;b&gt;: 60% answered, 33% of it wrong; area 0.278") for text in said)
    assert any(text.startswith("B, nothing: nothing was answered") for text in said)


def test_a_curve_of_one_answer_can_be_drawn(tmp_path: Path) -> None:
    draw_risk_coverage({"one": Curve((CurvePoint(0.9, 1.0, 0.0),), 0.0)}, tmp_path / "risk.png")
    assert (tmp_path / "risk.png").stat().st_size > 5000


@pytest.mark.parametrize(
    ("name", "message"),
    [("risk.pdf", r"risk\.pdf' is neither PNG nor SVG"), ("none/risk.png", "a folder that is not there")],
)
def test_another_format_and_a_missing_folder_are_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        draw_risk_coverage({"default": CURVE}, tmp_path / name)


def test_evaluation_imports_no_library_before_it_is_used() -> None:
    program = "import sys, rag.evaluation, ui.commands.questions.evaluate; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"matplotlib", "scipy", "ir_measures", "pytrec_eval"} & set(done.stdout.split()) == set()


def test_drawing_leaves_pyplot_alone(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from rag.evaluation import Curve, CurvePoint, draw_risk_coverage\n"
        f"draw_risk_coverage({{'a': Curve((CurvePoint(0.9, 1.0, 0.0),), 0.0)}}, Path({str(tmp_path / 'a.png')!r}))\n"
        "print('matplotlib.figure' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
