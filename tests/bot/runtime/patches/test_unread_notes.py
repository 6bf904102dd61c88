from __future__ import annotations

import ast
import inspect

import pytest

from bot.runtime.patches import unread_notes


@pytest.mark.parametrize("module", unread_notes.KNOWN, ids=lambda module: module.__name__)
def test_copies_are_made_for_notes_alone(module) -> None:
    tree = ast.parse(inspect.getsource(module))
    notes = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and _is_note(each.func)]
    for_notes = sum(len(_uses_of_copy(note)) for note in notes)
    assert for_notes == len(_uses_of_copy(tree)) > 0


def _is_note(function: ast.expr) -> bool:
    return ast.unparse(function) == "structlogger.debug"


def _uses_of_copy(tree: ast.AST) -> list[ast.Name]:
    return [each for each in ast.walk(tree) if isinstance(each, ast.Name) and each.id == "copy"]


@pytest.mark.usefixtures("unmended")
def test_nothing_is_copied_any_more() -> None:
    unread_notes.apply()
    value: list[int] = []
    for module in unread_notes.KNOWN:
        assert module.copy.deepcopy(value) is value
