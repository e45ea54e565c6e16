"""A request on its way: the thread with its event loop, the attempts, and what an endpoint's errors mean.

The only module that touches `openai`, which is imported on that thread. Everything it finds out goes into one queue.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from rag.answering.llm.prompt import Message
from rag.answering.llm.settings import LlmConfig
from rag.printing import one_line

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 20.0
"""Between attempts: twice as long each time, or what the endpoint asks for with Retry-After."""

_WORTH_ANOTHER = {408, 409, 425, 429}
"""HTTP statuses that may be another a moment later; so may all from 500."""

_TOO_LONG = ("context length", "context_length", "context size", "context window", "exceed_context", "too many tokens")
"""In the errors of OpenAI and vLLM, llama.cpp, LM Studio and others."""

_TOLD_CHARACTERS = 300


class Broken(Exception):
    """The endpoint cannot be used, or did not keep the protocol. The message is for a person, and may hold the key."""


class ContextOverflow(Exception):
    """The messages are longer than the model's window, as the endpoint says."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer is complete, and why it ended, in the protocol's word."""

    reason: str
    prompt_tokens: int | None
    completion_tokens: int | None


Part: TypeAlias = str | Ended | Broken | ContextOverflow


class _Again(Exception):
    """An attempt failed in a way that another may not."""

    def __init__(self, message: str, pause_seconds: float | None = None) -> None:
        super().__init__(message)
        self.pause_seconds = pause_seconds


class Request:
    """A request that runs on a thread. `parts` gets its text in order, and last `Ended` or what went wrong."""

    def __init__(self, config: LlmConfig, chat: Sequence[Message], key: str) -> None:
        self.parts: queue.SimpleQueue[Part] = queue.SimpleQueue()
        self._config = config
        self._key = key
        self._options: dict[str, Any] = {
            "model": config.model,
            "messages": [{"role": message.role, "content": message.content} for message in chat],
            "max_tokens": config.max_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if config.temperature is not None:
            self._options["temperature"] = config.temperature
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._on_thread, name="llm-request", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, within_seconds: float) -> None:
        """End it, in whatever state it is: its connection is closed. Nothing happens when it has ended."""
        self._stopped.set()
        with contextlib.suppress(RuntimeError):  # the loop is closed: the request has ended
            self._loop.call_soon_threadsafe(self._cancel)
        if self._thread.ident is None:
            self._loop.close()
        else:
            self._thread.join(within_seconds)

    def _cancel(self) -> None:
        if self._task:
            self._task.cancel()

    def _on_thread(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._run())

    async def _run(self) -> None:
        self._task = asyncio.current_task()
        if self._stopped.is_set():
            return
        try:
            await self._attempts()
        except (Broken, ContextOverflow) as failed:
            self.parts.put(failed)
        except ImportError:
            self.parts.put(Broken("reader 'llm' needs the package 'openai'; pip install 'article-rag[llm]'"))
        except Exception as failed:  # noqa: BLE001 - told to the caller, who waits for it and raises it
            self.parts.put(Broken(f"{self._where} could not be asked: {type(failed).__name__}: {_told(failed)}"))

    async def _attempts(self) -> None:
        from openai import AsyncOpenAI

        limit = self._config.timeout_seconds
        async with AsyncOpenAI(
            base_url=self._config.base_url, api_key=self._key, timeout=limit, max_retries=0
        ) as client:
            for attempt in range(self._config.retries + 1):
                try:
                    return await self._attempt(client)
                except _Again as failed:
                    if attempt == self._config.retries:
                        tries = f" ({attempt + 1} attempts)" if attempt else ""
                        raise Broken(f"{failed}{tries}") from failed
                    pause = _FIRST_PAUSE_SECONDS * 2**attempt if failed.pause_seconds is None else failed.pause_seconds
                    await asyncio.sleep(min(pause, _LONGEST_PAUSE_SECONDS))
        return None

    async def _attempt(self, client: AsyncOpenAI) -> None:
        """Ask once, and once more for each parameter that the endpoint does not know."""
        import openai

        while True:
            try:
                return await self._completion(client)
            except openai.BadRequestError as failed:
                if any(words in str(failed).lower() for words in _TOO_LONG):
                    raise ContextOverflow(_told(failed)) from failed
                if not self._without_refused(str(failed)):
                    raise Broken(f"{self._where} refused the request: {_told(failed)}") from failed
            except openai.APIStatusError as failed:
                raise self._of_status(failed) from failed
            except (openai.APITimeoutError, TimeoutError) as failed:
                raise _Again(
                    f"{self._where} sent nothing for {self._config.timeout_seconds:g} seconds; it may be overloaded: "
                    "raise llm.timeout_seconds, or take a smaller model"
                ) from failed
            except openai.APIConnectionError as failed:
                raise _Again(
                    f"{self._where} cannot be reached ({_told(failed.__cause__ or failed)}); start the endpoint, or "
                    "correct llm.base_url"
                ) from failed

    async def _completion(self, client: AsyncOpenAI) -> None:
        limit = self._config.timeout_seconds
        async with asyncio.timeout(limit):
            stream = await client.chat.completions.create(**self._options)
        seen = _Seen()
        try:
            async with stream:
                chunks = stream.__aiter__()
                while True:
                    async with asyncio.timeout(limit):
                        chunk = await anext(chunks, None)
                    if chunk is None:
                        break
                    if text := seen.text_of(chunk):
                        self.parts.put(text)
        except TimeoutError:
            if not seen.wrote:
                raise
            raise Broken(
                f"{self._where} stopped in the middle of its answer, and sent nothing for {limit:g} seconds; ask again, "
                "or raise llm.timeout_seconds"
            ) from None
        except Exception as failed:
            told = f"{self._where} broke off, or sent what is no answer ({_told(failed)}); "
            if seen.wrote:
                raise Broken(f"{told}ask again") from failed
            raise _Again(f"{told}is llm.base_url an OpenAI-compatible endpoint?") from failed
        if not seen.chunks:
            raise Broken(
                f"{self._where} sent no answer in the protocol; is llm.base_url an OpenAI-compatible endpoint?"
            )
        if not seen.reason:
            raise Broken(f"{self._where} broke off before its answer was complete; ask again")
        self.parts.put(Ended(seen.reason, *seen.tokens))

    def _without_refused(self, message: str) -> bool:
        """Leave out, or rename, the parameter that the endpoint says it does not know; False when there is none."""
        if "max_completion_tokens" in message and "max_tokens" in self._options:
            self._options["max_completion_tokens"] = self._options.pop("max_tokens")
            return True
        return "stream_options" in message and self._options.pop("stream_options", None) is not None

    def _of_status(self, failed: Any) -> Exception:
        """What an HTTP status means for a person."""
        told = f"{self._where} answered with HTTP {failed.status_code} ({_told(failed)})"
        if failed.status_code in (401, 403):
            return Broken(f"{told}; check the key in the environment variable {self._config.key_variable!r}")
        if failed.status_code == 404:
            return Broken(f"{told}; check llm.model and llm.base_url, which usually ends in /v1")
        if failed.status_code == 413:
            return ContextOverflow(told)
        if failed.status_code in _WORTH_ANOTHER or failed.status_code >= 500:
            return _Again(f"{told}; try again later", _seconds(failed.response.headers.get("retry-after", "")))
        return Broken(f"{told}; the endpoint's own log may tell more")

    @property
    def _where(self) -> str:
        return f"the model {self._config.model!r} at {self._config.base_url!r}"


class _Seen:
    """What came of one answer so far."""

    def __init__(self) -> None:
        self.chunks = 0
        self.wrote = False
        self.reason = ""
        self.tokens: tuple[int | None, int | None] = (None, None)

    def text_of(self, chunk: Any) -> str:
        """The text in a chunk; its other news is kept. Raises ValueError for what is no chunk of an answer."""
        if usage := getattr(chunk, "usage", None):
            self.tokens = (_count(usage.prompt_tokens), _count(usage.completion_tokens))
        choices = getattr(chunk, "choices", None)
        if choices is None:
            raise ValueError(f"a chunk without choices: {chunk!r}")
        self.chunks += 1
        if not choices:
            return ""
        self.reason = choices[0].finish_reason or self.reason
        text = choices[0].delta.content
        if text is not None and not isinstance(text, str):
            raise ValueError(f"a piece that is no text: {text!r}")
        self.wrote = self.wrote or bool(text)
        return text or ""


def _count(tokens: object) -> int | None:
    return tokens if isinstance(tokens, int) else None


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() else None


def _told(failed: BaseException) -> str:
    """What an error says, in one short line."""
    words = one_line(str(failed)) or type(failed).__name__
    return words if len(words) <= _TOLD_CHARACTERS else f"{words[:_TOLD_CHARACTERS]}…"
