"""Collects the sentences that the engine says to a person, as shapes such as "{1} has 0 bytes."."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("title", "why", "done", "do")
ADVICE = ("Frames", "Size", "Reason")  # the planner's answers: their last value is the reason


@cache
def _trees() -> tuple[ast.Module, ...]:
    paths = [path for part in ("engine", "app") for path in sorted((ROOT / part).rglob("*.py"))]
    return tuple(ast.parse(path.read_text("utf-8")) for path in paths if "training" not in path.parts)


def shape(node: ast.AST) -> str | None:
    """A string, or an f-string with its places numbered from 1; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    text, count = "", 0
    for part in node.values:
        count += isinstance(part, ast.FormattedValue)
        text += part.value if isinstance(part, ast.Constant) else f"{{{count}}}"
    return text


@cache
def error_names() -> frozenset[str]:
    """EngineError and every class that comes from it."""
    classes = [node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names, before = {"EngineError"}, 0
    while len(names) != before:
        before = len(names)
        names |= {made.name for made in classes if any(_name(base) in names for base in made.bases)}
    return frozenset(names)


@cache
def said() -> frozenset[str]:
    """The shapes of what errors say and of the planner's reasons."""
    found = {text for tree in _trees() for node in ast.walk(tree) for text in _of_call(node)}
    return frozenset(text for text in found if any(c.isalpha() for c in text.replace("{", " ")) and " " in text)


@cache
def written() -> frozenset[str]:
    """Every shape that stands anywhere in the engine: a sentence may be put into a variable first."""
    found = {
        shape(node) for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr)
    }
    return frozenset(text for text in found if text)


def _of_call(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    name = _name(node.func)
    given: list[ast.AST] = []
    if name in error_names():
        given = [*node.args[:1], *(word.value for word in node.keywords if word.arg in PARTS)]
    elif name in ADVICE:
        given = list(node.args[-1:])
    for part in given:
        yield from _texts(part)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.Tuple):
        for part in node.elts:
            yield from _texts(part)
    elif (text := shape(node)) is not None:
        yield text


def _name(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))
