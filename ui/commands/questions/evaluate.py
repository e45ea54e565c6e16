"""`rag eval`: known questions asked, and what the outcomes come to. Two settings can be compared.

Knows options, files and streams; knows nothing of figures (`rag.evaluation`) or tables (`ui.terminal.evaluation`),
and imports them only when it runs, so that no other command pays for them.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag import ConfigError, RagConfig, default_index_path, open_pipeline
from ui.commands.files import write_file
from ui.commands.options import IndexOption
from ui.terminal import show, show_json

if TYPE_CHECKING:
    from rag.evaluation import Curve, Measurement, Step

_ASKED_WITH = {"embedder", "engine", "cache_folder"}
"""The settings of the index that a question uses too; the others are for syncs."""

SettingsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE|FILE",
        help="A setting to measure with, as in passages=10 or claims=2, or a .toml file of settings. "
        "May be repeated; a later one wins.",
    ),
]
CompareOption = Annotated[
    list[str] | None,
    typer.Option(
        "--compare",
        metavar="KEY=VALUE|FILE",
        help="Also measure with these settings, written as for --set and counted from the defaults, on the same "
        "questions, and test the difference. May be repeated.",
    ),
]


def evaluate(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Questions in JSON Lines, or a folder in the BEIR layout.")
    ],
    *,
    index: IndexOption = None,
    json_to: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write everything as JSON, a row a question; - prints only that."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Draw the risk-coverage curve, to a .png or .svg file."),
    ] = None,
    no_answers: Annotated[
        bool, typer.Option("--no-answers", help="Measure only what is found, not what is answered; much faster.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask N of the questions, evenly spaced.")
    ] = None,
    settings: SettingsOption = None,
    compare: CompareOption = None,
    faults: Annotated[
        int, typer.Option("--faults", min=0, metavar="N", help="Also list the N questions that went wrong worst.")
    ] = 0,
) -> None:
    """Measure answers, citations and refusals with questions whose right outcome is known.

    A line of FILE, of which only "question" must be there:

    \b
    {"question": "Who opened the bridge?", "answers": ["Ann Lie"],
     "articles": ["2021/bridge.txt"], "evidence": ["Ann Lie cut the ribbon."],
     "turns": ["Which bridge is new?"], "as_of": "2021-05-04"}

    "answers": [] says that the articles have no answer; without "answers" only what is found is measured.
    For a risk-coverage curve up to full coverage, measure with --set answer_threshold=0.

    \b
    rag eval questions.jsonl --faults 10
    rag eval questions.jsonl --json figures.json --plot risk.png
    rag eval beir/scifact --no-answers --limit 300
    rag eval questions.jsonl --set passages=6 --compare passages=12
    """
    from rag.evaluation import check_plot, draw_risk_coverage, judgeable, measure, read_questions, spread

    if plot is not None and no_answers:
        raise typer.BadParameter("--plot needs answers, and --no-answers gives none; leave one of them out")
    _check_targets(json_to, plot, check_plot)
    named = [settings or [], *([compare] if compare else [])]
    configs = [_config(options) for options in named]
    known = judgeable(read_questions(file), file)
    questions = spread(known, limit)
    path = index or default_index_path()
    pipelines = [open_pipeline(path, config=config) for config in configs]
    with _progress() as progress:
        measurements = measure(pipelines, questions, answers=not no_answers, progress=progress)
    facts = {"file": str(file), "index": str(path), "settings": [asdict(config) for config in configs]}
    names = [", ".join(options) or "default settings" for options in named]
    curves = _tell(measurements, names, facts, json_to=json_to, faults=faults)
    if plot is not None:
        draw_risk_coverage(curves, plot)


def _tell(
    measurements: Sequence[Measurement],
    names: Sequence[str],
    facts: dict[str, Any],
    *,
    json_to: str | None,
    faults: int,
) -> dict[str, Curve]:
    """Print the report or the comparison, and write it as JSON; the risk-coverage curves by the settings' names."""
    from rag.evaluation import compare, report
    from ui.terminal.evaluation import WIDTH, comparison_lines, report_lines

    wide = not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDTH
    if len(measurements) == 1:
        only = report(measurements[0])
        content, lines = only.to_dict(), report_lines(only, faults=faults, wide=wide)
        curves = {names[0]: only.curve}
    else:
        both = compare(*measurements)
        first, second = names
        content, lines = both.to_dict(), comparison_lines(both, (first, second), faults=faults, wide=wide)
        curves = {f"A, {first}": both.first.curve, f"B, {second}": both.second.curve}
    text = json.dumps(facts | content, indent=2, ensure_ascii=False, default=str)
    if json_to == "-":
        show_json(text)
        return curves
    show(lines)
    if json_to is not None:
        write_file(Path(json_to), text + "\n")
    return curves


def _config(options: Sequence[str]) -> RagConfig:
    """Settings from KEY=VALUE and .toml files, a later one before an earlier one. Raises ConfigError."""
    values = dict[str, Any]()
    for option in options:
        for key, value in _parsed(option).items():
            earlier = values.get(key)
            values[key] = earlier | value if isinstance(earlier, dict) and isinstance(value, dict) else value
    config = RagConfig.from_mapping(values)
    for key in sorted(values.get("index", {}).keys() - _ASKED_WITH):
        raise ConfigError(
            f"index.{key} changes nothing in an index that is made; sync to another index with it, and measure each "
            "with --index"
        )
    return config


def _parsed(option: str) -> dict[str, Any]:
    key, equals, value = option.partition("=")
    try:
        if not equals:
            return tomllib.loads(Path(option).read_text(encoding="utf-8"))
        try:
            return tomllib.loads(option)
        except tomllib.TOMLDecodeError:
            return tomllib.loads(f"{key}={json.dumps(value)}")  # a bare word is a text: a shell eats quotes
    except OSError as error:
        raise ConfigError(
            f"the setting {option!r} is no KEY=VALUE, and as a file it cannot be read ({error.strerror}); write it as "
            "in passages=10, or name a .toml file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the setting {option!r} is no TOML ({error}); write it as in passages=10") from error


def _check_targets(json_to: str | None, plot: Path | None, check_plot: Callable[[Path], None]) -> None:
    """Refuse at once what could not be written after an hour of questions."""
    if plot is not None:
        check_plot(plot)
    if json_to is None or json_to == "-":
        return
    if not Path(json_to).parent.is_dir():
        raise ConfigError(f"--json {json_to!r} is to lie in a folder that is not there; make it first")
    if Path(json_to).is_dir():
        raise ConfigError(f"--json {json_to!r} is a folder; name a file in it")


@contextmanager
def _progress() -> Iterator[Callable[[Step], None]]:
    """A bar on standard error if somebody sees it, else nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("asking", total=None)
        yield lambda step: bars.update(task, completed=step.done, total=step.total)
