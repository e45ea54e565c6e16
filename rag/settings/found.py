"""Settings found: the defaults, then one TOML file, then the environment, then the command line; the later wins.

The file is `rag.toml` in the current folder or the nearest folder above that has one, else the one in the user's
configuration folder; RAG_CONFIG names another, or none when it is empty. Reads when asked, never at import. A name that
does not exist is refused with the nearest one that does, wherever it was written.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypeVar

from index.config import IndexConfig
from index.errors import ConfigError
from index.milvus.settings import MilvusConfig
from rag.answering.llm.settings import LlmConfig
from rag.config import RagConfig
from rag.settings.known import INDEX_PATH, TABLES, Setting, Tables, known_settings

FILE_NAME = "rag.toml"
FILE_VARIABLE = "RAG_CONFIG"
_PREFIX = "RAG_"
_SECRETS = ("_KEY", "_PASSWORD", "_TOKEN")
"""Variables that hold secrets are no settings: they are read where they are used, and never shown."""


Source: TypeAlias = Literal["default", "file", "environment", "option"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value, and where it was read: `where` is a file, a variable or an option."""

    setting: Setting
    value: Any
    source: Source = "default"
    where: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting by name. `file` is the one that was read."""

    values: Mapping[str, Value]
    file: Path | None

    @property
    def index_path(self) -> Path | None:
        """Where the index is said to be; a relative path counts from the file it was read from."""
        told = self.values[INDEX_PATH]
        if told.value is None:
            return None
        path = Path(told.value).expanduser()
        return self.file.parent / path if told.source == "file" and self.file else path

    def config(self) -> RagConfig:
        """The settings of answering. Raises ConfigError for values that do not go together, with where they were read."""
        index, llm, milvus = (
            self.made("index", IndexConfig),
            self.made("llm", LlmConfig),
            self.made("milvus", MilvusConfig),
        )
        return self.made("", RagConfig, index=index, llm=llm, milvus=milvus)

    def made(self, table: str, holder: Callable[..., T], **rest: object) -> T:
        """`holder` made of what was told of one table, and of `rest`."""
        told = {
            name: one
            for one in self.values.values()
            for head, _, name in [one.setting.name.rpartition(".")]
            if head == table and one.source != "default" and one.setting.name != INDEX_PATH
        }
        try:
            return holder(**{name: one.value for name, one in told.items()}, **rest)
        except ConfigError as error:
            named = [f"{one.setting.name}: {one.where}" for name, one in told.items() if name in str(error)]
            raise ConfigError(f"{error} ({'; '.join(named)})" if named else str(error)) from None


def read_settings(
    tables: Tables = TABLES,
    *,
    options: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings as a program started in `folder` finds them; `options` are those of the command line, by dotted name.

    Raises ConfigError for a file that is not there or not TOML, and for a name or a type that does not exist.
    """
    environ = os.environ if environ is None else environ
    known = known_settings(tables)
    file = _file(folder or Path.cwd(), environ)
    values = {name: Value(setting, setting.default) for name, setting in known.items()}
    if file is not None:
        values |= {one.setting.name: one for one in _of_file(file, known, tables)}
    values |= {one.setting.name: one for one in _of_environment(environ, known)}
    for name, value in (options or {}).items():
        if name not in known:
            raise ConfigError(f"unknown setting {name!r} on the command line; {_nearest(name, known)}")
        parsed = _parsed(value, known[name]) if isinstance(value, str) else value
        values[name] = _checked(Value(known[name], parsed, "option", "the command line"))
    return Settings(MappingProxyType(values), file)


def user_file() -> Path:
    """The settings file of this user, whether it is there or not."""
    from platformdirs import user_config_path

    return user_config_path("article-rag", appauthor=False) / FILE_NAME


def _file(folder: Path, environ: Mapping[str, str]) -> Path | None:
    if (named := environ.get(FILE_VARIABLE)) is not None:
        if not named:
            return None
        if not Path(named).is_file():
            raise ConfigError(f"{FILE_VARIABLE} names {named!r}, which is no file; name one, or unset the variable")
        return Path(named)
    candidates = (place / FILE_NAME for place in (folder, *folder.parents))
    found = next((path for path in candidates if path.is_file()), None)
    return found or (user_file() if user_file().is_file() else None)


def _of_file(file: Path, known: Mapping[str, Setting], tables: Tables) -> Iterator[Value]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(
            f"{file} cannot be read as TOML: {error}; mend it, or set {FILE_VARIABLE}= to leave it out"
        ) from None
    for name, value in told.items():
        if name in tables and name:
            if not isinstance(value, Mapping):
                raise ConfigError(f"{file}: {name} is {value!r}; it is a table, as in [{name}]")
            for inner, one in value.items():
                yield _of(f"{name}.{inner}", one, known, file)
        else:
            yield _of(name, value, known, file)


def _of(name: str, value: object, known: Mapping[str, Setting], file: Path) -> Value:
    if name not in known:
        raise ConfigError(f"{file}: unknown setting {name!r}; {_nearest(name, known)}")
    if isinstance(value, Mapping):
        value = tuple(value.items())
    elif isinstance(value, list):
        value = tuple(value)
    return _checked(Value(known[name], value, "file", str(file)))


def _of_environment(environ: Mapping[str, str], known: Mapping[str, Setting]) -> Iterator[Value]:
    variables = {setting.variable: setting for setting in known.values()}
    for variable, raw in sorted(environ.items()):
        if not variable.startswith(_PREFIX) or variable == FILE_VARIABLE or not raw or variable.endswith(_SECRETS):
            continue
        if variable not in variables:
            raise ConfigError(f"unknown setting {variable} in the environment; {_nearest(variable, variables)}")
        setting = variables[variable]
        yield _checked(Value(setting, _parsed(raw, setting), "environment", variable))


def _parsed(raw: str, setting: Setting) -> object:
    """Text as it is; all else as it would be written in the file."""
    if setting.fault(raw) is None:
        return raw
    if raw == "none" and setting.fault(None) is None:
        return None
    try:
        value = tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw
    return tuple(value.items()) if isinstance(value, Mapping) else value


def _checked(value: Value) -> Value:
    if fault := value.setting.fault(value.value):
        raise ConfigError(f"{value.setting.name} is {value.value!r} in {value.where}; {fault}")
    return value


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else "`rag config` lists all there are"
