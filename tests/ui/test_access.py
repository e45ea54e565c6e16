"""Passwords that are set, names of machines and people, and how fast one person may ask."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from rag import ConfigError
from rag.settings.access import AccessConfig
from tests.ui.command import free_port
from ui.running.service import listening_at_once
from ui.serving.entrance import SESSIONS_KEPT, Entrance, secrets_of
from ui.serving.server import Place, listen
from ui.serving.throttle import NAMES_KEPT, FailedLogins, QuestionPace, network_of


def test_no_password_is_there_by_default() -> None:
    assert secrets_of({}) == ()


def test_passwords_come_from_the_environment_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from a file, 1\n", "utf-8")
    environ = {"RAG_PAGE_PASSWORD": "a long password", "RAG_PAGE_TOKEN": "a long token"}
    assert secrets_of(environ, tmp_path / "password") == ("a long password", "a long token", "from a file, 1")


@pytest.mark.parametrize("words", ["", "short", "123456789"])
def test_a_short_password_is_refused_without_being_told(words: str) -> None:
    with pytest.raises(ConfigError, match=rf"RAG_PAGE_PASSWORD holds a password of {len(words)} characters") as told:
        secrets_of({"RAG_PAGE_PASSWORD": words})
    assert not words or words not in str(told.value)


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xff")
    for name in ("missing", "bytes"):
        with pytest.raises(ConfigError, match=f"{name}' cannot be read"):
            secrets_of({}, tmp_path / name)


def test_the_oldest_session_makes_room() -> None:
    entrance = Entrance("a long password", session_seconds=10)
    first = entrance.enter(0.0)
    assert entrance.knows(first, 0.0)
    for _ in range(SESSIONS_KEPT):
        newest = entrance.enter(0.0)
    assert not entrance.knows(first, 0.0)
    assert entrance.knows(newest, 0.0)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("x" * 500, "x" * 100),
    ],
)
def test_an_ipv6_address_stands_for_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_only_so_many_machines_are_remembered() -> None:
    failures = FailedLogins()
    for number in range(NAMES_KEPT + 5):
        failures.failed(f"machine {number}", 0.0)
    assert len(failures._failures) == NAMES_KEPT


def test_failures_of_long_ago_are_forgiven() -> None:
    failures = FailedLogins()
    for _ in range(6):
        failures.failed("10.0.0.7", 0.0)
    assert failures.wait("10.0.0.7", 0.0) == 2.0
    failures.failed("10.0.0.7", 2_000.0)
    assert failures.wait("10.0.0.7", 2_000.0) == 0.0


def test_one_person_asks_so_many_questions_in_any_minute() -> None:
    pace = QuestionPace(3)
    assert [pace.wait("one", now) for now in (0.0, 10.0, 20.0, 30.0)] == [0.0, 0.0, 0.0, 30.0]
    assert pace.wait("another", 30.0) == 0.0
    assert [pace.wait("one", now) for now in (60.0, 61.0, 70.0)] == [0.0, 9.0, 0.0]


def test_without_a_limit_everything_is_asked() -> None:
    pace = QuestionPace(0)
    assert [pace.wait("one", 0.0) for _ in range(100)] == [0.0] * 100


@pytest.mark.parametrize("path", ["articles", "/articles/", "/", "//x", "/a b", "/<x>", "http://x/y"])
def test_a_root_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="root path"):
        Place(root_path=path)


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/"), ("host", "http://host:80/")]
)
def test_the_address_is_told_as_a_browser_takes_it(host: str, url: str) -> None:
    assert Place(host, 80).url == url


@pytest.mark.parametrize("hours", [0, -1, float("nan"), 10_000])
def test_impossible_session_hours_are_refused(hours: float) -> None:
    with pytest.raises(ConfigError, match="session_hours"):
        AccessConfig(session_hours=hours)


def test_a_negative_pace_is_refused() -> None:
    with pytest.raises(ConfigError, match="questions_per_minute"):
        AccessConfig(questions_per_minute=-1)


def test_what_is_served_is_sent_at_once() -> None:
    """asyncio looks at the protocol of the socket that listens: without it, each short response takes 40 ms."""
    for listening in (listen(Place(port=free_port())), listening_at_once()):
        with listening:
            assert listening.proto == socket.IPPROTO_TCP
