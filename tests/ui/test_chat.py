"""The page as it is put together: private, local, and right about what a click opens."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from rag import ArticleCard
from rag.feedback.store import FeedbackStore
from tests.fakes_ui import FakeIndex, FakePipeline, article
from ui.page.blocks import PAGE
from ui.scope.asked import Asked
from ui.talk import events
from ui.talk.answering import converse, going_on
from ui.talk.conversation import Conversation
from ui.talk.events import judged

ROOT = Path(__file__).resolve().parents[2]
ONE = article("Senator Daines met president Tokayev. They spoke about energy.", path="senator.txt")
PIPELINE = FakePipeline.over(ONE)
SHELF: tuple[ArticleCard, ...] = PIPELINE.search_index.articles()


def conversation(question: str = "Which senator met president Tokayev?") -> Conversation:
    *_, last = converse(PIPELINE, Conversation(), Asked(question))
    return last


def opened(words: str, *, at: str = "", pipeline: FakePipeline = PIPELINE) -> str:
    return events.opened(pipeline, SHELF, conversation(), words, at)


def test_a_citation_opens_its_article_with_the_quote_marked() -> None:
    panel = opened("1.1")
    assert '<mark class="quoted">Senator Daines met president Tokayev.</mark> They spoke' in panel


def test_an_article_of_the_shelf_opens_without_a_mark() -> None:
    panel = opened("0.0")
    assert "Senator Daines met president Tokayev. They spoke about energy." in panel
    assert "<mark" not in panel


@pytest.mark.parametrize("words", ["1.9", "8.1", "1.near7", "0.99"])
def test_a_source_that_is_not_kept_is_said_to_be_gone(words: str) -> None:
    assert "no longer kept" in opened(words)


@pytest.mark.parametrize("words", ["", "1", "<script>", "../1.1"])
def test_nonsense_from_the_browser_opens_nothing(words: str) -> None:
    assert "Click a number" in opened(words)


@pytest.mark.parametrize("at", ["-5", "x", "9" * 50, "٣", "1e9"])
def test_a_nonsense_place_in_an_article_does_no_harm(at: str) -> None:
    assert "Senator Daines" in opened("1.1", at=at)


@pytest.mark.parametrize("now", [FakeIndex((replace(ONE, sha256="other"),)), FakeIndex(())], ids=["changed", "removed"])
def test_no_wrong_words_are_marked_when_the_article_changed_since(now: FakeIndex) -> None:
    panel = opened("1.1", pipeline=FakePipeline(now))
    assert "changed or left the index" in panel
    assert "<mark" not in panel
    assert "Senator Daines met president Tokayev." in panel


def printed(script: str) -> object:
    """What `script` prints as JSON. A process of its own: Gradio leaves event loops behind it."""
    done = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_no_event_of_the_page_is_offered_as_an_api_and_analytics_are_off() -> None:
    facts = printed("""
import json, os
from tests.fakes_ui import FakePipeline, article
from ui.chat import build_app
app = build_app(FakePipeline.over(article("Text.")))
print(json.dumps([app.get_api_info(), app.analytics_enabled, os.environ["GRADIO_ANALYTICS_ENABLED"]]))
""")
    assert facts == [{"named_endpoints": {}, "unnamed_endpoints": {}}, False, "False"]


@pytest.mark.slow
def test_a_session_holds_no_more_for_every_answer() -> None:
    """Gradio keeps the blocks of a session, and every block what it shows: neither may become more while somebody asks."""
    blocks = printed("""
import asyncio, gc, json
import httpx
from gradio.state_holder import SessionState
from tests.bench.page import Person
from tests.fakes_ui import FakePipeline, article
from ui.serving.server import Place, listen, serve

place = Place(port=0)
listening = listen(place)
url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
server = serve(FakePipeline.over(article("Senator Daines met president Tokayev.")), place=place, listening=listening)

async def blocks_after_answers():
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        person, counts = Person(client, (await client.get("config")).json()), []
        for _ in range(4):
            assert not (await person.ask("Which senator met president Tokayev?")).error
            [session] = [one for one in gc.get_objects() if isinstance(one, SessionState)]
            counts.append((len(session.blocks_config.blocks), len(session.config_values)))
        return counts

print(json.dumps(asyncio.run(blocks_after_answers())))
server.close()
""")
    assert isinstance(blocks, list)
    assert blocks[1:] == blocks[:1] * 3


def test_the_files_of_the_page_name_no_other_address() -> None:
    text = "".join(path.read_text("utf-8") for path in PAGE.iterdir() if path.suffix in (".js", ".css"))
    assert "://" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_importing_the_page_imports_no_gradio() -> None:
    heavy = "{'gradio', 'torch', 'faiss', 'transformers', 'sentence_transformers'}"
    assert printed(f"import sys, json, ui.chat; print(json.dumps(sorted({heavy} & set(sys.modules))))") == []


def test_a_verdict_is_kept_with_its_answer_and_taken_back(tmp_path: Path) -> None:
    store, talk = FeedbackStore(tmp_path / "feedback.sqlite"), conversation()
    assert judged(store, talk, {"of": "1", "verdict": "outdated", "remark": "see\ud83d May"}) == (
        "Kept: outdated. Whoever runs this page can read it with `rag feedback list`."
    )
    [kept] = store.all()
    assert (kept.verdict, kept.remark, kept.question) == ("outdated", "see? May", talk.exchanges[0].asked.question)
    assert judged(store, talk, {"of": "1", "verdict": ""}) == "Your verdict was taken back."
    assert list(store.all()) == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"of": "9", "verdict": "right"},
        {"of": "1", "verdict": "nonsense"},
        {"of": 1, "verdict": "right"},
        {"of": "1" * 90},
    ],
)
def test_a_verdict_on_nothing_is_kept_nowhere(tmp_path: Path, sent: dict[str, object]) -> None:
    store = FeedbackStore(tmp_path / "feedback.sqlite")
    assert judged(store, conversation(), sent).startswith("This answer is no longer kept")
    assert not (tmp_path / "feedback.sqlite").exists()


def test_a_verdict_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = FeedbackStore(tmp_path / "file" / "feedback.sqlite")
    assert judged(store, conversation(), {"of": "1", "verdict": "right"}).startswith("Your verdict could not be kept: ")
    others = judged(store, conversation(), {"of": "1", "verdict": "right"}, places=False)
    assert others.startswith("Your verdict could not be kept: what it needs cannot be used at the moment; ")


def test_nothing_is_offered_to_go_on_with_before_an_answer_nor_where_an_llm_answers() -> None:
    assert going_on(PIPELINE, Conversation()) == ()
    talk = conversation()
    written = json.loads(talk.exchanges[-1].document) | {"reader": "llm"}
    by_llm = replace(talk.exchanges[-1], packed=zlib.compress(json.dumps(written).encode()))
    assert going_on(PIPELINE, talk.with_newest(by_llm)) == ()
