"""The house keeps its shape: each law holds for the tree, and is seen to bite on a planted fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import laws

ROOT = Path(__file__).resolve().parent.parent
FIRST = '"""Says what it is for."""\n'
FAULTS: dict[str, tuple[Callable[[Path], list[str]], str]] = {
    "a file of 401 lines": (laws.files_too_long, FIRST + "x = 1\n" * 400),
    "a function of 61 lines": (laws.functions_too_long, FIRST + "def f():\n" + "    x = 1\n" * 60),
    "a function of 8 arguments": (laws.too_many_arguments, FIRST + "def f(a, b, c, d, e, f, g, *, h): ...\n"),
    "a module without a first sentence": (laws.modules_without_a_first_sentence, "x = 1\n"),
    "a public function without a docstring": (laws.public_names_without_docstring, FIRST + "def f(): ...\n"),
    "a bare except": (laws.broad_excepts, FIRST + "try:\n    x = 1\nexcept:\n    pass\n"),
    "an except Exception": (laws.broad_excepts, FIRST + "try:\n    x = 1\nexcept (OSError, Exception):\n    pass\n"),
    "a note for later": (laws.leftovers, FIRST + "x = 1  # TO" + "DO more\n"),
    "a call at import": (laws.work_at_import, FIRST + "print(1)\n"),
}


@pytest.mark.parametrize("law", list(dict.fromkeys(law for law, _ in FAULTS.values())), ids=lambda law: law.__name__)
def test_the_tree_keeps_the_law(law):
    assert law(ROOT) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_law_bites(fault, tmp_path):
    law, text = FAULTS[fault]
    place = tmp_path / "engine" / "api" / "planted.py"
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    assert law(tmp_path) != []


def test_architecture_names_only_paths_that_exist_and_is_short():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    words = {word.strip(".,:;()") for part in text.split("`")[1::2] for word in part.split()}
    paths = {word for word in words if "/" in word and not word.startswith(("-", "/", "http")) and "*" not in word}
    assert len(text.splitlines()) <= 150
    assert len(paths) >= 15
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
