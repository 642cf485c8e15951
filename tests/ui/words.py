"""Collects every string that can be translated, and keeps the language files in step with them.

`python -m tests.ui.words` writes what is new into resources/languages/*.ts (translations stay, what is gone goes) and
makes the .qm files with pyside6-lrelease.  A translation is written into the .ts file by hand or with Linguist.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from engine import catalog
from engine.api import params
from engine.api.events import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "resources" / "languages"
CODES = ("zh_CN", "pt_BR")
DECLARED = "Parameters"  # the context of labels, helps and values that the engine declares
Word = tuple[str, str]  # context, text


def in_sources() -> Iterator[Word]:
    """self.tr("...") with its class as context, and translate("Context", "...")."""
    for path in sorted((ROOT / "ui").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for holder in ast.walk(tree):
            if isinstance(holder, ast.ClassDef):
                for node in ast.walk(holder):
                    if _called(node) == "tr" and len(node.args) >= 1:
                        yield from ((holder.name, text) for text in _texts(node.args[0]))
        for node in ast.walk(tree):
            if _called(node) == "translate" and len(node.args) >= 2:
                yield from ((context, text) for context in _texts(node.args[0]) for text in _texts(node.args[1]))


def declared() -> Iterator[Word]:
    """What the engine declares: labels, helps, units, groups and values of parameters; stages; models."""
    for family in catalog.FAMILIES.values():
        for f in params.fields(family.params):
            yield from ((DECLARED, text) for text in (f.param.label, f.param.help, f.param.group) if text)
            if f.is_choice:
                yield from ((DECLARED, member.value.replace("_", " ")) for member in f.type)
    known = catalog.load()
    yield DECLARED, catalog.NOT_READY
    for spec in (*known.models, *known.loras):
        yield from ((DECLARED, text) for text in (spec.title, spec.summary, spec.licence.note) if text)
    yield from ((DECLARED, variant.title) for spec in known.models for variant in spec.variants)
    presets = (preset for spec in known.models for preset in spec.presets)
    yield from ((DECLARED, text) for preset in presets for text in (preset.title, preset.summary))


def stages() -> Iterator[Word]:
    """The stages of a generation."""
    yield from (("Stages", stage.value) for stage in Stage)


def everything() -> tuple[Word, ...]:
    """All of them once, in a steady order."""
    return tuple(sorted({*in_sources(), *declared()}))


def read(code: str) -> dict[Word, str]:
    """The translations of a language file; an empty text is not translated yet."""
    path = FOLDER / f"kinora_{code}.ts"
    if not path.exists():
        return {}
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "") or ""
        for context in ElementTree.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def write(code: str, words: dict[Word, str]) -> None:
    """The language file with these translations."""
    root = ElementTree.Element("TS", version="2.1", language=code, sourcelanguage="en")
    for name in sorted({context for context, _ in words}):
        place = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(place, "name").text = name
        for context, text in sorted(words):
            if context == name:
                message = ElementTree.SubElement(place, "message")
                ElementTree.SubElement(message, "source").text = text
                translation = ElementTree.SubElement(message, "translation")
                translation.text = words[context, text]
                if not words[context, text]:
                    translation.set("type", "unfinished")
    ElementTree.indent(root)
    path = FOLDER / f"kinora_{code}.ts"
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(head + ElementTree.tostring(root, "unicode") + "\n", "utf-8")


def update() -> None:
    """Bring every language file in step and release it."""
    for code in CODES:
        known = read(code)
        by_text = {text: translated for (_, text), translated in known.items() if translated}
        write(code, {word: known.get(word) or by_text.get(word[1], "") for word in everything()})
        release(code)


def release(code: str) -> None:
    """Make the .qm file."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    source = FOLDER / f"kinora_{code}.ts"
    subprocess.run([str(tool), "-silent", str(source), "-qm", str(source.with_suffix(".qm"))], check=True)


def _called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


if __name__ == "__main__":
    update()
