"""A conversation as OpenAI's clients send it, and the question that it is.

What would make it another answer (tools, several answers, another format) is refused by name, unless it is empty: clients send
what they do not use as null or []. What tunes the writing of a model is taken and has no effect: quotes are not sampled. Knows
the form; knows nothing of answers.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from rag.config import Strictness
from ui.api.compatible.content import without_sources
from ui.api.wire.asked import Day, QuestionAsked, ScopeAsked, TurnAsked
from ui.api.wire.problems import Problem

MODEL = "article-rag"
MODELS: dict[str, Strictness | None] = {
    MODEL: None,
    f"{MODEL}-careful": "careful",
    f"{MODEL}-balanced": "balanced",
    f"{MODEL}-eager": "eager",
}
"""Name of a model -> how sure its answers must be; None as the server is set."""
MOST_MESSAGES = 2_000
_TURNS_USED = 50
"""The last exchanges; no question refers further back."""
_MARK = re.compile(r" \[\d{1,4}\]")


def _empty(value: object) -> object:
    if value:
        raise ValueError("this would be another answer, which is not given here; leave it out")
    return value


NoList = Annotated[list[Any], BeforeValidator(_empty), Field(max_length=0)]
NoMapping = Annotated[dict[str, Any], BeforeValidator(_empty), Field(max_length=0)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextPart(_Form):
    """A piece of a message; there are no others than text."""

    type: Literal["text"]
    text: StrictStr


class Message(_Form):
    """Who said what. An answer may be sent back as the client holds it, with all that its form has room for."""

    role: Literal["system", "developer", "user", "assistant"]
    content: StrictStr | list[TextPart] | None = Field(default=None, description="None: nothing was said.")
    name: StrictStr | None = None
    refusal: StrictStr | None = Field(default=None, description="Without effect.")
    annotations: list[Any] | None = Field(default=None, description="Without effect.")
    audio: None = None
    function_call: None = None
    tool_calls: NoList | None = None

    @property
    def text(self) -> str:
        if self.content is None:
            return ""
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content)


class StreamOptions(_Form):
    """Whether the last chunk tells of tokens."""

    include_usage: StrictBool = False
    include_obfuscation: StrictBool = False


class TextFormat(_Form):
    """Answers are text."""

    type: Literal["text"]


class CompletionAsked(_Form):
    """A conversation whose last message is the question.

    `as_of` and `scope` are those of /v1/ask. System messages are no part of the question: there is no writing to steer.
    """

    model: StrictStr = Field(examples=[MODEL])
    messages: list[Message] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = 1
    response_format: TextFormat | None = None
    as_of: Day | None = None
    scope: ScopeAsked = Field(default=ScopeAsked())

    audio: None = None
    function_call: Literal["none", "auto"] | None = None
    functions: NoList | None = None
    logit_bias: NoMapping | None = None
    logprobs: Literal[False] | None = None
    modalities: list[Literal["text"]] | None = None
    prediction: None = None
    stop: NoList | None = None
    tool_choice: Literal["none", "auto"] | None = None
    tools: NoList | None = None
    top_logprobs: Literal[0] | None = None
    web_search_options: None = None

    frequency_penalty: float | None = Field(default=None, description="Without effect.")
    max_completion_tokens: StrictInt | None = Field(default=None, description="Without effect: answers are short.")
    max_tokens: StrictInt | None = Field(default=None, description="Without effect: answers are short.")
    metadata: dict[str, Any] | None = Field(default=None, description="Without effect.")
    parallel_tool_calls: StrictBool | None = Field(default=None, description="Without effect.")
    presence_penalty: float | None = Field(default=None, description="Without effect.")
    prompt_cache_key: StrictStr | None = Field(default=None, description="Without effect.")
    reasoning_effort: StrictStr | None = Field(default=None, description="Without effect.")
    safety_identifier: StrictStr | None = Field(default=None, description="Without effect.")
    seed: StrictInt | None = Field(default=None, description="Without effect: the same question gives the same answer.")
    service_tier: StrictStr | None = Field(default=None, description="Without effect.")
    store: StrictBool | None = Field(default=None, description="Without effect: nothing is stored.")
    temperature: float | None = Field(default=None, description="Without effect.")
    top_p: float | None = Field(default=None, description="Without effect.")
    user: StrictStr | None = Field(default=None, description="Without effect.")
    verbosity: StrictStr | None = Field(default=None, description="Without effect.")

    def question(self) -> QuestionAsked:
        """The question with its conversation. Raises Problem for a model that is none, or a last message that asks nothing."""
        if self.model not in MODELS:
            told = f"there is no model {self.model[:100]!r}; there are: {', '.join(MODELS)}"
            raise Problem(404, told, name="ModelNotFound", fields=[("model", told)])
        last = self.messages[-1]
        if last.role != "user":
            told = f"messages: the last is of the role {last.role!r}; the question comes last, from the user"
            raise Problem(422, told, name="InvalidRequest", fields=[("messages", told)])
        turns = _turns(self.messages[:-1])[-_TURNS_USED:]
        day = self.as_of.isoformat() if self.as_of else None
        mode = MODELS[self.model]
        return QuestionAsked.model_validate(
            {"question": last.text, "turns": turns, "as_of": day, "scope": self.scope, "mode": mode}
        )


def _turns(messages: list[Message]) -> list[TurnAsked]:
    """Each thing that the user asked, with what was answered to it."""
    turns = list[TurnAsked]()
    for message in messages:
        if message.role == "user":
            turns.append(TurnAsked(question=message.text))
        elif message.role == "assistant" and turns:
            said = _MARK.sub("", without_sources(message.text))
            turns[-1] = TurnAsked(question=turns[-1].question, answer=f"{turns[-1].answer} {said}".strip())
    return turns
