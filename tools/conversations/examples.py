"""The training examples: lines such as `- book me with [Sarah](staff) at [2pm]{"entity": "when"}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.conversations.tree import Place, Tree

ANNOTATION = re.compile(r"\[(?P<text>[^\]]+)\](?:\((?P<short>[\w-]+)\)|\{(?P<long>[^}]*)\})")
ENTITY = re.compile(r'"entity"\s*:\s*"([\w-]+)"')


@dataclass(frozen=True)
class Example:
    """One message and the intent it teaches."""

    intent: str
    """The intent's name, without a retrieval suffix."""
    text: str
    """As written, annotations included."""
    place: Place

    @property
    def plain(self) -> str:
        """As a person would write it, lower case, single spaces: equal for two equal examples."""
        return " ".join(ANNOTATION.sub(lambda found: found["text"], self.text).casefold().split())

    @property
    def entities(self) -> list[str]:
        """The entities that are marked in it."""
        found = [(match["short"], match["long"]) for match in ANNOTATION.finditer(self.text)]
        return [short or (ENTITY.findall(long) or [""])[0] for short, long in found]


def examples(tree: Tree) -> Iterator[Example]:
    """All examples of one file of training data."""
    for block in tree.get("nlu").entries():
        intent, written = block.get("intent"), block.get("examples")
        if not intent.text:
            continue
        # A block of text (`|`) begins in the line after its indicator.
        for number, line in enumerate(written.text.splitlines(), written.place.line + 1):
            if line.strip():
                text = line.strip().removeprefix("-").strip()
                yield Example(intent.text.split("/")[0], text, Place(tree.file, number))
