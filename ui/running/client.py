"""A running `rag chat` asked over loopback. Knows HTTP; knows nothing of how answers are shown or who else could give them.

The standard library's client: httpx costs 0.1 s of import, more than all the rest of a question asked this way.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator

from rag import Answer, Article, DoneEvent, TokenEvent
from rag.types import Asked
from ui.running.note import Note
from ui.running.wire import ALIVE_SECONDS, PATH, NoAnswer, question_body, read_line

CONNECT_SECONDS = 2.0
SILENT_SECONDS = 8 * ALIVE_SECONDS
"""A process that lives says so every second; one that was stopped is not waited for."""
_LONGEST_LINE = 64_000_000


def answered_by(
    note: Note, asked: Asked, *, index_fingerprint: str, article_of: Callable[[str], Article]
) -> Iterator[TokenEvent | DoneEvent]:
    """The events of an answer that the process of `note` gives. Raises NoAnswer, or what the question met there."""
    connection = http.client.HTTPConnection("127.0.0.1", note.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(SILENT_SECONDS)
        headers = {"Authorization": f"Bearer {note.secret}", "Content-Type": "application/json"}
        connection.request("POST", PATH, question_body(asked, index_fingerprint), headers)
        response = connection.getresponse()
        if response.status != http.client.OK:
            raise NoAnswer(f"it said {response.status} {response.reason}")
        while line := response.readline(_LONGEST_LINE):
            said = read_line(line, article_of)
            if isinstance(said, Answer):
                _check(said, asked, index_fingerprint)
                yield DoneEvent(said)
                return
            if said is not None:
                yield said
        raise NoAnswer("it ended in the middle")
    except TimeoutError as error:
        raise NoAnswer("it is too slow to answer") from error
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"it cannot be reached: {error or type(error).__name__}") from error
    finally:
        connection.close()


def _check(answer: Answer, asked: Asked, index_fingerprint: str) -> None:
    if (answer.asked, answer.index_fingerprint) != (asked, index_fingerprint):
        raise NoAnswer("it answered another question, or from other articles")
