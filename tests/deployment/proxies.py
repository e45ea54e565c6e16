"""The examples for nginx and Caddy, run: a page below a path, by its name and with a certificate, in front of a real `rag chat`.

    python -m tests.deployment.proxies INDEX      # needs nginx, caddy, openssl and chromium; takes a minute

Of each example only the name's port, the certificate and the port behind it are changed. The browser is told that the
name is this machine; no certificate is trusted, for it is made here.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.browser.chat_page import ChatPage
from tests.browser.conftest import CHROMIUM, CHROMIUM_OPTIONS
from tests.deployment.promises import QUESTION, has, same, until
from tests.deployment.recipe import ROOT
from tests.ui.command import free_port, process_environment

EXAMPLES = ROOT / "ui" / "serving" / "deployment"
PASSWORD = "a password of the test"
NAME = "news.example"
NGINX = """daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1;
events {{}}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/example.conf; }}
"""


class Behind(http.client.HTTPSConnection):
    """A connection to the name, which is this machine; the certificate is not checked."""

    def __init__(self, port: int) -> None:
        super().__init__(NAME, port, timeout=60)
        self._unchecked = ssl.create_default_context()
        self._unchecked.check_hostname = False
        self._unchecked.verify_mode = ssl.CERT_NONE

    def connect(self) -> None:
        self.sock = self._unchecked.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), 60), server_hostname=NAME
        )


def asked(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
    connection = Behind(port)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


@contextmanager
def process(line: list[str], **environment: str) -> Iterator[None]:
    """A program, for as long as it is needed."""
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, env=process_environment(**environment)) as started:
        try:
            yield
        finally:
            started.terminate()
            started.wait(30)


def certificate(folder: Path) -> None:
    """One that nobody has signed, for the name."""
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj"]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*line[:-1], *names, *files], check=True, capture_output=True)


def replaced(name: str, **changes: str) -> str:
    """An example with other words; each has to be there."""
    text = (EXAMPLES / name).read_text("utf-8")
    for old, new in changes.items():
        if old not in text:
            raise LookupError(f"{name} says nothing of {old!r}")
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, behind: int) -> list[str]:
    example = replaced(
        "nginx.conf",
        **{
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "/etc/ssl/news.example.pem": f"{folder}/cert.pem",
            "/etc/ssl/news.example.key": f"{folder}/key.pem",
            "127.0.0.1:7860": f"127.0.0.1:{behind}",
        },
    )
    (folder / "example.conf").write_text(example, "utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), "utf-8")
    line = ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    same("nginx takes the example", subprocess.run([*line, "-t"], capture_output=True, check=False).returncode, 0)
    return line


def caddy(folder: Path, port: int, behind: int) -> list[str]:
    example = replaced(
        "Caddyfile",
        **{
            "news.example {": f"https://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {folder}/cert.pem {folder}/key.pem",
            "127.0.0.1:7860": f"127.0.0.1:{behind}",
        },
    )
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{example}", "utf-8")
    line = ["caddy", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    valid = subprocess.run([line[0], "validate", *line[1:]], capture_output=True, check=False, env=homed(folder))
    same("Caddy takes the example", valid.returncode, 0)
    return [line[0], "run", *line[1:]]


def homed(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}


def streamed(port: int) -> None:
    """The parts of an answer arrive one by one, not together at its end."""
    body = json.dumps({"question": f"{QUESTION} Tell me anew.", "mode": "eager"}).encode()
    bearer = f"Bearer {PASSWORD}"
    response = asked(
        port, "POST", "/articles/v1/ask/stream", body, Authorization=bearer, Content_Type="application/json"
    )
    same("a program streams an answer", response.status, 200)
    started, arrived = time.perf_counter(), []
    while line := response.readline():
        if line.startswith(b"event: "):
            arrived.append((line.split()[1].decode(), time.perf_counter() - started))
    same("the stream ends with the answer", arrived[-1][0], "done")
    first, last = arrived[0][1], arrived[-1][1]
    same("the first part is there before half of the time", first < last / 2, True)  # noqa: FBT003
    print(f"    first event after {1000 * first:.0f} ms, last after {1000 * last:.0f} ms")


def requests(port: int) -> None:
    """What a proxy must pass on, and what it must not believe."""
    response = asked(port, "GET", "/articles")
    same(
        "the path without its slash leads to it",
        (response.status, response.headers["Location"][-10:]),
        (301, "/articles/"),
    )
    same("the form is there", asked(port, "GET", "/articles/login").status, 200)
    login = {"Content_Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}:{port}"}
    response = asked(port, "POST", "/articles/login", f"password={PASSWORD}".encode(), **login)
    same("the password opens", response.status, 303)
    cookie = response.headers["Set-Cookie"]
    for words in ("Secure", "HttpOnly", "Path=/articles/"):
        has(f"the session's cookie says {words}", cookie, words)
    elsewhere = login | {"Origin": "https://evil.example"}
    same("another site may not", asked(port, "POST", "/articles/login", b"password=x", **elsewhere).status, 403)
    streamed(port)
    large = b"x" * 30_000_000
    try:
        status = asked(
            port, "POST", "/articles/v1/articles?name=a.txt", large, Authorization=f"Bearer {PASSWORD}"
        ).status
    except OSError:  # refused before all of it was sent
        status = 413
    same("what is too large is refused", status, 413)
    tried = [
        asked(port, "POST", "/articles/login", b"password=wrong", X_Forwarded_For=f"192.0.2.{number}", **login).status
        for number in range(9)
    ]
    slowed = (tried[:5], 429 in tried[5:])
    same("whoever guesses is slowed down, whatever address they claim", slowed, ([403] * 5, True))


def in_a_browser(port: int) -> None:
    """A person comes in and asks."""
    from playwright.sync_api import sync_playwright

    rules = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=[*CHROMIUM_OPTIONS, rules])
        context = browser.new_context(ignore_https_errors=True)
        paths: list[str] = []
        context.on("request", lambda request: paths.append(request.url))
        chat = ChatPage(context, f"https://{NAME}:{port}/articles/", password=PASSWORD)
        chat.ask(QUESTION)
        has("a person is answered in a browser", chat.newest.inner_text(), "Steve Daines")
        outside = [url for url in paths if not url.startswith((f"https://{NAME}:{port}/articles/", "data:", "blob:"))]
        same("every request of the page is below the path", outside, [])
        of_the_site = f"{NAME}:{port}/favicon.ico"  # at the top, which is not the page's
        same("and none fails", [error for error in chat.errors if not error.endswith(of_the_site)], [])
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    index = parser.parse_args().index
    examples: dict[str, Any] = {"nginx": nginx, "caddy": caddy}
    for name, prepared in examples.items():
        if not shutil.which(name):
            raise SystemExit(f"{name} is not installed")
        print(name)
        with tempfile.TemporaryDirectory() as made, ExitStack() as running:
            folder, port, behind = Path(made), free_port(), free_port()
            certificate(folder)
            line = prepared(folder, port, behind)
            options = ["--index", str(index), "--root-path", "/articles", "--port", str(behind)]
            homes = {f"XDG_{one}_HOME": made for one in ("DATA", "STATE", "CONFIG")}
            running.enter_context(
                process(
                    [sys.executable, "-m", "ui.cli", "chat", *options],
                    RAG_PAGE_PASSWORD=PASSWORD,
                    XDG_RUNTIME_DIR=made,
                    **homes,
                )
            )
            running.enter_context(process(line, HOME=made, **homes))
            until("the page is ready behind it", lambda port=port: ready(port))  # type: ignore[misc]
            in_a_browser(port)
            requests(port)
    print("all of it held")


def ready(port: int) -> bool:
    try:
        return asked(port, "GET", "/articles/readyz").status == 200
    except OSError:
        return False


if __name__ == "__main__":
    main()
