"""Web archives written by hand, so that tests state every byte of them."""

from __future__ import annotations

import gzip

from tests.index.formats.reading import STORY

PAGE = f"<html><head><title>A bridge</title></head><body><article><p>{STORY}</p></article></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
A = "https://example.org/a"


def record_of(kind: str, uri: str, media_type: str, block: bytes) -> bytes:
    header = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2024-03-26T10:00:00Z\r\n"
    return f"{header}Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def warc(*captures: tuple[str, str, bytes, dict[str, str]], packed: bool = False) -> bytes:
    """A web archive; a capture is an address, a status line, a payload and its headers."""
    written = [record_of("warcinfo", "a.warc", "application/warc-fields", b"software: test")]
    for uri, status, payload, headers in captures:
        http = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        block = f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + payload
        written.append(record_of("request", uri, "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"))
        written.append(record_of("response", uri, "application/http; msgtype=response", block))
    return b"".join(map(gzip.compress, written) if packed else written)


def chunked(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (10, content[:10], len(content) - 10, content[10:])
