"""YAML with the place of everything: what a mistake is reported with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong."""

    file: str
    """Path from the project's root."""
    line: int
    """Counted from 1; 0: the file as a whole."""
    text: str
    """What is wrong, and what would be right."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True)
class Place:
    """Where something stands."""

    file: str
    """Path from the project's root."""
    line: int
    """Counted from 1."""

    def mistake(self, text: str) -> Mistake:
        return Mistake(self.file, self.line, text)


class Tree:
    """A YAML node and the file it is in. A missing part is an empty tree, so that reading needs no checks."""

    def __init__(self, node: yaml.Node | None, file: str) -> None:
        self._node = node
        self.file = file

    @property
    def place(self) -> Place:
        return Place(self.file, self._node.start_mark.line + 1 if self._node else 1)

    @property
    def text(self) -> str:
        """The scalar's text; "" for anything else."""
        return str(self._node.value) if isinstance(self._node, yaml.ScalarNode) else ""

    @property
    def is_mapping(self) -> bool:
        return isinstance(self._node, yaml.MappingNode)

    def items(self) -> Iterator[tuple["Tree", "Tree"]]:
        """Key and value of each entry of a mapping, also of entries with equal keys."""
        if isinstance(self._node, yaml.MappingNode):
            for key, value in self._node.value:
                yield Tree(key, self.file), Tree(value, self.file)

    def entries(self) -> Iterator["Tree"]:
        """Each entry of a list."""
        if isinstance(self._node, yaml.SequenceNode):
            for value in self._node.value:
                yield Tree(value, self.file)

    def get(self, *keys: str) -> "Tree":
        """The value below the keys; an empty tree when it is not there."""
        tree = self
        for wanted in keys:
            tree = next((value for key, value in tree.items() if key.text == wanted), Tree(None, self.file))
        return tree

    def names(self) -> Iterator["Tree"]:
        """The names in a list like the domain's: scalars, or the keys of mappings with options."""
        for entry in self.entries():
            yield from [key for key, _ in entry.items()] if entry.is_mapping else [entry]
        yield from [key for key, _ in self.items()]

    def walk(self) -> Iterator["Tree"]:
        """This and everything below."""
        yield self
        for key, value in self.items():
            yield from key.walk()
            yield from value.walk()
        for entry in self.entries():
            yield from entry.walk()


def read(path: Path, root: Path) -> tuple[Tree, list[Mistake]]:
    """The file as a tree, and its own mistakes: no YAML, or one key twice in one mapping."""
    file = path.relative_to(root).as_posix()
    try:
        tree = Tree(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader), file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return Tree(None, file), [Mistake(file, mark.line + 1 if mark else 0, f"this is not YAML: {error}")]
    return tree, [mistake for part in tree.walk() for mistake in _repeated(part)]


def _repeated(tree: Tree) -> Iterator[Mistake]:
    first: dict[str, int] = {}
    for key, _ in tree.items():
        if key.text in first:
            yield key.place.mistake(f"the key {key.text!r} stands already in line {first[key.text]}")
        first.setdefault(key.text, key.place.line)
