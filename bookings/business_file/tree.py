"""YAML as a tree that remembers where everything stands.

Scalars stay the text that was written. What a text means is for the key to say that it stands
under: `name: No` is a name, `required: no` a truth value, `date: 2026-12-25` a date. YAML's own
guesses (a telephone number read as octal, `10:30` as sixty-based) never come into it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

DEEPEST = 20
"""Levels of nesting; a business file needs about eight, a deeper one is a mistake or an attack."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the file."""

    line: int
    """Counted from 1."""
    column: int
    """Counted from 1."""


class UnreadableYaml(Exception):
    """The text is not YAML, or uses a part of it that a business file does without."""

    def __init__(self, mark: Mark, message: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.message = message


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single text."""

    text: str
    mark: Mark
    is_plain: bool
    """Written without quotes, so that `null` and nothing at all mean "not there"."""

    @property
    def is_null(self) -> bool:
        return self.is_plain and self.text in _NULLS


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key: str
    key_mark: Mark
    node: "Node"


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; a key written twice is in `entries` once, with its first value."""

    entries: dict[str, Entry]
    mark: Mark
    repeated: tuple[Entry, ...] = ()
    """The later entries of keys that were there before."""


Node: TypeAlias = Scalar | Items | Entries


def read_tree(text: str) -> Node:
    """The one document of the text. Raises UnreadableYaml."""
    try:
        builder = _Builder(yaml.parse(text, Loader=_LOADER))
        return builder.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYaml(_mark(mark), f"not readable as YAML: {_reason(error)}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"the character {error.character:#06x} has no place in a YAML file"
        raise UnreadableYaml(Mark(line, 1), message) from None


_HINTS = {
    "mapping values are not allowed": 'a text with ": " in it needs quotes around it',
    "tab character": "indent with spaces, not tabs",
    "cannot start any token": "quote texts that begin with a special character, and indent with spaces",
    "could not find expected ':'": "a key is followed by a colon and a space",
    "did not find expected key": "keys of one mapping start in the same column",
    "did not find expected ',' or": "a bracket that was opened is not closed, or a comma is missing",
}
"""What usually is behind the parser's words."""


def _reason(error: yaml.MarkedYAMLError) -> str:
    reason = "; ".join(part for part in (error.problem, error.context) if part)
    hints = [hint for words, hint in _HINTS.items() if words in reason]
    return f"{reason} ({hints[0]})" if hints else reason


def _mark(mark: "yaml.Mark | None") -> Mark:
    return Mark(mark.line + 1, mark.column + 1) if mark else Mark(1, 1)


@dataclass
class _Builder:
    """Turns YAML's events into the tree; recursion is bounded by DEEPEST."""

    events: Iterator[yaml.Event]
    anchors: dict[str, Node] = field(default_factory=dict)

    def document(self) -> Node:
        next(self.events)  # the stream starts
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            raise UnreadableYaml(Mark(1, 1), "the file is empty")
        node = self.node(next(self.events), 0)
        next(self.events)  # the document ends
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            message = "a second document starts here; a file describes one business"
            raise UnreadableYaml(_mark(event.start_mark), message)
        return node

    def node(self, event: yaml.Event, depth: int) -> Node:
        mark = _mark(event.start_mark)
        if depth > DEEPEST:
            raise UnreadableYaml(mark, f"nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise UnreadableYaml(mark, f"*{event.anchor} refers to nothing that was named before it")
            return self.anchors[event.anchor]
        if event.tag not in (None, "!"):
            raise UnreadableYaml(mark, f"tags such as {event.tag} are not used here; leave it out")
        node = self.value(event, mark, depth)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def value(self, event: yaml.Event, mark: Mark, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value.strip(), mark, is_plain=not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self.until(yaml.SequenceEndEvent, depth)), mark)
        return _entries(list(self.until(yaml.MappingEndEvent, depth)), mark)

    def until(self, end: type[yaml.Event], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):
            yield self.node(event, depth + 1)


def _entries(nodes: list[Node], mark: Mark) -> Entries:
    """A mapping from its keys and values in turn; what `<<` names comes after what is written out."""
    entries: dict[str, Entry] = {}
    repeated: list[Entry] = []
    merged: list[Entry] = []
    for key, node in zip(nodes[::2], nodes[1::2], strict=True):
        if not isinstance(key, Scalar):
            raise UnreadableYaml(key.mark, "a key is a single word here, not a list or a mapping")
        if key.text == "<<" and key.is_plain:
            merged += _merged(node)
        elif key.text in entries:
            repeated.append(Entry(key.text, key.mark, node))
        else:
            entries[key.text] = Entry(key.text, key.mark, node)
    for entry in merged:
        entries.setdefault(entry.key, entry)
    return Entries(entries, mark, tuple(repeated))


def _merged(node: Node) -> list[Entry]:
    parts = node.items if isinstance(node, Items) else (node,)
    for part in parts:
        if not isinstance(part, Entries):
            raise UnreadableYaml(part.mark, "<< takes a mapping, or a list of mappings")
    return [entry for part in parts if isinstance(part, Entries) for entry in part.entries.values()]
