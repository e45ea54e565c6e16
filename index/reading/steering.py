"""Lines that speak to a program instead of telling a reader something: "Ignore all previous instructions", forged prompts.

An order asserts nothing, so that no answer can rest on it; such lines are marked as furniture is, neither indexed nor
quoted, and stay in the text. Knows wordings, and the delimiters of prompts; knows no model.

What this is not: a wall. Wordings are a list, and a lie told as plain news is news to a program. What keeps a hostile
article from doing harm is that readers quote, that citations are checked and that pages escape. An order must open its
sentence, so that a report which quotes one (the page said: "ignore ...") stays whole. Of the lines of 6,887 news and
encyclopedia texts (bbc-news-2225, squad1, nq-oracle, multihop-rag) none is marked; 20 MB of news and more are read a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Span

_WORDS = (
    *("instruction", "assistant", "language model", "chatbot", "the user", "retrieval system", "developer mode"),
    *("dear ai", "are an ai", "automated reader", "asked about", "user ask", "question is", "question mention"),
    *("your answer", "every question", "gpt", "llm", "system prompt", "system override", "earlier passage"),
    *("other sources", "anweisung", "instruktion", "consignes", "instruccion", "инструкци", "указани"),
    *("指示", "指令", "提示", "التعليمات", "нұсқау"),
)
"""One of these stands in every text that has an order: words are found faster than patterns."""

_PROGRAM = (
    r"(?:ai|a\.i\.|chat ?bot|(?:large )?language model|llm|(?:ai|helpful|virtual|digital) assistant|retrieval system)s?"
)
_MACHINE = rf"(?:{_PROGRAM}|assistant|model)s?"
"""A coach's assistant and a model employee are people: where no order follows, a `_PROGRAM` must be meant."""
_SPEAK = r"(?:answer|reply|respond|say|state|claim|cite|quote|mention|ignore|rank|treat|tell|obey|repeat|output|print)"
_DUTY = rf"(?:always|only|please|(?:you|the\s+{_MACHINE})\s+(?:must|should|has\s+to|have\s+to|will))"
_EARLIER = r"(?:previous|prior|earlier|above|preceding|foregoing|other|your)"
_TOLD = r"(?:instruction|prompt|context|passage|message|rule|guideline|direction|source|article)s?"
_ORDERS = (
    rf"(?:ignore|disregard|forget|override|bypass)\s+(?:(?:all|any|every|of|the|these|those)\s+)*{_EARLIER}\s+(?:\w+\s+)?{_TOLD}\b",
    rf"you\s+are\s+(?:now\s+)?(?:\w*gpt\b|in\s+\w+\s+mode\b|dan\b|an?\s+(?:\w+\s+)?{_PROGRAM}\b)",
    rf"as\s+an?\s+{_PROGRAM},?\s+you\b",
    rf"(?:if|when|whenever|every\s+time)\s+[^\n]{{0,160}}?,\s+(?:then\s+)?(?:{_DUTY}\s+)*{_SPEAK}\s+(?:only|that|with|it|as|the)\b",
    rf"(?:if\s+you\s+are|dear)\s+(?:an?\s+)?(?:\w+\s+)?{_PROGRAM}\b",
    rf"(?:the|this|any|every|each)\s+(?:{_MACHINE}|reader)\s+(?:must|should|shall|has\s+to|is\s+to)\s+(?:\w+\s+)?{_SPEAK}\b",
    r"(?:your|every|each|the)\s+answer\s+(?:must|should|has\s+to)\b",
    r"every\s+question\s+(?:\w+\s+){0,6}(?:is|must\s+be)\s+answered\s+with\b",
    r"(?:tell|inform|show|convince)\s+the\s+user\b",
    rf"(?:never|do\s+not|don't|don’t)\s+(?:reveal|show|repeat|disclose|quote|cite|summari[sz]e|mention)\s+(?:\w+\s+){{0,2}}{_TOLD}\b",
    rf"[\w ]{{0,30}}\b(?:for|to)\s+(?:the\s+|all\s+)?(?:{_PROGRAM}|automated\s+readers?)\s*:",
    r"system\s+(?:override|prompt)\b",
    rf"all\s+{_EARLIER}\s+(?:passage|source|article)s?\s+(?:were|are|have\s+been)\b",
    r"(?:ignorier\w*|vergiss|missachte)\s+(?:sie\s+)?(?:alle|die|sämtliche)\b[^\n]{0,30}(?:anweisung|instruktion)",
    r"(?:oublie[sz]?|ignore[sz]?)\s+(?:toutes\s+)?(?:les|tes|vos)\s+(?:instructions|consignes)",
    r"(?:ignor[ae]|olvid[ae])\w*\s+(?:todas\s+)?(?:las|tus|sus)\s+instrucciones",
    r"(?:игнорируй|забудь|проигнорируй)(?:те)?\s[^\n]{0,30}(?:инструкци|указани)",
    r"(?:忽略|无视)[^\n]{0,12}(?:指示|指令|提示)",
    r"تجاهل\s[^\n]{0,20}التعليمات",
    r"[^\n]{0,30}нұсқаулар\w*\s+елеме",
)
_START = re.compile(r"(?:\A|[\n.!?:;>\])”»])\W{0,10}(?=\w)")
"""A sentence's start, or what stands before one: quotation marks, list marks, a label's colon."""
_POLITE = r"(?:(?:please|kindly|now|also|and|so|important|warning)\W{1,3})*"
_ORDER = re.compile(f"{_POLITE}(?:{'|'.join(_ORDERS)})", re.IGNORECASE)

