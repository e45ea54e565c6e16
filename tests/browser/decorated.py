"""A pipeline whose answers have all that an answer can have, for readers that not every test runs.

Real answers get a short answer where a pattern stands in the quote, and are partial where a question has "and the
tunnel", which is then not asked; "State 2" gives the second state of `tests.hostile.states`, made of every article with a script in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import Answer, Citation, Claim, ClaimEvent, DoneEvent, Event, LivePipeline, Pipeline, Scope, SearchIndex, Turn
from tests.hostile.states import shown_answers

SHORT = re.compile(r"312 million crowns|Mayor Ines Fabricius|two crowns")
AND_TUNNEL = " and the tunnel"
TUNNEL = "The articles say nothing of what the tunnel cost."


@dataclass(frozen=True)
class Decorated:
    """Answers of a pipeline, with short answers and what is missing."""

    pipeline: LivePipeline

    @property
    def search_index(self) -> SearchIndex:
        return self.pipeline.search_index

    @property
    def writes(self) -> bool:
        return self.pipeline.writes

    def quoting(self) -> Pipeline:
        return self.pipeline.quoting()

    def stream(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        *,
        as_of: dt.date | None = None,
        scope: Scope | None = None,
    ) -> Iterator[Event]:
        if state := re.fullmatch(r"State (\d)", question):
            yield DoneEvent(self._state(int(state[1])))
            return
        asked = question.replace(AND_TUNNEL, "")
        for event in self.pipeline.stream(asked, turns, as_of=as_of, scope=scope):
            match event:
                case ClaimEvent(claim):
                    yield ClaimEvent(_shortened(claim))
                case DoneEvent(answer):
                    partial = answer.found and asked != question
                    answer = replace(answer, claims=tuple(_shortened(claim) for claim in answer.claims))
                    yield DoneEvent(replace(answer, status="partial", missing=(TUNNEL,)) if partial else answer)
                case _:
                    yield event

    def _state(self, number: int) -> Answer:
        """One answer out of those of every article with a script, its citations numbered through."""
        index = self.search_index
        articles = [index.article(card.id) for card in index.articles()]
        articles = [article for article in articles if "hacked" in article.id + article.title + article.text]
        states = [[*shown_answers(index, article)][number - 1] for article in articles]
        claims = list[Claim]()
        for claim in (claim for state in states for claim in state.claims):
            cites = tuple(replace(cite, number=len(claims) + 1) for cite in claim.cites)
            claims.append(replace(claim, cites=cites))
        return replace(
            states[0],
            claims=tuple(claims),
            citations=tuple(cite for claim in claims for cite in claim.cites),
            passages=tuple(passage for state in states for passage in state.passages),
            missing=tuple(one for state in states for one in state.missing),
            notes=tuple(one for state in states for one in state.notes),
            about=tuple(one for state in states for one in state.about),
        )


def _shortened(claim: Claim) -> Claim:
    cite = claim.cites[0]
    found = SHORT.search(cite.quote)
    if found is None:
        return claim
    start, end = cite.start + found.start(), cite.start + found.end()
    return replace(claim, short=Citation(cite.number, cite.article, start, end, found[0]))
