"""Settings from the file, the environment and the command line: which wins, where it came from, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from rag import ConfigError, RagConfig, default_index_path, open_pipeline
from rag.settings.found import Settings, read_settings
from rag.settings.known import TABLES, known_settings


def settings(folder: Path, environ: Mapping[str, str] | None = None, **options: object) -> Settings:
    return read_settings(
        folder=folder, environ=environ or {}, options={k.replace("__", "."): v for k, v in options.items()}
    )


@pytest.fixture(autouse=True)
def no_settings_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "nobody"))


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rag.toml").write_text(text, encoding="utf-8")
    return folder / "rag.toml"


def test_without_a_file_everything_is_at_its_default(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.config() == RagConfig()
    assert {one.source for one in found.values.values()} == {"default"}
    assert found.file is None


def test_every_setting_of_every_table_is_known_with_a_variable_of_its_own() -> None:
    known = known_settings(TABLES)
    assert {"passages", "index.embedder", "llm.model", "index.path"} <= set(known)
    variables = [setting.variable for setting in known.values()]
    assert len(set(variables)) == len(variables)
    assert known["llm.base_url"].variable == "RAG_LLM_BASE_URL"
    assert known["index.path"].variable == "RAG_INDEX"


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "passages = 4\nclaims = 2\n[llm]\nmodel = 'small'\n")
    below = tmp_path / "deep" / "er"
    below.mkdir(parents=True)
    found = settings(below, {"RAG_PASSAGES": "5", "RAG_CLAIMS": "1"}, passages=7)
    assert (found.config().passages, found.config().claims, found.config().llm.model) == (7, 1, "small")
    assert [
        (one.source, one.where)
        for name in ("passages", "claims", "llm.model", "reranked")
        for one in [found.values[name]]
    ] == [
        ("option", "the command line"),
        ("environment", "RAG_CLAIMS"),
        ("file", str(file)),
        ("default", ""),
    ]


def test_the_nearest_file_is_read_alone_else_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    write(tmp_path / "home" / "article-rag", "passages = 9\n")
    assert settings(tmp_path / "home").config().passages == 9
    write(tmp_path / "work", "claims = 1\n")
    near = settings(tmp_path / "work").config()
    assert (near.passages, near.claims) == (RagConfig().passages, 1)
    assert settings(tmp_path / "work", {"RAG_CONFIG": ""}).file is None
    other = write(tmp_path / "other", "passages = 3\n")
    assert settings(tmp_path / "work", {"RAG_CONFIG": str(other)}).config().passages == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("pasages = 3", "unknown setting 'pasages'; did you mean 'passages'"),
        ("[llm]\nmodle = 'x'", r"unknown setting 'llm\.modle'; did you mean 'llm\.model'"),
        ("[lm]\nmodel = 'x'", "unknown setting 'lm'; did you mean"),
        ("passages = 'four'", r"passages is 'four' in .*rag\.toml; it must be a whole number"),
        ("passages = true", "passages is True .* a whole number"),
        ("passages = 0", r"passages is 0; .* \(passages: .*rag\.toml\)"),
        ("strictness = 'lax'", "it must be 'careful' or 'balanced' or 'eager'"),
        ("llm = 3", r"llm is 3; it is a table, as in \[llm\]"),
        ("passages = ", "cannot be read as TOML"),
        ("[llm]\nbase_url = 'nowhere'", r"llm\.base_url is 'nowhere'; .*\(llm\.base_url: .*rag\.toml\)"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_place(tmp_path: Path, text: str, error: str) -> None:
    write(tmp_path, text)
    with pytest.raises(ConfigError, match=error):
        settings(tmp_path).config()


@pytest.mark.parametrize(
    ("environ", "error"),
    [
        ({"RAG_PASAGES": "3"}, "unknown setting RAG_PASAGES in the environment; did you mean 'RAG_PASSAGES'"),
        ({"RAG_PASSAGES": "many"}, "passages is 'many' in RAG_PASSAGES; it must be a whole number"),
        ({"RAG_CONFIG": "/nowhere/rag.toml"}, "RAG_CONFIG names '/nowhere/rag.toml', which is no file"),
    ],
)
def test_what_is_wrong_in_the_environment_is_named(tmp_path: Path, environ: Mapping[str, str], error: str) -> None:
    with pytest.raises(ConfigError, match=error):
        settings(tmp_path, environ)


def test_values_of_the_environment_are_of_the_settings_type(tmp_path: Path) -> None:
    environ = {
        "RAG_LLM_TEMPERATURE": "none",
        "RAG_LLM_TIMEOUT_SECONDS": "3",
        "RAG_LLM_MODEL": "7",
        "RAG_ANSWER_THRESHOLD": "0.9",
        "RAG_INDEX_COLUMNS": "{text = 'story'}",
        "RAG_LLM_KEY": "secret",
        "RAG_CLAIMS": "",
    }
    found = settings(tmp_path, environ)
    config = found.config()
    assert (config.llm.temperature, config.llm.timeout_seconds, config.llm.model) == (None, 3, "7")
    assert (config.answer_threshold, config.index.columns, config.claims) == (0.9, (("text", "story"),), 3)
    assert "secret" not in repr(found)


def test_the_index_of_the_file_counts_from_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "[index]\npath = 'mine'\n")
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    monkeypatch.delenv("RAG_CONFIG")
    monkeypatch.delenv("RAG_INDEX", raising=False)
    assert default_index_path() == tmp_path / "mine"
    monkeypatch.setenv("RAG_INDEX", "else")
    assert default_index_path() == Path("else")


def test_a_pipeline_takes_the_settings_found_unless_it_is_given_some(
    seed_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_ANSWER_THRESHOLD", "1")
    question = "Which U.S. senator met the president of Kazakhstan?"
    assert open_pipeline(seed_index).answer(question).status == "not_found"
    assert open_pipeline(seed_index, config=RagConfig()).answer(question).status == "answered"
