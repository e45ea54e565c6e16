"""A real HTTP server that speaks as much of S3 as reading takes: listings in pages, and objects; faults as a test wants them.

Everything goes over loopback sockets. Written for the tests: moto, which speaks all of Amazon, brings 40 packages.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "newsroom"
KEY, SECRET = "an-access-key", "a-very-secret-key"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is answered instead: a status and a code; the body cut short when `status` is 200."""

    status: int
    code: str = ""


Rule = Callable[[str], Refusal | None]
"""What becomes of a request for a key."""


def nothing(_: str) -> Refusal | None:
    """A rule that lets everything pass."""
    return None


@dataclass(slots=True)
class Bucket:
    """What lies in it, what was asked, and what is refused. `modified` are seconds, the same for all but those named."""

    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Keys of the objects that were sent, or refused."""
    listings: int = 0
    refuse: Rule = nothing
    refuse_listing: Rule = nothing
    """Is told the first key of the page, or "" for the first page."""
    page: int = 1000
    modified: dict[str, float] = field(default_factory=dict)
    url: str = ""

    def environment(self) -> dict[str, str]:
        """What a process reads that uses it."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "NO_PROXY": "127.0.0.1",
        }


@contextlib.contextmanager
def bucket() -> Iterator[Bucket]:
    """Serve a bucket until the block ends."""
    served = Bucket()

    class Handler(_Handler):
        bucket = served

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        address = urlsplit(self.path)
        name, _, key = unquote(address.path).removeprefix("/").partition("/")
        asked = dict(parse_qsl(address.query, keep_blank_values=True))
        if name != BUCKET:
            self._refused(Refusal(404, "NoSuchBucket"))
        elif "list-type" in asked:
            self._list(asked)
        else:
            self._object(key, body=body)

    def _list(self, asked: dict[str, str]) -> None:
        bucket, prefix, delimiter = self.bucket, asked.get("prefix", ""), asked.get("delimiter", "")
        start = asked.get("continuation-token", "")
        bucket.listings += 1
        if refusal := bucket.refuse_listing(start):
            self._refused(refusal)
            return
        names = dict[str, str]()
        for key in sorted(bucket.objects):
            if key.startswith(prefix):
                folder, slash, _ = key[len(prefix) :].partition(delimiter) if delimiter else ("", "", "")
                names[prefix + folder + slash if slash else key] = f"{prefix}{folder}{slash}" if slash else ""
        page = [name for name in names if name >= start][: bucket.page + 1]
        entries = "".join(
            f"<CommonPrefixes><Prefix>{_text(names[name])}</Prefix></CommonPrefixes>"
            if names[name]
            else self._entry(name)
            for name in page[: bucket.page]
        )
        more = f"<NextContinuationToken>{_text(page[-1])}</NextContinuationToken>" if len(page) > bucket.page else ""
        cut = "true" if more else "false"
        self._send(
            200,
            f'<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<Name>{BUCKET}</Name><Prefix>{_text(prefix)}</Prefix><KeyCount>{len(page)}</KeyCount><MaxKeys>1000</MaxKeys>"
            f"<IsTruncated>{cut}</IsTruncated>{entries}{more}</ListBucketResult>".encode(),
        )

    def _entry(self, key: str) -> str:
        content = self.bucket.objects[key]
        return (
            f"<Contents><Key>{_text(key)}</Key><LastModified>{_day(self.bucket.modified.get(key, 0))}</LastModified>"
            f"<ETag>{escape(_tag(content))}</ETag><Size>{len(content)}</Size></Contents>"
        )

    def _object(self, key: str, *, body: bool) -> None:
        if body:
            self.bucket.asked.append(key)
        refusal = self.bucket.refuse(key) if body else None
        content = self.bucket.objects.get(key)
        if content is None:
            self._refused(Refusal(404, "NoSuchKey"))
        elif refusal and refusal.status != 200:
            self._refused(refusal)
        else:
            day = formatdate(self.bucket.modified.get(key, 0), usegmt=True)
            first = (
                int(self.headers["Range"].removeprefix("bytes=").partition("-")[0]) if "Range" in self.headers else 0
            )
            rest = content[first:]
            sent = rest[: len(rest) // 2] if refusal else rest if body else b""
            part = {"Content_Range": f"bytes {first}-{len(content) - 1}/{len(content)}"} if first else {}
            self._send(206 if first else 200, sent, len(rest), ETag=_tag(content), Last_Modified=day, **part)
            self.close_connection = refusal is not None

    def _refused(self, refusal: Refusal) -> None:
        words = f"<Error><Code>{refusal.code}</Code><AWSAccessKeyId>{KEY}</AWSAccessKeyId></Error>"
        self._send(refusal.status, words.encode() if self.command == "GET" else b"")

    def _send(self, status: int, content: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Tests tell what they saw themselves."""


def _text(key: str) -> str:
    return escape(key) if key.isprintable() else "".join(c if c.isprintable() else f"&#{ord(c)};" for c in escape(key))


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _day(seconds: float) -> str:
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
