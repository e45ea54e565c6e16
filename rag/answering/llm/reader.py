"""The reader that lets an LLM write: passages in, sentences out, each checked before it counts as an answer.

Knows the order of the steps; prompt, endpoint, sentences and checking are rooms of their own. No other reader takes its
place when the endpoint fails: ReaderUnavailable goes to the person.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from index.errors import ReaderUnavailable
from rag.answer import article_facts
from rag.answering.extractive.evidence import Candidate, EvidenceWeigher
from rag.answering.llm.checking import Checker, Source, Verdict
from rag.answering.llm.client import ChatClient, Finished
from rag.answering.llm.connection import ContextOverflow
from rag.answering.llm.judge import Judge
from rag.answering.llm.noting import Remarks, remarks_on
from rag.answering.llm.prompt import Shown, fitting, messages, shown
from rag.answering.llm.sentences import SentenceStream, Written
from rag.answering.llm.settings import LlmConfig
from rag.answering.reader import Reading, Token
from rag.answering.statements import folded, is_pile, refrains
from rag.retrieval.search_index import SearchIndex
from rag.types import Citation, Claim, Passage, Query, Usage

_ARTICLES_KEPT = 256
"""Of which it is known what they say over and over: the passages of a question are of few articles, and people ask on about them."""

_NOT_ALL = "the model found no more in the articles than this."


@dataclass(slots=True)
class _Draft:
    """What an answer holds so far."""

    claims: list[Claim] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    refused: int = 0
    forged: list[int] = field(default_factory=list)
    nothing_found: bool = False


class LlmReader:
    """Answers in the words of an LLM, checked sentence by sentence. Safe for many threads."""

    name = "llm"

    def __init__(self, search_index: SearchIndex, judge: Judge, weigher: EvidenceWeigher, config: LlmConfig) -> None:
        self._index = search_index
        self._checker = Checker(judge)
        self._weigher = weigher
        self._client = ChatClient(config)
        self._config = config
        self._refrains = lru_cache(maxsize=_ARTICLES_KEPT)(self._repeated)

    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[Token | Claim | Reading]:
        """See `Reader`. Raises ReaderUnavailable, and ModelUnavailable when sentences cannot be checked."""
        read = [(passage, source) for passage in passages if (source := self._source(passage)).sentences]
        if not read:
            yield Reading((), 0.0)
            return
        room = self._config.context_tokens - self._config.max_tokens
        held = [one for one in read if fitting(query, [_shown(one[1])], room)]  # one endless word locks no other out
        sources = [source for _, source in held]
        as_shown = [_shown(source) for source in sources]
        count = fitting(query, as_shown, room)
        if not count:
            raise ReaderUnavailable(
                f"llm.context_tokens is {self._config.context_tokens!r}, in which the question and one passage do not fit "
                f"beside llm.max_tokens={self._config.max_tokens!r}; raise the first if the endpoint's window is larger"
            )
        while True:
            try:
                draft, finished = yield from self._written(query, sources[:count], as_shown[:count])
                break
            except ContextOverflow as failed:
                count -= 1
                if not count:
                    raise ReaderUnavailable(
                        f"the model {self._config.model!r} at {self._config.base_url!r} has no room for the question and "
                        f"one passage ({failed}); give it a larger window"
                    ) from None
        remarks = None
        if draft.citations:
            shown_passages = [passage for passage, _ in held[:count]]
            remarks = remarks_on(list(draft.citations.values()), query, shown_passages, self._weigher)
            yield from _quoted(remarks.to_quote, draft)
        yield self._reading(draft, finished, len(read) - count, remarks)

    def _written(
        self, query: Query, sources: Sequence[Source], as_shown: Sequence[Shown]
    ) -> Generator[Token | Claim, None, tuple[_Draft, Finished]]:
        """The LLM's answer as it comes, and at last what it comes to."""
        sentences, draft = SentenceStream(), _Draft()
        finished = Finished(None, None, 0.0, cut=False)
        completion = self._client.stream(messages(query, as_shown))
        try:
            for part in completion:
                if isinstance(part, Finished):
                    finished = part
                    break
                done = sentences.feed(part)
                if sentences.was_thought:
                    sentences.was_thought = False
                    draft = _Draft()
                    yield Token(sentences.begun, anew=True)
                if not done and not sentences.is_thinking:
                    yield Token(part)
                for written in done:
                    yield from self._claims(written, sources, draft)
                if done:
                    yield Token(sentences.begun, anew=True)
        finally:
            completion.close()
        last = sentences.end()
        if finished.cut and last:
            last.pop()  # nobody knows how it would have ended
        for written in last:
            yield from self._claims(written, sources, draft)
        yield Token("", anew=True)
        return draft, finished

    def _claims(self, written: Written, sources: Sequence[Source], draft: _Draft) -> Iterator[Claim]:
        """The claim that a sentence becomes, if any."""
        if written.says_nothing_found:
            draft.nothing_found = True
            return
        if written.is_no_statement:
            return
        verdict = self._verdict(written, sources, draft)
        if verdict.quotes:
            claim = Claim(written.text, _cites(verdict, draft), "supported")
            draft.chances.append(verdict.chance)
        else:
            draft.refused += 1
            claim = Claim(written.text, (), "unsupported", why=verdict.why)
            if self._config.unsupported == "drop":
                return
        draft.claims.append(claim)
        yield claim

    def _verdict(self, written: Written, sources: Sequence[Source], draft: _Draft) -> Verdict:
        """Checked against what it cites; without a mark, against all that the model was shown."""
        unknown = [number for number in written.cited if not 1 <= number <= len(sources)]
        draft.forged += unknown
        cited = [sources[number - 1] for number in written.cited if number not in unknown]
        if unknown and not cited:
            numbers = ", ".join(f"[{number}]" for number in unknown)
            return Verdict((), 0.0, f"it cites {numbers}, and the model was shown no such passage")
        return self._checker.check(written.text, cited or sources)

    def _reading(self, draft: _Draft, finished: Finished, left_out: int, remarks: Remarks | None) -> Reading:
        if not (draft.claims or draft.refused or draft.nothing_found):
            if finished.cut:
                raise ReaderUnavailable(
                    f"the model {self._config.model!r} at {self._config.base_url!r} wrote no whole sentence in "
                    f"{self._config.max_tokens} tokens; raise llm.max_tokens, above all for a model that thinks first"
                )
            raise ReaderUnavailable(
                f"the model {self._config.model!r} at {self._config.base_url!r} wrote no sentence; ask again, or take "
                "another model"
            )
        usage = Usage(self._config.model, finished.prompt_tokens, finished.completion_tokens, finished.milliseconds)
        supported = bool(draft.chances)
        missing = (_NOT_ALL,) if supported and draft.nothing_found else ()
        confidence = sum(draft.chances) / (len(draft.chances) + draft.refused) if supported else 0.0
        notes, contrasts = self._notes(draft, finished, left_out), remarks.contrasts if remarks else ()
        notes = (*(remarks.notes if remarks else ()), *notes)
        return Reading(tuple(draft.claims), confidence, notes, missing, usage, contrasts)

    def _notes(self, draft: _Draft, finished: Finished, left_out: int) -> tuple[str, ...]:
        notes = []
        if left_out:
            notes.append(
                f"{_counted(left_out, 'passage')} did not fit into the model's window and {_were(left_out)} not read."
            )
        if draft.refused:
            shown_as = "left out" if self._config.unsupported == "drop" else "marked"
            notes.append(
                f"{_counted(draft.refused, 'sentence')} of the model {_were(draft.refused)} {shown_as}: the articles do not "
                "support what it says."
            )
        if draft.forged:
            numbers = ", ".join(f"[{number}]" for number in dict.fromkeys(draft.forged))
            notes.append(f"The model cited {numbers}, which no passage has; that counts for nothing.")
        if finished.cut:
            notes.append(
                f"The model's answer was cut off at {self._config.max_tokens} tokens; its last sentence is left out."
            )
        return tuple(notes)

    def _source(self, passage: Passage) -> Source:
        """The passage's whole sentences; headings, furniture, piles of words and refrains are neither shown nor cited."""
        start, end = passage.chunks[0].start, passage.chunks[-1].end
        text, sentences = passage.article.text, self._index.sentences(passage.article.id)
        repeated = self._refrains(passage.article.id)
        spans = [
            (one.start, one.end)
            for one in sentences
            if one.kind == "sentence" and one.start < end and start < one.end
            if not is_pile(said := text[one.start : one.end]) and folded(said) not in repeated
        ]
        return Source(passage.article, tuple(spans))

    def _repeated(self, article_id: str) -> frozenset[str]:
        text = self._index.article(article_id).text
        return refrains(text[one.start : one.end] for one in self._index.sentences(article_id))


def _shown(source: Source) -> Shown:
    text = " ".join(source.text(place) for place in range(len(source.sentences)))
    return shown(source.article.title, article_facts(source.article), text)


def _quoted(candidates: Sequence[Candidate], draft: _Draft) -> Iterator[Claim]:
    """What is noted and was not quoted: in the article's own words, for the LLM did not write of it."""
    for one in candidates:
        article, span = one.passage.article, (one.quoted_from, one.end)
        cite = Citation(len(draft.citations) + 1, article, *span, one.text)
        draft.citations[article.id, *span] = cite
        draft.claims.append(Claim(one.text, (cite,)))
        yield draft.claims[-1]


def _cites(verdict: Verdict, draft: _Draft) -> tuple[Citation, ...]:
    """The quotes as citations, a span that was cited before under its number."""
    cites = []
    for quote in verdict.quotes:
        article, (start, end) = quote.source.article, quote.span
        key = (article.id, start, end)
        if key not in draft.citations:
            draft.citations[key] = Citation(len(draft.citations) + 1, article, start, end, article.text[start:end])
        cites.append(draft.citations[key])
    return tuple(cites)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