_FORGED = re.compile(
    r"^[#*\s]{0,6}(?:system|human|user|assistant|response|instruction)[ \t]*:"
    r"|<\|\w+\|>(?:[^\n]|\n(?!\s*\n)){0,2000}?(?:<\|im_end\|>|<\|end\w*\|>)"
    r"|\[INST\](?:[^\n]|\n(?!\s*\n)){0,2000}?\[/INST\]"
    r"|<(?P<tag>system|passage|context|instructions?|assistant|tool_call)\b[^<>\n]{0,200}>(?s:.{0,2000}?)</(?P=tag)\s*>"
    r"|</?(?:system|passages?|context|instructions?|assistant|tool_call)\b[^<>\n]{0,200}>"
    r"|^[ \t]*\[\d{1,3}\]:?[ \t][^\n]{0,300}$(?:\n[ \t]{2,}\S[^\n]*)*"
    r"|<<SYS>>|\[/?INST\]|<\|\w+\|>|\{\s*\"role\"\s*:\s*\"(?:system|user|assistant)\"",
    re.IGNORECASE | re.MULTILINE,
)
"""Delimiters of prompts with what stands between them, turns of a forged conversation, sources listed as our answers do."""
_SIGNS = (
    *("<s", "</", "<p", "<c", "<i", "<a", "<t", "<|", "<<", "[", '"role"'),
    *("system:", "human:", "user:", "assistant:", "response:", "instruction:"),
)


def steering_lines(text: str) -> list[Span]:
    """Spans of the whole lines of `text` that speak to a program, in order, surrounding newlines left out."""
    folded = text.lower()
    found = []
    if any(word in folded for word in _WORDS):
        orders = (_ORDER.match(text, start.end()) for start in _START.finditer(text))
        found += [order.span() for order in orders if order]
    if any(sign in folded for sign in _SIGNS):
        found += [forged.span() for forged in _FORGED.finditer(text)]
    return _whole_lines(text, sorted(found))


def _whole_lines(text: str, found: Sequence[tuple[int, int]]) -> list[Span]:
    spans: list[Span] = []
    for first, last in found:
        start = text.rfind("\n", 0, first + 1) + 1 if text[first] != "\n" else first + 1
        end = text.find("\n", last)
        end = len(text) if end < 0 else end
        if not spans or end > spans[-1].end:
            spans.append(Span(max(start, spans[-1].end if spans else 0), end))
    return spans
