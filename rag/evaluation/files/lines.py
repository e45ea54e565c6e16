"""JSON Lines -> records whose keys and values have been checked, each knowing its place in the file.

Knows how a wrong line, key or value is told to a person; knows nothing of what the keys mean.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from index.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object of a file. Every reading method raises ConfigError for a value of another kind."""

    path: Path
    number: int
    values: Mapping[str, Any]

    def wrong(self, what: str) -> ConfigError:
        """The error for this line."""
        return ConfigError(f"{self.path}, line {self.number}: {what}")

    def text(self, *keys: str) -> str | None:
        """The text under the first of `keys` that has a value."""
        for key in keys:
            value = self.values.get(key)
            if value is not None and not isinstance(value, str):
                raise self.wrong(f"{key!r} is {value!r}; it must be a text")
            if value is not None:
                return value
        return None

    def identity(self, *keys: str) -> str | None:
        """The id under the first of `keys` that has a value: a text or a whole number."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
            if value is not None:
                return self.text(key)
        return None

    def only(self, keys: Sequence[str]) -> None:
        """Refuse every key but `keys`."""
        for key in self.values:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                known = f"did you mean {near[0]!r}?" if near else f"these are: {', '.join(map(repr, keys))}"
                raise self.wrong(f"{key!r} is no key that is known here; {known}")

    def texts(self, key: str) -> tuple[str, ...] | None:
        """The texts in the list under `key`; None when there is none."""
        listed = self.listed(key)
        if listed is None:
            return None
        for value in listed:
            if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
                raise self.wrong(f"{key!r} holds {value!r}; it must be a list of texts, none of them empty")
        return tuple(str(value) for value in listed)

    def listed(self, key: str) -> list[Any] | None:
        """The list under `key`; None when there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, list):
            raise self.wrong(f"{key!r} is {value!r}; it must be a list, as in [{json.dumps(value)}]")
        return value

    def flag(self, key: str) -> bool | None:
        """True, False, or None when the line does not say."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(f"{key!r} is {value!r}; it must be true or false")
        return value

    def date(self, key: str) -> dt.date | None:
        """A date written YYYY-MM-DD."""
        text = self.text(key)
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise self.wrong(f"{key!r} is {text!r}; write YYYY-MM-DD, for example 2024-03-26") from None

    def part(self, value: Any) -> Record:
        """A record for an object inside this one, at the same place."""
        if not isinstance(value, dict):
            raise self.wrong(f"{value!r} is no object; write it as {{...}}")
        return Record(self.path, self.number, value)


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a UTF-8 file that are not blank, with their numbers from 1. Raises ConfigError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the questions at {str(path)!r} cannot be read ({error.strerror}); name a JSON Lines file, or a folder in "
            "the BEIR layout"
        ) from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise ConfigError(f"{path}, line {number}: it is not UTF-8; save the file as UTF-8") from None
        if text:
            yield number, text


def records(path: Path) -> Iterator[Record]:
    """The objects of a JSON Lines file. Raises ConfigError naming the line that is none."""
    for number, line in text_lines(path):
        try:
            values = json.loads(line)
        except ValueError as error:
            raise ConfigError(f"{path}, line {number}: it is no JSON ({error}); each line is one object") from None
        if not isinstance(values, dict):
            raise ConfigError(f"{path}, line {number}: it is {line[:80]!r}; each line is one object in {{}}")
        yield Record(path, number, values)
