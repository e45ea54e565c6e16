"""A small folder of articles and an index of it, for the tests of syncs and faults."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock  # noqa: F401 - the store imports it at first use, and nobody may not read a Python that is root's

from index.search import LocalIndex
from index.sync import sync as sync_with
from index.syncing.report import SyncReport
from index.types import Matrix
from tests.fakes import FakeEmbedder


class CountingEmbedder(FakeEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self.embedded += texts
        return super().embed_passages(texts)


class OtherEmbedder(FakeEmbedder):
    weights_sha256 = "1" * 64


def make_folder(tmp_path: Path) -> Path:
    """Two articles, one of them in a deeper folder."""
    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("Apples are red. Pears are green.", encoding="utf-8")
    (folder / "deep" / "b.md").write_text("# Plums\n\nPlums are blue.", encoding="utf-8")
    return folder


def sync(folder: Path, embedder: FakeEmbedder | None = None) -> SyncReport:
    return sync_with([folder], folder.parent / "index", embedder=embedder or FakeEmbedder())


def opened(folder: Path) -> LocalIndex:
    return LocalIndex(folder.parent / "index")


def counts(report: SyncReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Root reads everything, so a test that runs as root becomes nobody for a while, who may use `folder`'s parents."""
    user = os.geteuid()
    if user == 0:
        for parent in folder.parents:
            if parent.owner() == "root" and parent.name.startswith(("pytest-", "popen-", "test_")):
                parent.chmod(0o755)
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
