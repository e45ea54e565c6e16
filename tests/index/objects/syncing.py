"""What the tests of object stores share."""

from __future__ import annotations

from pathlib import Path

from index.objects.address import folder_of
from index.search import LocalIndex
from index.sync import sync
from index.syncing.report import SyncReport
from tests.fakes import FakeEmbedder
from tests.index.objects.buckets import BUCKET, Bucket

ADDRESS = f"s3://{BUCKET}"


def synced(index_path: Path, *addresses: str, allow_empty: bool = False, dry_run: bool = False) -> SyncReport:
    places = [folder_of(address) for address in addresses or (ADDRESS,)]
    return sync(places, index_path, embedder=FakeEmbedder(), allow_empty=allow_empty, dry_run=dry_run)


def counts(report: SyncReport) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.removed, report.renamed, report.unchanged


def uploaded(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def ids(index_path: Path) -> set[str]:
    return {card.id for card in LocalIndex(index_path).articles()}


def three(shop: Bucket) -> None:
    shop.objects = {f"{name}.txt": f"The {name} was opened.".encode() for name in ("apple", "bridge", "canal")}
