"""What stands before the page: who comes in, how often they may try, and what is refused before it is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ui.serving.entrance import Entrance
from ui.serving.gate import BODY_BYTES, COOKIE, Gate
from ui.serving.person import PERSON

PASSWORD = "correct horse battery"
TOKEN = "a-token-of-some-length"
HTML = {"Accept": "text/html"}


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """Tells who came, where to, with how many bytes."""
    request = Request(scope, receive)
    body = await request.body()
    told = f"{scope.get(PERSON, 'nobody') != 'nobody'} {scope['path']} {len(body)}"
    await PlainTextResponse(told, headers={"X-Person": scope.get(PERSON, "nobody")})(scope, receive, send)


class Visitor:
    """A browser at the gate, with its cookies, at an address; time passes when told."""

    def __init__(self, *secret_words: str, address: str = "10.0.0.7", **settings: Any) -> None:
        self.now = 1_000.0
        entrance = Entrance(*secret_words, session_seconds=3600) if secret_words else None
        self.gate = Gate(page, entrance=entrance, clock=lambda: self.now, **settings)
        self.address = address
        self.host = "http://127.0.0.1:7860"
        self.cookies = httpx.Cookies()

    def ask(self, method: str, path: str, **settings: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.gate, client=(self.address, 1234))
            async with httpx.AsyncClient(transport=transport, base_url=self.host, cookies=self.cookies) as client:
                response = await client.request(method, path, **settings)
                self.cookies = client.cookies
                return response

        with ThreadPoolExecutor(1) as elsewhere:  # a browser test before may have left its loop in this thread
            return elsewhere.submit(asyncio.run, asked()).result()

    def login(self, words: str) -> httpx.Response:
        return self.ask("POST", "/login", data={"password": words})

    def is_in(self) -> bool:
        return self.ask("GET", "/x").text == "True /x 0"


def test_without_a_password_this_machine_comes_in() -> None:
    assert Visitor().ask("GET", "/x").text == "False /x 0"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:7860", "[2001:db8::1]"])
def test_without_a_password_another_name_for_this_machine_is_refused(host: str) -> None:
    """A web page elsewhere that resolves its own name to 127.0.0.1 would read the articles through a browser."""
    refused = Visitor().ask("GET", "/x", headers={"Host": host})
    assert refused.status_code == 421
    assert "RAG_PAGE_PASSWORD" in refused.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"])
def test_without_a_password_nobody_comes_in_through_a_proxy(header: str) -> None:
    """One that asks by the name of this machine, as nginx does by itself, lets in whoever reaches it."""
    refused = Visitor().ask("GET", "/x", headers={"Host": "127.0.0.1:7860", header: "203.0.113.9"})
    assert refused.status_code == 421
    assert f"(it sent {header.lower()})" in refused.text
    assert "RAG_PAGE_PASSWORD" in refused.text


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_names_of_this_machine_are_answered(host: str) -> None:
    assert Visitor().ask("GET", "/x", headers={"Host": host}).text == "False /x 0"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("secret_words", [(), (PASSWORD,)])
def test_a_change_asked_for_by_another_sites_page_is_refused(
    headers: dict[str, str], secret_words: tuple[str, ...]
) -> None:
    assert Visitor(*secret_words).ask("POST", "/login", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://127.0.0.1:7860"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {}],
    ids=["origin", "browser says so", "no browser"],
)
def test_the_pages_own_requests_pass(headers: dict[str, str]) -> None:
    assert Visitor().ask("POST", "/x", headers=headers, content=b"abc").text == "False /x 3"


def test_whoever_looks_at_a_page_gets_the_form_and_whatever_else_asks_a_refusal() -> None:
    visitor = Visitor(PASSWORD)
    form = visitor.ask("GET", "/", headers=HTML)
    assert (form.status_code, 'name="password"' in form.text) == (401, True)
    assert form.headers["content-security-policy"].startswith("default-src 'none'")
    refused = visitor.ask("POST", "/gradio_api/queue/join", content=b"{}")
    assert (refused.status_code, refused.text) == (401, "Come in with the password first.")


def test_the_password_opens_and_the_session_is_kept_from_scripts() -> None:
    visitor = Visitor(PASSWORD, TOKEN)
    opened = visitor.login(PASSWORD)
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    cookie = opened.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie, "the request was not encrypted"
    assert visitor.is_in()


def test_a_session_over_https_is_sent_over_https_alone() -> None:
    visitor = Visitor(PASSWORD)
    visitor.host = "https://news.example"
    assert "Secure" in visitor.login(PASSWORD).headers["set-cookie"]


@pytest.mark.parametrize("words", ["", "wrong", PASSWORD.upper(), f"{PASSWORD} ", "é" * 20, "\ud83d"])
def test_other_words_open_nothing(words: str) -> None:
    visitor = Visitor(PASSWORD)
    refused = visitor.ask("POST", "/login", content=f"password={words}".encode("utf-8", "surrogatepass"))
    assert refused.status_code == 403
    assert "That is not the password." in refused.text
    assert not visitor.is_in()


def test_a_link_with_the_token_opens_and_does_not_keep_it_in_the_address() -> None:
    visitor = Visitor(PASSWORD, TOKEN)
    opened = visitor.ask("GET", f"/?token={TOKEN}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/")
    assert visitor.is_in()


def test_a_program_comes_in_with_a_bearer_token() -> None:
    visitor = Visitor(TOKEN)
    assert visitor.ask("GET", "/x", headers={"Authorization": f"Bearer {TOKEN}"}).text == "True /x 0"
    refused = visitor.ask("GET", "/x", headers={"Authorization": "Bearer nonsense"})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_a_person_is_a_machine_however_and_however_often_it_comes_in() -> None:
    """A new login is nobody else, and two who send the same token are two."""
    visitor = Visitor(PASSWORD, TOKEN)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    seen: list[str] = []
    for address in ("10.0.0.7", "2001:db8:1:2::3"):
        visitor.address = address
        for _ in range(2):
            visitor.login(PASSWORD)
            seen.append(visitor.ask("GET", "/x").headers["x-person"])
            visitor.ask("POST", "/logout")
        visitor.cookies.clear()
        seen.append(visitor.ask("GET", "/x", headers=bearer).headers["x-person"])
    assert seen == ["10.0.0.7"] * 3 + ["2001:db8:1:2::/64"] * 3


def test_wrong_passwords_wait_ever_longer_and_a_right_one_waits_as_well() -> None:
    visitor = Visitor(PASSWORD)
    for _ in range(5):
        assert visitor.login("wrong").status_code == 403
    waits = []
    for _ in range(12):
        told = visitor.login("wrong")
        assert told.status_code == 429
        waits.append(int(told.headers["retry-after"]))
        visitor.now += waits[-1]
        assert visitor.login("wrong").status_code == 403
    assert waits == [2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 901, 901]
    assert visitor.login(PASSWORD).status_code == 429
    visitor.now += 901
    assert visitor.login(PASSWORD).status_code == 303
    assert visitor.is_in()


def test_the_failures_of_one_machine_keep_no_other_out() -> None:
    visitor = Visitor(PASSWORD)
    for _ in range(6):
        visitor.login("wrong")
    visitor.address = "10.0.0.8"
    assert visitor.login(PASSWORD).status_code == 303


def test_many_machines_together_guess_no_faster_than_a_hundred_a_minute() -> None:
    visitor = Visitor(PASSWORD)
    for number in range(100):
        visitor.address = f"10.0.{number}.1"
        assert visitor.login("wrong").status_code == 403
    visitor.address = "10.9.9.9"
    assert visitor.login("wrong").status_code == 429
    visitor.now += 61
    assert visitor.login("wrong").status_code == 403


def test_tokens_are_guessed_no_faster_than_passwords() -> None:
    visitor = Visitor(TOKEN)
    codes = [
        visitor.ask("GET", "/x", headers={"Authorization": f"Bearer wrong-{number}"}).status_code for number in range(7)
    ]
    assert codes == [401] * 5 + [429] * 2


@pytest.mark.parametrize("cookie", ["", "nonsense", "a" * 5_000, '"', "é"])
def test_a_made_up_session_opens_nothing(cookie: str) -> None:
    visitor = Visitor(PASSWORD)
    headers = {"Cookie": f"{COOKIE}={cookie}".encode()}
    assert visitor.ask("GET", "/x", headers=headers).status_code == 401


def test_a_session_ends_an_hour_after_its_last_request_and_at_once_when_left() -> None:
    visitor = Visitor(PASSWORD)
    visitor.login(PASSWORD)
    for _ in range(3):
        visitor.now += 3_500
        assert visitor.is_in()
    visitor.now += 3_601
    assert not visitor.is_in()
    visitor.login(PASSWORD)
    kept = visitor.cookies[COOKIE]
    assert visitor.ask("POST", "/logout").headers["location"] == "/login"
    visitor.cookies.set(COOKIE, kept, domain="127.0.0.1")
    assert not visitor.is_in()


@pytest.mark.parametrize(
    ("path", "seen"), [("/articles/x", "/x"), ("/articles", "/"), ("/x", "/x"), ("/articlesx", "/articlesx")]
)
def test_a_proxys_path_is_taken_off_once(path: str, seen: str) -> None:
    assert Visitor(root_path="/articles").ask("GET", path).text == f"False {seen} 0"


def test_under_a_proxys_path_the_session_and_the_form_stay_below_it() -> None:
    visitor = Visitor(PASSWORD, root_path="/articles")
    assert 'action="/articles/login"' in visitor.ask("GET", "/articles/", headers=HTML).text
    opened = visitor.ask("POST", "/articles/login", data={"password": PASSWORD})
    assert opened.headers["location"] == "/articles/"
    assert "Path=/articles/" in opened.headers["set-cookie"]


async def in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1_000):
        yield b"x" * 1_000


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in parts"])
def test_a_body_over_the_limit_is_refused(told: bool) -> None:
    make: Callable[[int], Any] = (lambda size: b"x" * size) if told else in_parts
    assert Visitor().ask("POST", "/x", content=make(BODY_BYTES)).text == f"False /x {BODY_BYTES}"
    refused = Visitor().ask("POST", "/x", content=make(BODY_BYTES + 1_000))
    assert (refused.status_code, refused.text) == (413, "The request has more than 1,000,000 bytes.")


def test_uploads_have_a_limit_of_their_own_and_are_refused_where_there_is_none() -> None:
    assert Visitor().ask("POST", "/added-files", content=b"x").status_code == 403
    visitor = Visitor(uploads_bytes=3_000_000)
    assert visitor.ask("POST", "/added-files", content=b"x" * 3_000_000).status_code == 200
    assert visitor.ask("POST", "/added-files", content=b"x" * 3_000_001).status_code == 413
    assert [visitor.ask("POST", f"/gradio_api/upload{end}", content=b"x").status_code for end in ("", "/")] == [
        403,
        403,
    ]


def test_the_icon_is_for_everybody() -> None:
    assert Visitor(PASSWORD).ask("GET", "/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_a_password_of_megabytes_is_not_read() -> None:
    assert Visitor(PASSWORD).login("x" * 5_000).status_code == 413


def test_every_response_forbids_frames_and_sniffing() -> None:
    for response in (Visitor().ask("GET", "/x"), Visitor(PASSWORD).ask("GET", "/", headers=HTML)):
        assert response.headers["x-frame-options"] == "DENY"
        assert response.headers["x-content-type-options"] == "nosniff"
