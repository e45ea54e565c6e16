"""One streamed chat completion from an OpenAI-compatible endpoint: pieces of text, and at last what it took.

Knows time, keys and how to stop; what travels is `connection`'s business. Knows nothing of passages.

Decision: the request runs in an event loop on a thread of its own, which feeds a queue; the caller gets "" every half
second while nothing comes, so that it can stop at any time. Stopping cancels the task, which closes the connection in
every state, also before the endpoint has answered; a blocked socket would not notice. Instead: the synchronous client,
closed from outside. Cost: a thread a question.
"""

from __future__ import annotations

import os
import queue
import re
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

from index.errors import ReaderUnavailable
from rag.answering.llm.connection import Broken, ContextOverflow, Ended, Request
from rag.answering.llm.prompt import Message
from rag.answering.llm.settings import LlmConfig

_NO_KEY = "none"
"""What endpoints on one's own machine get: the client insists on a key."""

_POLL_SECONDS = 0.5
_STOPPED_WITHIN_SECONDS = 5.0

_CHARACTERS_A_TOKEN = 16
"""An answer with more of them than `max_tokens` allows comes from an endpoint that does not count."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a completion. `cut`: it stopped at max_tokens. Tokens are None where the endpoint does not tell."""

    prompt_tokens: int | None
    completion_tokens: int | None
    milliseconds: float
    cut: bool


class ChatClient:
    """Asks one endpoint. Safe for many threads."""

    def __init__(self, config: LlmConfig, environment: Mapping[str, str] = os.environ) -> None:
        self._config = config
        self._environment = environment

    def stream(self, chat: Sequence[Message]) -> Generator[str | Finished, None, None]:
        """Pieces of the answer as they come ("" while nothing does), then how it ended. Closing it ends the request.

        Raises ContextOverflow when the messages are too long for the model, ReaderUnavailable for everything else that
        goes wrong: message = what, where, what to do. The key is in no message.
        """
        started = time.perf_counter()
        key = self._key()
        request = Request(self._config, chat, key or _NO_KEY)
        try:
            for part in self._parts(request):
                if isinstance(part, Ended):
                    milliseconds = 1000 * (time.perf_counter() - started)
                    yield Finished(part.prompt_tokens, part.completion_tokens, milliseconds, part.reason == "length")
                else:
                    yield part
        except Broken as failed:
            raise ReaderUnavailable(_without_key(str(failed), key)) from None  # its causes may show the key
        finally:
            request.stop(_STOPPED_WITHIN_SECONDS)

    def _parts(self, request: Request) -> Generator[str | Ended, None, None]:
        request.start()
        until = time.monotonic() + self._config.answer_seconds
        length = 0
        while True:
            if time.monotonic() > until:
                raise Broken(
                    f"the model {self._config.model!r} at {self._config.base_url!r} did not end its answer in "
                    f"{self._config.answer_seconds:g} seconds; raise llm.answer_seconds, or take a model that is faster or thinks less"
                )
            try:
                part = request.parts.get(timeout=min(_POLL_SECONDS, self._config.answer_seconds))
            except queue.Empty:
                yield ""
                continue
            if isinstance(part, Broken | ContextOverflow):
                raise part
            yield part
            if isinstance(part, Ended):
                return
            length += len(part)
            if length > self._config.max_tokens * _CHARACTERS_A_TOKEN:
                raise Broken(
                    f"the model {self._config.model!r} at {self._config.base_url!r} wrote {length} characters and does "
                    f"not stop at max_tokens={self._config.max_tokens}; try another model or endpoint"
                )

    def _key(self) -> str:
        """The key from the environment, or "". Raises ReaderUnavailable for one that no header can hold."""
        key = self._environment.get(self._config.key_variable, "").strip()
        if key and not re.fullmatch(r"[\x21-\x7e]+", key):
            raise ReaderUnavailable(
                f"the key in the environment variable {self._config.key_variable!r} has spaces or characters that no "
                "key has; set it anew"
            )
        return key


def _without_key(message: str, key: str) -> str:
    return message.replace(key, "…") if key else message
