"""The laws of the house that a program can check: sizes, first sentences, leftovers, and who may swallow exceptions.

Each function walks a tree of sources and returns what breaks its law, one line each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FILE_LINES, FILE_LINES_P90, FUNCTION_LINES, ARGUMENTS = 400, 300, 60, 7
ROOMS = ("app", "engine", "ui", "main.py", "dev.py")
ONE_BROAD_EXCEPT = "engine/run.py"
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def texts(root: Path, *rooms: str) -> Iterator[tuple[str, str]]:
    """Path below the root and text of each source file."""
    for room in rooms or ROOMS:
        place = root / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place] * place.exists():
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def sources(root: Path, *rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Path below the root and syntax tree of each source file."""
    for name, text in texts(root, *rooms):
        yield name, ast.parse(text)


def files_too_long(root: Path) -> list[str]:
    """At most 400 lines a file, and nine of ten at most 300."""
    lengths = {name: text.count("\n") for name, text in texts(root, *ROOMS, "tests")}
    wrong = [f"{name}: {n} lines" for name, n in lengths.items() if n > FILE_LINES]
    ordered = sorted(lengths.values())
    p90 = ordered[int(len(ordered) * 0.9)] if ordered else 0
    return wrong + ([f"p90 of file lengths is {p90}"] if p90 > FILE_LINES_P90 else [])


def functions_too_long(root: Path) -> list[str]:
    """At most 60 lines a function."""
    return [
        f"{name}:{f.lineno} {f.name}: {size} lines"
        for name, f in _functions(root)
        if (size := (f.end_lineno or f.lineno) - f.lineno + 1) > FUNCTION_LINES
    ]


def too_many_arguments(root: Path) -> list[str]:
    """At most 7 arguments, self included; a kernel of Triton can be handed nothing but single numbers."""
    return [
        f"{name}:{f.lineno} {f.name}: {count} arguments"
        for name, f in _functions(root)
        if (count := len(f.args.args) + len(f.args.kwonlyargs) + len(f.args.posonlyargs)) > ARGUMENTS
        and not any(ast.unparse(decorator) == "triton.jit" for decorator in f.decorator_list)
    ]


def modules_without_a_first_sentence(root: Path) -> list[str]:
    """Every module says what it is for."""
    return [name for name, tree in sources(root) if not ast.get_docstring(tree)]


def public_names_without_docstring(root: Path) -> list[str]:
    """Every public class and function of a module says what it is."""
    return [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in sources(root, "engine/api", "engine/planner", "engine/store", "engine/sampling")
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]


def broad_excepts(root: Path) -> list[str]:
    """`except Exception` (or bare) stands in one file only."""
    return [
        f"{name}:{node.lineno}"
        for name, tree in sources(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and name != ONE_BROAD_EXCEPT and _is_broad(node.type)
    ]


def leftovers(root: Path) -> list[str]:
    """Nothing is left for later."""
    return [
        f"{name}:{number} {line.strip()}"
        for name, text in texts(root)
        for number, line in enumerate(text.splitlines(), 1)
        if LEFTOVERS.search(line)
    ]


def work_at_import(root: Path) -> list[str]:
    """A module's top level only defines: a bare call there is work (main's guard excepted)."""
    return [
        f"{name}:{node.lineno}"
        for name, tree in sources(root, "app", "engine", "ui")
        for node in tree.body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]


def _functions(root: Path) -> Iterator[tuple[str, Function]]:
    for name, tree in sources(root):
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield name, node


def _is_broad(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(n is None or (isinstance(n, ast.Name) and n.id in ("Exception", "BaseException")) for n in names)
