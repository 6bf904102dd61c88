"""Names and where each of them is defined or used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tools.conversations.tree import Mistake, Place


@dataclass
class Names:
    """The definitions and uses of one kind of thing, such as the intents."""

    kind: str
    """What the messages call one: "intent"."""
    defined: dict[str, Place] = field(default_factory=dict)
    """Name to first definition."""
    used: dict[str, Place] = field(default_factory=dict)
    """Name to first use."""
    used_beginnings: set[str] = field(default_factory=set)
    """Beginnings of names that the code completes while it runs: all such names count as used."""
    used_endings: set[str] = field(default_factory=set)
    """Endings that the code puts behind names that are used."""
    repeated: list[Mistake] = field(default_factory=list)
    """Second definitions."""

    def define(self, name: str, place: Place) -> None:
        if name in self.defined:
            first = self.defined[name]
            text = f"the {self.kind} {name} is defined already in {first.file}, line {first.line}"
            self.repeated.append(place.mistake(text))
        else:
            self.defined[name] = place

    def use(self, name: str, place: Place) -> None:
        self.used.setdefault(name, place)

    def use_any(self, names: Iterable[str], place: Place) -> None:
        """Use those names that are defined; the others mean something else."""
        for name in names:
            if name in self.defined:
                self.use(name, place)

    def mistakes(self) -> Iterator[Mistake]:
        """Second definitions, what is used without being defined, what is defined and never used."""
        yield from self.repeated
        for name, place in self.used.items():
            if name not in self.defined:
                yield place.mistake(f"the {self.kind} {name} is defined nowhere{_meant(name, self.defined)}")
        for name, place in self.defined.items():
            if not self._is_used(name):
                yield place.mistake(f"the {self.kind} {name} is used nowhere")

    def _is_used(self, name: str) -> bool:
        if name in self.used or name.startswith(tuple(self.used_beginnings)):
            return True
        shorter = [name.removesuffix(ending) for ending in self.used_endings if name.endswith(ending)]
        return any(self._is_used(rest) for rest in shorter)


def _meant(name: str, known: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; is {close[0]} meant?" if close else ""
