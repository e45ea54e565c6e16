"""How texts become batches of tokens, and which processor is given them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.config import IndexConfig
from index.embedding import devices, wordpieces
from index.embedding.devices import chosen_device, may_have_gpu, passage_embedder
from index.embedding.openvino import OpenVinoEmbedder
from index.embedding.packaged import model_folder
from index.embedding.reference import ReferenceEmbedder
from index.embedding.runtime import batches_of, padded_length
from index.embedding.wordpieces import WordPieces
from rag import api
from tests.fakes import FakeEmbedder

TOKENIZER: Tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()
PIECES = WordPieces(TOKENIZER)
ODD = [
    *"abcé \n\t\r\0.,!?'\"()-_",
    "\x1c",
    "\x85",
    "\u2028",
    "\ufeff",
    "😀",
    "漢",
    "İ",
    "ﬁ",
    "\u0301",
    "각",
    "“",
    "’",
    "[SEP]",
]


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(ODD), st.characters(codec="utf-8")), max_size=30).map("".join))
def test_tokens_by_word_are_those_of_the_whole_text(text: str) -> None:
    whole = TOKENIZER.encode(text, add_special_tokens=False)
    for _ in range(2):  # met for the first time, and remembered
        assert PIECES.ids([text, "and more"])[0] == whole.ids
        assert list(PIECES.starts(text)) == [start for start, _ in whole.offsets]


def test_a_full_memory_of_words_forgets_and_stays_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpieces, "_WORDS_KEPT", 3)
    pieces = WordPieces(TOKENIZER)
    texts = ["Oil prices fell by three percent.", "The minister resigned", "oil", "x" * 41]
    whole = [found.ids for found in TOKENIZER.encode_batch(texts, add_special_tokens=False)]
    assert pieces.ids(texts) == whole
    assert [pieces.ids([text]) for text in texts] == [[ids] for ids in whole]


def test_few_texts_and_many_are_tokenized_alike(tmp_path: Path) -> None:
    embedder = OpenVinoEmbedder(tmp_path)
    texts = [f"Mr. Umarov's {number}th visit, \u201cat last\u201d; caf\u00e9." for number in range(100)]
    few = [row for text in texts for row in embedder._rows([text])]
    assert embedder._rows(texts) == few == [found.ids for found in TOKENIZER.encode_batch(texts)]


def test_batches_hold_rows_of_like_length_and_a_budget_of_tokens() -> None:
    assert batches_of([250, 20, 240, 256, 241, 256, 17]) == [[3, 5, 0, 4], [2], [1, 6]]
    assert batches_of([30] * 40) == [list(range(32)), list(range(32, 40))]
    assert batches_of([5000, 4]) == [[0], [1]]
    assert batches_of([]) == []
    assert [padded_length(tokens) for tokens in (2, 16, 17, 256)] == [16, 16, 32, 256]


@pytest.mark.parametrize(
    ("devices", "chosen"),
    [([], None), (["cuda"], "cuda"), (["mps"], "mps"), (["mps", "cuda"], "cuda"), (["xpu"], None)],
)
def test_a_gpu_is_chosen_where_torch_sees_one(devices: list[str], chosen: str | None) -> None:
    assert chosen_device(devices) == chosen


def test_passages_go_to_the_gpu_and_without_one_to_the_embedder_of_questions() -> None:
    embedder = FakeEmbedder()
    assert passage_embedder(embedder, []) is embedder
    on_gpu = passage_embedder(embedder, ["cuda"])
    assert isinstance(on_gpu, ReferenceEmbedder)
    assert (on_gpu.name, on_gpu._device) == ("fake", "cuda")


def test_a_sync_takes_the_gpu_that_is_seen_unless_the_settings_name_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "devices_seen", lambda: ["cuda"])
    assert isinstance(api._passage_embedder(IndexConfig()), ReferenceEmbedder)
    named = IndexConfig(engine="openvino")
    assert api._passage_embedder(named) is api.embedder_for(named)
    monkeypatch.setattr(devices, "devices_seen", list)
    assert api._passage_embedder(IndexConfig()) is api.embedder_for(IndexConfig())


@pytest.mark.parametrize(
    ("system", "machine", "file", "expected"),
    [
        ("Linux", "x86_64", None, False),
        ("Linux", "x86_64", "null", False),
        ("Linux", "x86_64", "nvidia0", True),
        ("Linux", "aarch64", "nvidia12", True),
        ("Linux", "x86_64", "kfd", True),
        ("Linux", "x86_64", "dxg", True),
        ("Darwin", "arm64", None, True),
        ("Darwin", "x86_64", None, False),
        ("Windows", "AMD64", None, True),
    ],
)
def test_signs_of_a_gpu_are_looked_for_without_torch(
    tmp_path: Path, system: str, machine: str, file: str | None, expected: bool
) -> None:
    if file:
        (tmp_path / file).touch()
    assert may_have_gpu(system, machine, tmp_path) is expected


def test_choosing_without_a_gpu_does_not_import_torch() -> None:
    program = (
        "import sys; from pathlib import Path; from index.embedding import devices; "
        "devices.may_have_gpu = lambda *_: False; print(devices.devices_seen(), 'torch' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[] False\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system does not tell what a thread is bound to")
def test_no_thread_of_the_engine_is_bound_to_a_core() -> None:
    """Two workers of a cluster, each with one core of several, would share the first one."""
    program = (
        "import os, threading\n"
        "from pathlib import Path\n"
        "from rag import RagConfig\n"
        "from rag.api import embedder_for\n"
        "embedder, bound, done = embedder_for(RagConfig().index), set(), threading.Event()\n"
        "def watch():\n"
        "    while not done.wait(0.002):\n"
        "        for task in Path('/proc/self/task').iterdir():\n"
        "            try:\n"
        "                bound.add(frozenset(os.sched_getaffinity(int(task.name))))\n"
        "            except OSError:\n"
        "                pass\n"
        "texts = [f'The bridge {number} opened in Oslo. ' * 20 for number in range(40)]\n"
        "embedder.embed_passages(texts)\n"  # while it is made ready, threads may be bound for a moment, to count the cores
        "watching = threading.Thread(target=watch)\n"
        "watching.start()\n"
        "embedder.embed_passages(texts)\n"
        "done.set()\n"
        "watching.join()\n"
        "print([sorted(one) for one in bound - {frozenset(os.sched_getaffinity(0))}], len(bound))\n"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert found.stdout == "[] 1\n"
