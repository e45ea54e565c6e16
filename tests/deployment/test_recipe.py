"""What the image, the services and the units name is there, and they agree with each other; `run` carries them out."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from rag.settings.found import read_settings
from tests.deployment.promises import health
from tests.deployment.recipe import COMPOSE, DOCKERFILE, ROOT, WITH_MILVUS, Service, Stage, kept_names, services, stages
from tests.ui.api.program import HARBOUR, Held, Listed, follows, served
from tests.ui.command import free_port, run
from ui.api.application import application
from ui.serving.server import Place

DEPLOYMENT = ROOT / "ui" / "serving" / "deployment"
UNITS = sorted(DEPLOYMENT.glob("*.service"))
PORT = str(Place().port)
ENVIRON = {"PASSWORD_FILE": "/a/file"}


@pytest.fixture(scope="module")
def recipe() -> list[Stage]:
    return stages(DOCKERFILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def ours() -> dict[str, Service]:
    return services(COMPOSE.read_text("utf-8"), ENVIRON)


def test_an_instruction_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="ADD"):
        stages("FROM a\nADD b c\n")


def test_every_stage_has_the_same_base_of_a_fixed_version(recipe: list[Stage]) -> None:
    assert {stage.base for stage in recipe} == {"python:3.11-slim-bookworm"}


def test_what_is_copied_is_there_and_let_through(recipe: list[Stage]) -> None:
    copies = [step for step in recipe[0].steps if step.instruction == "COPY"]
    sources = [word.rstrip("/") for step in copies for word in step.words[:-1]]
    assert sorted(sources) == sorted(kept_names())
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert [name for step in recipe[1].steps if (name := step.flags.get("from"))] == ["build"]


def test_what_is_built_is_a_target_of_the_makefile(recipe: list[Stage]) -> None:
    told = " ".join(step.told for stage in recipe for step in stage.steps if step.instruction == "RUN")
    assert re.findall(r"\bmake (?!&|\s)([a-z]+)", told) == ["server"]
    assert "server:" in (ROOT / "Makefile").read_text("utf-8")
    extras = re.findall(r"EXTRAS \?= (\S+)", (ROOT / "Makefile").read_text("utf-8"))
    assert extras == [step.told.partition("=")[2] for step in recipe[0].steps if step.told.startswith("EXTRAS=")]
    known = set(re.findall(r"^(\w+) = \[", (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE))
    assert set(extras[0].split(",")) <= known


def test_the_image_runs_as_a_number_that_is_not_root(recipe: list[Stage]) -> None:
    last = recipe[-1]
    assert last.last("USER").told == "10001:10001"
    assert last.steps.index(last.last("USER")) > max(
        n for n, step in enumerate(last.steps) if step.instruction == "RUN"
    )
    for name in ("ENTRYPOINT", "CMD"):
        assert last.last(name).told.startswith("["), "a shell would keep signals to itself"
    assert last.last("STOPSIGNAL").told == "SIGTERM"


def test_its_environment_holds_settings_that_there_are_and_no_secret(recipe: list[Stage]) -> None:
    pairs = dict(word.split("=", 1) for step in recipe[-1].steps if step.instruction == "ENV" for word in step.words)
    assert read_settings(environ=pairs | {"RAG_CONFIG": ""}).index_path == Path("/var/lib/article-rag/index")
    secret = re.compile("PASSWORD|TOKEN|KEY|SECRET")
    assert [name for name in pairs if secret.search(name)] == []


def test_all_agree_on_the_port(recipe: list[Stage], ours: dict[str, Service]) -> None:
    assert recipe[-1].last("EXPOSE").told == PORT
    assert f"'127.0.0.1', {PORT}," in " ".join(health(recipe[-1]))
    assert ours["chat"].settings["ports"] == [f"127.0.0.1:{PORT}:{PORT}"], "nobody but this machine, unless it is said"
    for name in ("nginx.conf", "Caddyfile"):
        assert re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOYMENT / name).read_text("utf-8")) == [PORT]


def test_the_health_check_says_yes_to_a_page_and_no_to_none(recipe: list[Stage]) -> None:
    def asked(port: int) -> int:
        _, *rest = [word.replace(PORT, str(port)) for word in health(recipe[-1])]
        return subprocess.run([sys.executable, *rest], capture_output=True, check=False, timeout=60).returncode

    with served(application(follows(Held(Listed((HARBOUR,)))))) as port:
        assert asked(port) == 0
    assert asked(free_port()) == 1


def test_without_a_password_the_services_do_not_start() -> None:
    with pytest.raises(KeyError, match="PASSWORD_FILE: name a file with the password"):
        services(COMPOSE.read_text("utf-8"), {})


def test_our_services_may_do_nothing_that_they_need_not(ours: dict[str, Service]) -> None:
    assert list(ours) == ["chat", "sync"]
    for service in ours.values():
        told = service.settings
        assert (told["read_only"], told["cap_drop"], told["tmpfs"]) == (True, ["ALL"], ["/tmp"])  # noqa: S108
        assert told["security_opt"] == ["no-new-privileges:true"]
    assert [ours[name].volumes for name in ours] == [("state:/var/lib/article-rag", "./seeds:/articles:ro")] * 2
    assert [ours[name].settings["env_file"] for name in ours] == [[{"path": "rag.env", "required": False}]] * 2
    assert (ours["sync"].network, ours["chat"].network) == (False, True)


def test_without_a_way_out_is_what_it_says() -> None:
    assert yaml.safe_load(COMPOSE.read_text("utf-8").replace("${", "$"))["networks"] == {"alone": {"internal": True}}


def test_beside_milvus_nothing_is_published_and_every_version_is_fixed() -> None:
    with pytest.raises(KeyError, match="MILVUS_STORE_PASSWORD"):
        services(WITH_MILVUS.read_text("utf-8"), {})
    beside = services(WITH_MILVUS.read_text("utf-8"), {"MILVUS_STORE_PASSWORD": "x"})
    assert list(beside) == ["chat", "sync", "milvus", "etcd", "minio"]
    theirs = [beside[name] for name in ("milvus", "etcd", "minio")]
    assert [one.network or "ports" in one.settings for one in theirs] == [False] * 3
    assert [
        one.settings["image"]
        for one in theirs
        if not re.search(r":(v[0-9.]+|RELEASE\.[0-9TZ-]+)$", one.settings["image"])
    ] == []
    for ours in (beside["chat"].settings, beside["sync"].settings):
        assert "volumes" not in ours, "the folders are those of compose.yaml"
        found = read_settings(environ=ours["environment"] | {"RAG_CONFIG": ""})
        assert found.config().index.store == "milvus"
        assert found.config().milvus.uri == "http://milvus:19530"
        extras = ours["build"]["args"]["EXTRAS"].split(",")
        assert [name for name in extras if f"\n{name} = [" not in (ROOT / "pyproject.toml").read_text("utf-8")] == []


@pytest.mark.parametrize("name", ["chat", "sync"])
def test_their_commands_have_options_that_there_are(name: str, ours: dict[str, Service]) -> None:
    command, *rest = ours[name].command
    shown = run("help", command).stdout
    assert [word for word in rest if word.startswith("--") and word not in shown] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_one_that_systemd_takes(path: Path, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    text = path.read_text("utf-8")
    program = re.findall(r"^ExecStart=(\S+) (\w+)", text, re.MULTILINE)
    assert program == [("/opt/article-rag/.venv/bin/rag", {"article-rag.service": "chat"}.get(path.name, "sync"))]
    unit = tmp_path / path.name
    unit.write_text(text.replace(program[0][0], sys.executable), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_units_settings_are_ones_that_there_are(path: Path) -> None:
    lines = re.findall(r"^Environment=(.+)$", path.read_text("utf-8"), re.MULTILINE)
    pairs = dict(word.split("=", 1) for line in lines for word in line.split())
    assert read_settings(environ=pairs | {"RAG_CONFIG": ""}).index_path == Path("/var/lib/article-rag/index")
