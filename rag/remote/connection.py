"""Requests to a server, and its problems as the errors they are. Knows HTTP; knows no question and no answer.

httpx, which comes with Gradio: it keeps connections for many threads, and knows certificates, proxies and timeouts; the
standard library's client would need all of that written here. It follows no redirection, so a token goes to no other server.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index import errors
from index.errors import ConfigError, QuestionError, RagError, ServerUnavailable

if TYPE_CHECKING:
    import httpx

_CONNECT_SECONDS = 5.0
_PROBLEM = "application/problem+json"
_LONGEST_LINE = 64_000_000
_KINDS = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, RagError)
} | {"InvalidRequest": QuestionError, "NotFound": RagError}


class Connection:
    """A server at an address. Raises ConfigError for an address or a token that can be none."""

    def __init__(self, url: str, token: str | None, timeout_seconds: float) -> None:
        self.url = _address(url)
        if token is not None and not (token.isascii() and token.isprintable() and token.strip() == token != ""):
            raise ConfigError("the token holds characters that none has; give it as `rag token create` printed it")
        if not timeout_seconds > 0:
            raise ConfigError(f"timeout_seconds is {timeout_seconds!r}; it must be more than 0")
        import httpx

        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(timeout_seconds, connect=_CONNECT_SECONDS))

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> str:
        """The text at a path. Raises the error that the server tells of, or ServerUnavailable."""
        return self._text("GET", path, params=dict(query) if query else None)

    def post(self, path: str, content: Mapping[str, Any]) -> str:
        """The text that `content` is answered with. Raises as `get`."""
        return self._text("POST", path, content=json.dumps(content), headers={"Content-Type": "application/json"})

    def events(self, path: str, content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Names and contents of the server's events. Raises as `get`, also for an event that tells of an error."""
        body, headers = json.dumps(content), {"Content-Type": "application/json"}
        with self._told(), self._client.stream("POST", self.url + path, content=body, headers=headers) as response:
            if response.is_error or response.is_redirect:
                response.read()
                raise self._error(response)
            name = ""
            for line in response.iter_lines():
                field, _, value = line.partition(": ")
                if field == "event":
                    name = value
                elif field == "data":
                    told = json.loads(value)
                    if name == "error":
                        raise _problem(told, self.url)
                    yield name, told

    def _text(self, method: str, path: str, **settings: Any) -> str:
        with self._told():
            response = self._client.request(method, self.url + path, **settings)
        if not response.is_success:
            raise self._error(response)
        return response.text

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the network, and what is none of the server's answers, as errors of ours."""
        import httpx

        try:
            yield
        except httpx.TimeoutException as error:
            raise ServerUnavailable(f"{self.url} did not answer in time; ask again, or wait longer") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServerUnavailable(f"{self.url} cannot be reached ({error or type(error).__name__})") from error
        except (ValueError, RecursionError) as error:
            raise ServerUnavailable(f"{self.url} sent what is no event ({error!r:.200})") from error

    def _error(self, response: httpx.Response) -> RagError:
        if response.headers.get("content-type") == _PROBLEM:
            try:
                return _problem(response.json(), self.url)
            except (ValueError, RecursionError):
                pass  # told below: whoever wrote that is no server of ours
        return ServerUnavailable(
            f"{self.url} said {response.status_code} {response.reason_phrase}; is that the address of `rag serve`?"
        )


def _problem(told: object, url: str) -> RagError:
    if not isinstance(told, Mapping):
        raise ValueError(f"{told!r:.80} is no problem")  # noqa: TRY004 - read as the other things that are no JSON of ours
    name, detail = str(told.get("type")).rpartition(":")[2], str(told.get("detail"))
    kind = _KINDS.get(name)
    return kind(detail) if kind else ServerUnavailable(f"{url}: {detail}")


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
        _ = parts.port
    except ValueError:
        fits = False
    if not fits or parts.username is not None:
        raise ConfigError(f"{url!r} is no address of a server; write one as in http://127.0.0.1:7861")
    return url.rstrip("/").removesuffix("/v1")
