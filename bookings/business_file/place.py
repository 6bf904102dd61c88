"""One place in the file while it is read: the node, its path, and where to report what is wrong."""

from dataclasses import dataclass

from bookings.business_file.mistakes import Findings, Mistake, quoted
from bookings.business_file.tree import Entries, Items, Mark, Node, Scalar


class Wrong(Exception):
    """What stands here was reported as a mistake and has no value."""


class Word(str):
    """A text that remembers its place, so that a later check can point at it."""

    place: "Place"

    @classmethod
    def at(cls, place: "Place", text: str) -> "Word":
        word = cls(text)
        word.place = place
        return word


@dataclass(frozen=True, slots=True)
class Place:
    """A node with its path."""

    node: Node
    path: str
    findings: Findings
    key_mark: Mark | None = None
    """Where its key stands, for nodes under one."""

    def report(self, message: str, mark: Mark | None = None) -> None:
        self.findings.mistakes.append(self.mistake(message, mark))

    def warn(self, message: str) -> None:
        self.findings.warnings.append(self.mistake(message))

    def wrong(self, message: str) -> Wrong:
        """Report it, and return what is to be raised."""
        self.report(message)
        return Wrong(message)

    def expected(self, expected: str, hint: str = "") -> Wrong:
        """Report that something else was found here."""
        return self.wrong(f"found {self.shown()}, expected {expected}{hint}")

    def shown(self) -> str:
        """What stands here, in a few words."""
        if isinstance(self.node, Scalar):
            return "nothing" if self.node.is_null else quoted(self.node.text)
        return "a list" if isinstance(self.node, Items) else "a mapping"

    def text(self, expected: str) -> str:
        """The single text that stands here; raises Wrong for anything else, also for nothing."""
        if not isinstance(self.node, Scalar) or self.node.is_null or not self.node.text:
            raise self.expected(expected)
        return self.node.text

    def items(self, expected: str) -> list["Place"]:
        """The places of a list's items."""
        if not isinstance(self.node, Items):
            raise self.expected(expected)
        return [Place(node, f"{self.path}[{i}]", self.findings) for i, node in enumerate(self.node.items)]

    def entries(self, expected: str) -> dict[str, "Place"]:
        """The places under a mapping's keys; a repeated key is reported."""
        if not isinstance(self.node, Entries):
            raise self.expected(expected)
        for entry in self.node.repeated:
            first = self.node.entries[entry.key].key_mark.line
            self.report(f'the key "{entry.key}" is already given in line {first}', entry.key_mark)
        return {key: self.under(key) for key in self.node.entries}

    def under(self, key: str) -> "Place":
        """The place under a key that this mapping has."""
        assert isinstance(self.node, Entries)
        entry = self.node.entries[key]
        path = f"{self.path}.{key}" if self.path else key
        return Place(entry.node, path, self.findings, entry.key_mark)

    def mistake(self, message: str, mark: Mark | None = None) -> Mistake:
        """A mistake at this place, or at `mark` beside it."""
        mark = mark or self.node.mark
        return Mistake(mark.line, mark.column, self.path, message)
