"""What the Python code says about the conversation: the names it uses and the actions it defines."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.conversations.tree import Place

FOLDERS = ("actions", "bot/channels", "bot/runtime", "bot/nlu")


@dataclass
class Code:
    """The strings of the code, by where they first stand."""

    texts: dict[str, Place] = field(default_factory=dict)
    """Every string constant and every name of a keyword argument or a dataclass's field."""
    beginnings: set[str] = field(default_factory=set)
    """What f-strings start with: the rest is filled in while the program runs."""
    endings: set[str] = field(default_factory=set)
    """What is put behind a name that is made while the program runs, such as "_anybody"."""
    actions: dict[str, Place] = field(default_factory=dict)
    """Names of the action classes in actions/."""


def read(root: Path) -> Code:
    """Read the modules that take part in conversations."""
    code = Code()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
            file, constants = path.relative_to(root).as_posix(), _constants(tree)
            for node in ast.walk(tree):
                _note(node, file, constants, code)
    return code


def _constants(tree: ast.Module) -> dict[str, str]:
    """The module's own names for texts: `FORM = "booking_form"`."""
    return {
        target.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _note(node: ast.AST, file: str, constants: Mapping[str, str], code: Code) -> None:
    place = Place(file, getattr(node, "lineno", 1))
    for text in _texts(node):
        code.texts.setdefault(text, place)
    if isinstance(node, ast.JoinedStr):
        _note_parts([*node.values], code)
    elif isinstance(node, ast.AugAssign | ast.BinOp) and isinstance(node.op, ast.Add):
        _note_parts([node.value if isinstance(node, ast.AugAssign) else node.right], code)
    elif isinstance(node, ast.ClassDef) and file.startswith("actions/"):
        for name in _action_names(node, constants):
            code.actions.setdefault(name, place)


def _note_parts(parts: list[ast.expr], code: Code) -> None:
    if len(parts) > 1 and isinstance(parts[0], ast.Constant):
        code.beginnings.add(str(parts[0].value))
    for part in ast.walk(parts[-1]):
        if isinstance(part, ast.Constant) and str(part.value).startswith("_"):
            code.endings.add(str(part.value))


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _action_names(node: ast.ClassDef, constants: Mapping[str, str]) -> Iterator[str]:
    """What its `name` method returns, or its attribute `action` says."""
    for member in node.body:
        if isinstance(member, ast.FunctionDef) and member.name == "name":
            values = [part.value for part in ast.walk(member) if isinstance(part, ast.Return)]
        elif isinstance(member, ast.Assign) and [ast.unparse(each) for each in member.targets] == ["action"]:
            values = [member.value]
        else:
            continue
        yield from filter(None, (_text(value, constants) for value in values))


def _text(node: ast.expr | None, constants: Mapping[str, str]) -> str:
    """The text of a constant, of a name for one, or of an f-string of such; "" for anything else."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants)
    if isinstance(node, ast.JoinedStr):
        parts = [_text(part, constants) for part in node.values]
        return "".join(parts) if all(parts) else ""
    return ""
