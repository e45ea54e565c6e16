"""`rag sync`: the index made equal to folders, once or for as long as it is watched.

Knows options, streams and what Ctrl-C means; knows nothing of how a sync is done (`rag`) or drawn (`ui.terminal`,
`ui.progress`).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from dataclasses import replace as replace_values
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rag import (
    Progress,
    RagConfig,
    RagError,
    SyncReport,
    default_index_path,
    index_standing,
    watch,
)
from rag import sync as sync_folders
from rag.printing import one_line, visible
from ui.commands.options import IndexOption, JsonOption, settings_of
from ui.exits import INTERRUPTED, sigterm_as_ctrl_c
from ui.terminal import show, show_json, stopped_words, sync_line, sync_lines
from ui.terminal.lines import Line

_SAME_ERROR_SECONDS = 60.0
"""While a folder is gone a sync is tried every few seconds; the same error is told once a minute."""

_NOTHING_LEFT = Progress("looking")
"""Takes the bar off the terminal before something else is printed there."""


def sync(
    folders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FOLDER",
            help="Folders of articles, read with their subfolders, or addresses of an object store: s3://BUCKET/PREFIX, gs:// "
            "or az://. Default: those that the index was made of.",
        ),
    ] = None,
    *,
    index: IndexOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep going: sync after every change, until Ctrl-C.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what a sync would do; write nothing.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Let a folder be empty, and the index lose all its articles.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Overwrite an index of other folders, and forget its --column.")
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FACT=NAME",
            help="Which column or key of a table holds a fact (text, title, published, outlet, ...). May be repeated. "
            "The index remembers it: give it again only to change it, which reads everything anew.",
        ),
    ] = None,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="[ADDRESS]",
            help="Read and embed on a Ray cluster: at HOST:PORT, auto for the one that this machine is a node of; without an "
            "address, one of this machine's cores. Needs article-rag[ray] on every node, and the folders under the same "
            "paths.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Bring the index up to date with folders: new, changed, renamed and removed articles.

    A file that cannot be read never stops the others; it is named at the end, with the reason.
    Ctrl-C leaves the index as it was; what was embedded is kept, and the next sync goes on from there.
    A cluster changes nothing of this: a node that is lost costs what it was doing, which another one does.
    An object store needs article-rag[objects], and with a cluster the same environment on every node.

    \b
    rag sync seeds
    rag sync ~/articles ~/more-articles --index ~/articles.index
    rag sync --watch
    rag sync tables --column text=story_html --column published=meta.day
    rag sync seeds --ray
    """
    if watch and ray:
        raise typer.BadParameter("--watch and --ray exclude each other; give one of them")
    if ray and ray.startswith("ray://"):
        raise typer.BadParameter(
            f"--ray {ray!r} is an address of Ray Client; run this on a node of the cluster, and give HOST:PORT or auto"
        )
    if watch and dry_run:
        raise typer.BadParameter("--watch and --dry-run exclude each other; give one of them")
    settings: dict[str, Any] = {
        "config": _config(column or []),
        "replace": replace,
        "allow_empty": allow_empty,
    }
    path = index or default_index_path()
    if watch:
        _keep_syncing(folders or None, path, settings, as_json=as_json)
        return
    before = index_standing(path)
    try:
        with sigterm_as_ctrl_c(), _progress() as progress:
            report = sync_folders(folders or None, path, dry_run=dry_run, progress=progress, ray=ray, **settings)
    except KeyboardInterrupt:
        typer.echo(stopped_words(before, index_standing(path)), err=True)
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        show_json(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    else:
        show(sync_lines(report))


def _keep_syncing(folders: Sequence[str] | None, path: Path, settings: dict[str, Any], *, as_json: bool) -> None:
    """Sync after every change until Ctrl-C, which is the way to end it, and hence no error."""
    try:
        with sigterm_as_ctrl_c(), _progress() as progress:
            told = _Told(as_json=as_json, progress=progress or (lambda _: None))
            watch(folders, path, progress=progress, on_report=told.report, on_error=told.error, **settings)
    except KeyboardInterrupt:
        waiting = index_standing(path).waiting
        kept = f"; {waiting:,} chunks embedded so far are kept for the next sync" if waiting else ""
        typer.echo(f"stopped watching{kept}", err=True)


@dataclass(slots=True)
class _Told:
    """What a watching sync has said so far: a line a report, a line an error."""

    as_json: bool
    progress: Callable[[Progress], None]
    _last_error: str = field(default="", init=False)
    _last_time: float = field(default=0.0, init=False)

    def report(self, report: SyncReport) -> None:
        """One line on standard output."""
        self.progress(_NOTHING_LEFT)
        self._last_error = ""
        if self.as_json:
            show_json(json.dumps({"time": _now().isoformat(timespec="seconds")} | asdict(report), ensure_ascii=False))
        else:
            show([Line(((f"{_now():%H:%M:%S}  {one_line(sync_line(report))}", ""),))])

    def error(self, error: RagError) -> None:
        """One line on standard error; an error that goes on is told once a minute."""
        self.progress(_NOTHING_LEFT)
        words, now = one_line(visible(str(error))), time.monotonic()
        if words != self._last_error or now - self._last_time >= _SAME_ERROR_SECONDS:
            typer.echo(f"{_now():%H:%M:%S}  error: {words}", err=True)
            self._last_error, self._last_time = words, now


def _config(columns: Sequence[str]) -> RagConfig:
    """The settings, with the columns of the command line before those of rag.toml."""
    config = settings_of().config()
    return replace_values(config, index=replace_values(config.index, columns=_columns(columns))) if columns else config


def _columns(options: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The mapping from FACT=NAME, in one order, so that the order of the options makes no other index."""
    found: dict[str, str] = {}
    for option in options:
        fact, equals, column = option.partition("=")
        if not (fact and equals and column):
            raise typer.BadParameter(f"--column {option!r} is no mapping; write FACT=NAME, as in text=story_html")
        if found.setdefault(fact, column) != column:
            raise typer.BadParameter(f"--column maps {fact!r} to {found[fact]!r} and to {column!r}; give it once")
    return tuple(sorted(found.items()))


def _now() -> datetime:
    return datetime.now().astimezone()


def _progress() -> AbstractContextManager[Callable[[Progress], None] | None]:
    """A bar on standard error if somebody sees it, else nothing."""
    if not sys.stderr.isatty():
        return nullcontext()
    from ui.progress import sync_bar

    return sync_bar()
