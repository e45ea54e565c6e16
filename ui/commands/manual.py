"""How the help of a command reads: like a page of a manual, from its docstring, its options and what is told here.

Synopsis, what it does, arguments, options in their groups, what it reads, exit codes, examples. Knows no command's code. Without
colour everywhere, and as wide as the terminal up to 100 columns; 80 in a pipe.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from typer.core import TyperCommand

WHICH_INDEX = "Which index"
WHICH_ARTICLES = "Which articles"
WHO_ANSWERS = "Who answers, and how"
OUTPUT = "What is printed"
_OTHER = "Options"

_EXAMPLE = re.compile(r"(?:RAG_\w+=(?:\$\(.*?\)|\S+) |echo .*\| )?rag(?: |$)")

_ADDRESS = re.compile(r"local|auto|(?:ray://)?(?:[\w.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}")

_INDEX = ("RAG_INDEX", "The index, where --index names none; else path under [index] in rag.toml, else .rag-index.")
_SETTINGS = (
    "rag.toml, RAG_*",
    "Settings, which `rag config` lists; the file is the nearest one here or above. RAG_CONFIG names another.",
)
_KEY = ("RAG_LLM_KEY", "The key of the LLM's endpoint, where it needs one.")
_MODELS = (
    "the cache folder",
    "The exported models, written at the first question or sync (XDG_CACHE_HOME, index.cache_folder).",
)
_NOTE = (
    "the runtime folder",
    "The note of a `rag chat` that runs for the same index; it is asked then (XDG_RUNTIME_DIR).",
)
_SECRETS = ("RAG_PAGE_PASSWORD, RAG_PAGE_TOKEN", "What lets others in, where no --password-file is named.")
_TOKENS = ("access.tokens", "The file of programs' tokens; else tokens.json in the user's data folder.")
_FEEDBACK = ("feedback.path", "The file of feedback; else feedback.sqlite in the user's data folder.")

_STORES = (
    "AWS_*, GOOGLE_*, AZURE_*",
    "An object store's credentials and endpoint: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL and so on.",
)

READS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "sync": (_INDEX, _SETTINGS, _STORES, _MODELS),
        "ask": (_INDEX, _SETTINGS, _KEY, _NOTE, _MODELS),
        "chat": (_INDEX, _SETTINGS, _KEY, _SECRETS, _TOKENS, _MODELS),
        "serve": (_INDEX, _SETTINGS, _KEY, _SECRETS, _TOKENS, _MODELS),
        "mcp": (_INDEX, _SETTINGS, _KEY, _SECRETS, _TOKENS, _MODELS),
        "articles": (_INDEX, _SETTINGS),
        "show": (_INDEX, _SETTINGS),
        "info": (_INDEX, _SETTINGS),
        "doctor": (_INDEX, _SETTINGS),
        "rollback": (_INDEX, _SETTINGS),
        "eval": (_INDEX, _SETTINGS, _MODELS),
        "feedback list": (_FEEDBACK, _SETTINGS),
        "feedback export": (_FEEDBACK, _SETTINGS),
        "token create": (_TOKENS, _SETTINGS),
        "token list": (_TOKENS, _SETTINGS),
        "token revoke": (_TOKENS, _SETTINGS),
        "config": (_SETTINGS,),
    }
)
"""What a command reads besides its options, by its name as it is typed."""

_DONE = ("0", "Done.")
_BAD = ("2", "Bad input: an option, a setting, a folder or an index that is not there.")
_FAILED = ("1", "Any other error; its line says what to do.")
_STOPPED = ("130", "Stopped by Ctrl-C.")
_NO_ARTICLE = ("3", "No article passes.")

EXITS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "ask": (
            ("0", "Answered, at least in part; a conversation that ended."),
            _FAILED,
            ("2", "Bad input: the question, an option, a setting, or an index that is not there."),
            ("3", "The articles do not hold an answer."),
            _STOPPED,
        ),
        "articles": (_DONE, _FAILED, _BAD, _NO_ARTICLE),
        "doctor": (("0", "The index is sound."), ("1", "It is not, or could not be examined."), _BAD),
    }
)
"""What its exit codes say, where that is more than `_USUAL`."""

_USUAL = (_DONE, _FAILED, _BAD, _STOPPED)


class ManualPage(TyperCommand):
    """A command whose help is a page."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer, which knows no option whose value may be left out."""
        takes_address = any("--ray" in parameter.opts for parameter in self.params)
        return super().parse_args(ctx, with_address(args) if takes_address else args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        self.format_usage(ctx, formatter)
        told, shown = split_help(self.help or "")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(told)
        for title, rows in self._groups(ctx):
            with formatter.section(title):
                formatter.write_dl(rows)
        name = _path_of(ctx)
        if name in READS:
            with formatter.section("Reads"):
                formatter.write_dl(list(READS[name]))
        with formatter.section("Exit codes"):
            formatter.write_dl(list(EXITS.get(name, _USUAL)))
        if shown:
            with formatter.section("Examples"):
                formatter.write_text("\b\n" + "\n".join(shown))

    def _groups(self, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                argument = parameter.param_type_name == "argument"
                title = "Arguments" if argument else getattr(parameter, "rich_help_panel", None) or _OTHER
                groups.setdefault(title, []).append(record)
        others = groups.pop(_OTHER, None)
        yield from groups.items()
        if others:
            yield _OTHER, others


def with_address(words: Sequence[str]) -> list[str]:
    """The words of a command, "local" put behind a --ray that no address follows: a folder is none."""
    found = list[str]()
    for place, word in enumerate(words):
        if word == "--":
            return [*found, *words[place:]]
        found.append(word)
        if word == "--ray" and not _ADDRESS.fullmatch(words[place + 1] if place + 1 < len(words) else ""):
            found.append("local")
    return found


def _path_of(ctx: Any) -> str:
    """The command's name as it is typed after `rag`."""
    names = list[str]()
    while ctx.parent is not None:
        names.insert(0, ctx.info_name)
        ctx = ctx.parent
    return " ".join(names)


def split_help(text: str) -> tuple[str, tuple[str, ...]]:
    """What a docstring tells, and the commands that it shows."""
    told, shown = list[str](), list[str]()
    for block in inspect.cleandoc(text).split("\n\n"):
        lines = block.removeprefix("\b\n").splitlines()
        if block.startswith("\b") and all(_EXAMPLE.match(line) for line in lines):
            shown += lines
        else:
            told.append(block)
    return "\n\n".join(told), tuple(shown)
