"""The text of an LLM as it arrives, cut into finished sentences with the passages that each cites.

Knows how models write marks ("[1]", "[1, 2]", "【1】", before or after the full stop), how they say that they found
nothing, and what they wrap around an answer. Knows nothing of passages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.reading.sentences import split_sentences
from rag.answering.llm.prompt import NOT_IN_THE_ARTICLES

_NUMBERS = r"(?:passages?\s+)?\d{1,6}(?:\s*(?:,|;|and|&)\s*(?:passages?\s+)?\d{1,6})*"
_MARK = rf"(?:[\[【]\s*{_NUMBERS}\s*[\]】]|\((?:passages?|sources?)\s+{_NUMBERS}\s*\))"
_MARKS = re.compile(rf"\s*{_MARK}", re.IGNORECASE)
_MARKS_AFTER_END = re.compile(rf"([.!?…][\"”’')*]*)((?:\s*{_MARK})+)", re.IGNORECASE)
_OPEN_MARK = re.compile(r"[\[【(][^\]】)\n]{0,60}$")
_MAY_BE_FINISHED = re.compile(r"[.!?…][\"”’')\]】*]*\s+\S+\s|\n\s*\S+\s")
"""The first word of a sentence shows that the one before has ended."""

_THOUGHT = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
_THOUGHT_ENDS = "</think>"
_THINKS = "<think>"
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_EMPHASIS = re.compile(r"\*\*|__|^#{1,6}\s+")
_SPACE_BEFORE_END = re.compile(r"\s+([.,;:!?])")

_NOTHING_FOUND = re.compile(
    rf"\W*(?:{NOT_IN_THE_ARTICLES}"
    r"|(?:sorry|unfortunately|i(?:['’]m| am) (?:sorry|unable))\b[^.]{0,60}\b(?:passages?|articles?|information|context|answer|find)\b"
    r"|(?:i (?:can(?:no|['’])t|could(?:n['’]t| not)) (?:find|answer|determine))\b"
    r"|(?:none of )?(?:the |these |this |your )?(?:\w+ )?(?:passages?|articles?|texts?|context|information|sources?|answer)\b[^.]{0,40}?"
    r"\b(?:do(?:es)?n['’]t|do(?:es)? not|did not|cannot|(?:is|are) not|isn['’]t|aren['’]t)\b[^.]{0,40}?"
    r"\b(?:mention|say|state|contain|provide|include|specify|answer|hold|tell|give|available|in the (?:passages|articles))"
    r"|there is no (?:information|mention|answer)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence without its marks, and the numbers in them, in order, each once. Any number may be forged."""

    text: str
    cited: tuple[int, ...]

    @property
    def says_nothing_found(self) -> bool:
        """True for "NOT IN THE ARTICLES" and what models write in its place. It is no statement of fact.

        What cites a passage is one, and is checked like any other: "The treaty's text does not mention weapons [1]."
        """
        return not self.cited and _NOTHING_FOUND.match(self.text) is not None

    @property
    def is_no_statement(self) -> bool:
        """True for an introduction ("Here is what the articles say:") and for what has no word."""
        return self.text.endswith(":") or not any(letter.isalnum() for letter in self.text)


class SentenceStream:
    """Takes pieces of text, gives sentences. One for each answer."""

    def __init__(self) -> None:
        self._text = ""
        self.was_thought = False
        """True once what came before shows to have been thoughts: some servers open them themselves, and only their end is written."""

    @property
    def begun(self) -> str:
        """What was written after the last finished sentence."""
        return "" if self._text.lstrip().startswith(_THINKS) else self._text

    @property
    def is_thinking(self) -> bool:
        """True while the model writes what is not its answer."""
        opening = self._text.lstrip()
        return opening.startswith(_THINKS) or bool(opening and _THINKS.startswith(opening))

    def feed(self, piece: str) -> list[Written]:
        """The sentences that `piece` shows to be finished."""
        self._text += piece
        self._text = _THOUGHT.sub("", self._text, count=1)
        if _THOUGHT_ENDS in self._text:
            self.was_thought = True
            self._text = self._text.rpartition(_THOUGHT_ENDS)[2].lstrip()
        if self.is_thinking or not _MAY_BE_FINISHED.search(self._text):
            return []
        text = _marks_first(self._text)
        unclosed = _OPEN_MARK.search(text)
        settled = text[: unclosed.start()] if unclosed else text
        if not _MAY_BE_FINISHED.search(settled):
            return []
        *finished, last = split_sentences(settled) or [None]
        if not finished or last is None:
            return []
        self._text = text[last.start :]
        return [_written(settled[one.start : one.end]) for one in finished if one is not None]

    def end(self) -> list[Written]:
        """The sentences that are left when nothing more comes."""
        text = _marks_first(self.begun)
        self._text = ""
        return [_written(text[one.start : one.end]) for one in split_sentences(text)]


def _marks_first(text: str) -> str:
    """Marks that stand after a full stop put before it, where they belong to their sentence whoever splits."""
    return _MARKS_AFTER_END.sub(r"\2\1", text)


def _written(words: str) -> Written:
    numbers = [int(number) for mark in _MARKS.findall(words) for number in re.findall(r"\d+", mark)]
    bare = _EMPHASIS.sub("", _LIST_MARK.sub("", _MARKS.sub("", words)))
    text = _SPACE_BEFORE_END.sub(r"\1", " ".join(bare.split()))
    return Written(text, tuple(dict.fromkeys(numbers)))
