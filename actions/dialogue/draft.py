"""What the steps of a booking hand on to one another within one turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.dialogue.catalogue import Catalogue, Link, Service, link_of, service_of
from actions.dialogue.decision import Decision, Say
from actions.dialogue.memory import Memory
from actions.dialogue.times import Free, Query
from actions.dialogue.understanding import Understood

Known = Mapping[Query, Sequence[Free]]
"""Free times that were looked up already."""


@dataclass(frozen=True)
class Draft:
    """The turn so far."""

    memory: Memory
    turn: Understood
    catalogue: Catalogue
    now: datetime
    known: Known
    says: tuple[Say, ...] = ()

    @property
    def zone(self) -> str:
        """The person's zone."""
        return self.memory.zone or "UTC"

    @property
    def today(self) -> date:
        """The person's day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    @property
    def link(self) -> Link:
        """The booking link; only after the step that finds it."""
        link = link_of(self.catalogue, self.memory.link_id)
        if link is None:
            raise LookupError(f"no booking link {self.memory.link_id!r}")
        return link

    @property
    def service(self) -> Service | None:
        """The service, where the link has any."""
        return service_of(self.catalogue, self.memory.service_id)

    @property
    def title(self) -> str:
        """What is booked, as the person knows it."""
        return self.service.name if self.service else self.link.title

    def remembering(self, **changes: object) -> Draft:
        """The draft with these parts of the memory changed."""
        return replace(self, memory=self.memory.but(**changes))

    def saying(self, response: str, **values: object) -> Draft:
        """The draft with one more thing to say before the question."""
        return replace(self, says=(*self.says, Say(response, values)))

    def asks(self, step: str, *says: Say, question: str | None = None) -> Decision:
        """The decision to say this and wait for the answer to `step`."""
        memory = self.memory.but(asked=step, asked_question=question)
        return Decision(memory, (*self.says, *says), waits_for=step)
