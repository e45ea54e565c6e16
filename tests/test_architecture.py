"""The shape that the design promises: floors, one way up, nothing heavy at import, small rooms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"index": set[str](), "rag": {"index"}, "ui": {"rag"}}
HEAVY = {
    *("torch", "transformers", "sentence_transformers", "faiss", "gradio", "openvino", "tantivy"),
    *("matplotlib", "scipy", "ir_measures", "pytrec_eval"),
    *("pymilvus", "milvus_lite", "grpc"),
}
PROGRAMS = ROOT / "rag" / "training"
"""The training is a program run by hand over torch; nothing that answers a question imports it."""
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def imports(tree: ast.AST, *, at_import_only: bool) -> Iterator[str]:
    """Top names of imported packages; functions and `if TYPE_CHECKING` run nothing at import."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name their package in full"
            yield (node.module or "").split(".")[0]
        elif at_import_only and (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        ):
            continue
        else:
            yield from imports(node, at_import_only=at_import_only)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_one_floor_at_a_time(path: Path) -> None:
    """ui -> rag -> index, and never sideways past a floor or up."""
    floor = path.relative_to(ROOT).parts[0]
    ours = set(imports(ast.parse(path.read_text(encoding="utf-8")), at_import_only=False)) & FLOORS.keys()
    assert ours <= FLOORS[floor] | {floor}


def test_the_talk_and_the_interfaces_for_programs_know_nothing_of_the_articles_tab() -> None:
    """What they have in common with it lies beside them all."""
    rooms = [ROOT / "ui" / name for name in ("talk", "api", "mcp", "serving/door.py", "discretion.py")]
    modules = [path for room in rooms for path in (room.rglob("*.py") if room.is_dir() else [room])]
    assert [name_of(path) for path in modules if "ui.library" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("path", [path for path in MODULES if PROGRAMS not in path.parents], ids=name_of)
def test_no_heavy_library_is_imported_with_a_module(path: Path) -> None:
    assert not set(imports(ast.parse(path.read_text(encoding="utf-8")), at_import_only=True)) & HEAVY


def test_only_the_export_and_the_reference_know_the_training() -> None:
    """They build its network, in the function that needs it."""
    users = {
        name_of(path) for path in MODULES if PROGRAMS not in path.parents and "rag.training" in path.read_text("utf-8")
    }
    assert users == {"rag/evidence/export.py", "rag/evidence/reference.py"}


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))], ids=name_of)
def test_a_module_says_what_it_knows_and_stays_under_300_lines(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") < 300
    assert ast.get_docstring(ast.parse(source)) or not source.strip()


def test_a_folder_holds_at_most_nine_modules() -> None:
    folders = {path.parent for path in MODULES}
    crowded = {
        name_of(folder): count
        for folder in folders
        if (count := sum(p.name != "__init__.py" for p in folder.glob("*.py"))) > 9
    }
    assert crowded == {}


def test_the_public_names_are_those_of_all() -> None:
    import rag

    assert len(set(rag.__all__)) == len(rag.__all__), "ruff keeps their order"
    assert [name for name in rag.__all__ if not hasattr(rag, name)] == []


def test_the_public_names_are_imported_from_where_the_type_checker_thinks() -> None:
    """`rag` imports a name when it is used: the table it looks it up in is the imports that are read without running."""
    import rag

    tree = ast.parse((ROOT / "rag" / "__init__.py").read_text("utf-8"))
    read = {
        node.module: tuple(alias.name for alias in node.names)
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    }
    assert read == rag._MODULES
    assert sorted(name for names in read.values() for name in names) == sorted(rag.__all__)


def test_importing_our_packages_loads_no_model_library_and_opens_nothing() -> None:
    """A fresh interpreter that imports every module has none of the heavy libraries in it."""
    answering = [path for path in MODULES if PROGRAMS not in path.parents]
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in answering]
    program = f"import sys, importlib\nfor name in {modules!r}: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert set(done.stdout.split()) & HEAVY == set()
