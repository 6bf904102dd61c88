"""What the Python code says about the conversation: the names it uses and the actions it defines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.conversations.tree import Place

FOLDERS = ("actions", "bot/channels", "bot/runtime", "bot/nlu")


@dataclass
class Code:
    """The strings of the code, by where they first stand."""

    texts: dict[str, Place] = field(default_factory=dict)
    """Every string constant and every name of a keyword argument or a dataclass's field."""
    beginnings: dict[str, Place] = field(default_factory=dict)
    """What f-strings start with."""
    actions: dict[str, Place] = field(default_factory=dict)
    """Names of the action classes in actions/."""


def read(root: Path) -> Code:
    """Read the modules that take part in conversations."""
    code = Code()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            file = path.relative_to(root).as_posix()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
                _note(node, file, code)
    return code


def _note(node: ast.AST, file: str, code: Code) -> None:
    place = Place(file, getattr(node, "lineno", 1))
    for text in _texts(node):
        code.texts.setdefault(text, place)
    if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
        code.beginnings.setdefault(str(node.values[0].value), place)
    if isinstance(node, ast.ClassDef) and file.startswith("actions/"):
        for name in _action_names(node):
            code.actions.setdefault(name, place)


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _action_names(node: ast.ClassDef) -> Iterator[str]:
    """What its `name` method returns, or its attribute `action` says, if it is a constant."""
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "name":
            values = [part.value for part in ast.walk(member) if isinstance(part, ast.Return)]
        elif isinstance(member, ast.Assign) and [ast.unparse(target) for target in member.targets] == [
            "action"
        ]:
            values = [member.value]
        else:
            continue
        yield from (str(value.value) for value in values if isinstance(value, ast.Constant) and value.value)
