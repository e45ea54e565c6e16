"""Tokens of programs: what is kept of them, what they open and for how long, and the command that makes them."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from rag import ConfigError
from tests.ui.api.program import Program, problem
from tests.ui.command import BAD_INPUT, run
from ui.api.gate import ApiGate
from ui.serving.door import OF_THE_PAGE, THIS_MACHINES, Door
from ui.serving.entrance import Entrance
from ui.serving.gate import Gate
from ui.serving.tokens import TokenStore

NOW = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=30)
PASSWORD = "a-password-of-some-length"


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "kept" / "tokens.json")


def test_the_secret_is_told_once_and_kept_nowhere(store: TokenStore) -> None:
    secret = store.create("research", ("read",), now=NOW)
    assert secret.startswith("rag_")
    assert len(secret) == 47
    kept = store.path.read_text("utf-8")
    assert secret not in kept
    assert secret[4:] not in kept
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_token_is_found_by_its_secret_alone(store: TokenStore) -> None:
    secrets = {name: store.create(name, ("read",), now=NOW) for name in ("one", "two")}
    for name, secret in secrets.items():
        found = store.found(secret)
        assert found is not None
        assert found.name == name
    digest = json.loads(store.path.read_text("utf-8"))["tokens"][0]["digest"]
    for wrong in ("", "rag_", digest, secrets["one"][:-1], secrets["one"].upper(), "é", "\ud83d"):
        assert store.found(wrong) is None


def test_what_another_process_changes_is_seen_at_once(store: TokenStore) -> None:
    secret = store.create("research", ("read",), now=NOW)
    other = TokenStore(store.path)
    assert other.found(secret) is not None
    store.revoke("research")
    assert other.found(secret) is None
    assert other.is_there()


def test_a_token_ends_when_it_was_told_to(store: TokenStore) -> None:
    store.create("short", ("read",), now=NOW, expires=LATER)
    [token] = store.tokens()
    assert not token.ended(LATER - dt.timedelta(seconds=1))
    assert token.ended(LATER)


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 65, "../x", "-x", "\x1b[31m", "é"])
def test_a_name_that_is_none_is_refused(name: str, store: TokenStore) -> None:
    with pytest.raises(ConfigError, match="a token cannot be called"):
        store.create(name, ("read",), now=NOW)


def test_a_name_is_taken_once_and_what_is_not_there_is_told_with_what_is(store: TokenStore) -> None:
    store.create("research", ("read",), now=NOW)
    with pytest.raises(ConfigError, match="there is a token 'research' already"):
        store.create("research", ("write",), now=NOW)
    with pytest.raises(ConfigError, match="there is no token 'reserch'; there are: research"):
        store.revoke("reserch")
    with pytest.raises(ConfigError, match="cannot end at 2024-05-01 12:00, which is over"):
        store.create("late", ("read",), now=NOW, expires=NOW)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"format": 2, "tokens": []}', '{"format": 1, "tokens": [{}]}', "[" * 100_000, '{"format": 1}'],
    ids=["empty", "cut", "list", "newer", "no token", "deep", "no tokens"],
)
def test_a_damaged_file_opens_nothing_and_is_told(text: str, store: TokenStore) -> None:
    store.path.parent.mkdir()
    store.path.write_text(text, "utf-8")
    store.path.chmod(0o600)
    with pytest.raises(ConfigError, match="cannot be read"):
        store.found("rag_x")
    refused = Program(ApiGate(_unreached, Door(tokens=store))).ask("GET", "/v1/articles", headers=bearer("rag_x"))
    assert problem(refused)[:2] == (503, "NoTokens")
    assert str(store.path) not in refused.text


def test_a_file_that_others_can_write_opens_nothing(store: TokenStore) -> None:
    secret = store.create("research", ("read",), now=NOW)
    store.path.chmod(0o666)
    with pytest.raises(ConfigError, match="chmod 600"):
        store.found(secret)


async def _unreached(*_: object) -> None:
    raise AssertionError("the request was let through")


def bearer(words: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {words}"}


class At:
    """A door at which requests arrive; time passes when told."""

    def __init__(self, store: TokenStore | None = None, **settings: Any) -> None:
        self.seconds = 1_000.0
        self.day = NOW
        self.door = Door(tokens=store, seconds=lambda: self.seconds, today=lambda: self.day, **settings)
        self.seen: list[str] = []

    def ask(
        self, method: str, path: str, words: str = "", host: str = "127.0.0.1", address: str = "127.0.0.1"
    ) -> httpx.Response:
        headers = {"Host": host} | (bearer(words) if words else {})
        return Program(ApiGate(self._behind, self.door), address=address).ask(method, path, headers=headers)

    async def _behind(self, scope: Any, receive: Any, send: Any) -> None:
        from starlette.responses import PlainTextResponse

        assert isinstance(Request(scope).url.path, str)
        await PlainTextResponse(scope["article_rag.person"])(scope, receive, send)


def test_without_a_file_of_tokens_this_machine_comes_in_and_no_other_name(store: TokenStore) -> None:
    at = At(store)
    assert at.ask("POST", "/v1/ask").text == THIS_MACHINES
    assert problem(at.ask("POST", "/v1/ask", host="evil.example"))[0] == 421
    assert problem(At(store, alone=False).ask("POST", "/v1/ask"))[0] == 401, "the name of a host anybody can send"


def test_once_there_was_a_token_one_is_needed(store: TokenStore) -> None:
    at = At(store)
    secret = store.create("research", ("read",), now=NOW)
    assert problem(at.ask("POST", "/v1/ask"))[:2] == (401, "Unauthorized")
    assert at.ask("POST", "/v1/ask", secret).text == "research"
    assert at.ask("POST", "/v1/ask", secret, host="news.example").text == "research"
    store.revoke("research")
    assert problem(at.ask("POST", "/v1/ask", secret))[0] == 401
    assert problem(at.ask("POST", "/v1/ask"))[0] == 401, "what was closed does not open by itself"


def test_a_token_that_ended_is_told_so(store: TokenStore) -> None:
    at = At(store)
    secret = store.create("research", ("read",), now=NOW, expires=LATER)
    assert at.ask("GET", "/v1/articles", secret).text == "research"
    at.day = LATER
    status, _, words = problem(at.ask("GET", "/v1/articles", secret))
    assert (status, words) == (401, "the token 'research' ended at 2024-05-31 12:00; create another")


def test_only_a_token_that_allows_it_changes_articles(store: TokenStore) -> None:
    at = At(store, entrance=Entrance(PASSWORD, session_seconds=60))
    reads, writes = (store.create(name, scopes, now=NOW) for name, scopes in SCOPES)
    for method, path in (("POST", "/v1/articles"), ("DELETE", "/v1/articles/a.txt")):
        for words in (reads, PASSWORD):
            assert problem(at.ask(method, path, words))[:2] == (403, "NotAllowed")
        assert at.ask(method, path, writes).text == "writes"
    for words, name in ((reads, "reads"), (writes, "writes"), (PASSWORD, OF_THE_PAGE)):
        assert at.ask("POST", "/v1/ask", words).text == name


SCOPES: Any = (("reads", ("read",)), ("writes", ("read", "write")))


def test_each_token_has_its_pace(store: TokenStore) -> None:
    at = At(store, requests_per_minute=3)
    one, other = (store.create(name, ("read",), now=NOW) for name in ("one", "other"))
    assert [at.ask("GET", "/v1/articles", one).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = at.ask("GET", "/v1/articles", one)
    assert refused.headers["retry-after"] == "61"
    assert at.ask("GET", "/v1/articles", other).status_code == 200
    at.seconds += 61
    assert at.ask("GET", "/v1/articles", one).status_code == 200


def test_the_pages_secret_has_a_pace_for_each_machine_and_a_token_for_all(store: TokenStore) -> None:
    at = At(store, entrance=Entrance(PASSWORD, session_seconds=60), requests_per_minute=2)
    token = store.create("one", ("read",), now=NOW)

    def codes(words: str) -> list[int]:
        addresses = ("10.0.0.7", "10.0.0.7", "10.0.0.7", "10.0.0.8")
        return [at.ask("GET", "/v1/articles", words, address=address).status_code for address in addresses]

    assert codes(PASSWORD) == [200, 200, 429, 200]
    assert codes(token) == [200, 200, 429, 429]


def test_wrong_tokens_are_tried_ever_more_slowly_and_a_right_one_comes_in_all_the_same(store: TokenStore) -> None:
    """A script with a token that was revoked shuts out nobody at its address."""
    at = At(store)
    secret = store.create("research", ("read",), now=NOW)
    codes = [at.ask("GET", "/v1/articles", f"rag_wrong{number}").status_code for number in range(7)]
    assert codes == [401] * 5 + [429] * 2
    assert at.ask("GET", "/v1/articles", secret).status_code == 200
    assert at.ask("GET", "/v1/articles", "rag_wrong7").status_code == 429, "a right one forgives no guesses"
    at.seconds += 901
    assert at.ask("GET", "/v1/articles", "rag_wrong7").status_code == 401


def test_guesses_at_the_page_and_at_the_interface_are_counted_together(store: TokenStore) -> None:
    """Beside each other they would be twice the guesses."""
    entrance = Entrance(PASSWORD, session_seconds=60)
    at = At(store, entrance=entrance)
    page = Program(Gate(_unreached, entrance=entrance, clock=lambda: at.seconds))
    codes = [at.ask("GET", "/v1/articles", f"wrong{number}").status_code for number in range(3)]
    codes += [page.ask("GET", "/", headers=bearer(f"wrong{number}")).status_code for number in range(4)]
    assert codes == [401] * 5 + [429] * 2
    assert at.ask("GET", "/v1/articles", PASSWORD).status_code == 429


def test_the_command_creates_lists_and_revokes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_ACCESS_TOKENS", str(tmp_path / "tokens.json"))
    assert run("token", "list").stdout == "no tokens\n"
    made = run("token", "create", "research", "--days", "90")
    store = TokenStore(tmp_path / "tokens.json")
    found = store.found(made.stdout.strip())
    assert found is not None
    assert found.expires is not None
    assert (found.name, found.scopes, found.expires - found.created) == ("research", ("read",), dt.timedelta(days=90))
    assert run("token", "create", "desk", "--write").exit_code == 0
    listed = json.loads(run("token", "list", "--json").stdout)
    assert [(one["name"], one["scopes"]) for one in listed] == [("research", ["read"]), ("desk", ["read", "write"])]
    assert made.stdout.strip() not in run("token", "list").stdout
    assert run("token", "revoke", "research").exit_code == 0
    again = run("token", "revoke", "research")
    assert (again.exit_code, "there are: desk" in again.stderr) == (BAD_INPUT, True)
    assert run("token", "create", "a b").exit_code == BAD_INPUT


def test_a_server_for_other_machines_needs_a_token(seed_index: Path, tmp_path: Path) -> None:
    refused = run("serve", "--index", seed_index, "--host", "0.0.0.0", "--set", f"access.tokens={tmp_path / 'none'}")
    assert refused.exit_code == BAD_INPUT
    assert "rag token create NAME" in refused.stderr
    assert not os.path.lexists(tmp_path / "none")
