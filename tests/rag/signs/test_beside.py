"""A sentence about the right name and nothing that was asked of it."""

from __future__ import annotations

from pathlib import Path

from rag import open_pipeline, sync
from rag.answering.extractive.asked_words import AskedWords

FILLING = (
    "The harbour opened.", "A ferry sank.", "Rain fell.", "Bread rose in price.", "The choir sang.", "A bridge closed.",
    "Trains stood still.", "The museum burned.", "A bank failed.", "Snow melted.", "The orchard bloomed.", "A mine reopened.",
)  # fmt: skip


def asked(**matter: float) -> AskedWords:
    return AskedWords("", "", matter, [], [], "other", (), [], "", (), matter, of_talks=False)


def test_no_word_of_the_matter_and_a_rare_one_nowhere_near() -> None:
    nothing = frozenset[str]()
    assert asked(direct=3.5).is_beside(nothing, nothing)
    assert not asked(direct=3.5).is_beside(frozenset({"direct"}), nothing)
    assert not asked(direct=3.5).is_beside(nothing, frozenset({"direct"}))
    assert not asked(direct=2.5).is_beside(nothing, nothing)
    assert not asked(tie=3.5).is_beside(frozenset({"connect"}), nothing)
    assert not asked(direct=3.5, film=1.0).is_beside(frozenset({"film"}), nothing)
    assert not asked(appli=3.5).is_beside(frozenset({"applic"}), nothing)
    assert asked(inter=3.5).is_beside(frozenset({"into"}), nothing)
    assert not asked().is_beside(nothing, nothing)


def test_a_refund_that_nobody_tells_of(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, line in enumerate(FILLING):
        for week in range(3):
            (folder / f"{number}-{week}.txt").write_text(f"Week {week}\n\n{line} It was week {week} of {number}.\n")
    account = "Sarah Lindqvist is angry with Roblox after her son's account was hacked on Tuesday."
    (folder / "account.txt").write_text(f"Hacked\n\n{account}\n")
    sync(folder, tmp_path / "index")
    pipeline = open_pipeline(tmp_path / "index")
    assert pipeline.answer("Did Roblox refund Sarah Lindqvist?").claims == ()
    assert [c.quote for c in pipeline.answer("Why is Sarah Lindqvist angry with Roblox?").citations] == [account]
