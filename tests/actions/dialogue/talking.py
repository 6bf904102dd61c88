"""A person talking to the dialogue's pure part: no Rasa, no API, a practice with free times of our choice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from actions.client import BookingLink, Business, Catalogue, Question, Service, Staff
from actions.dialogue import finding, moving, proving
from actions.dialogue.booking import next_step
from actions.dialogue.decision import Decision
from actions.dialogue.memory import Made, Memory, from_slots, to_slots
from actions.dialogue.message import Entity, Message
from actions.dialogue.search import Check, Checked, Found, Inquiry, Searched, Send, Sent
from actions.dialogue.times import Free, Query
from actions.dialogue.understanding import Understood, understand
from bot.temporal import parse

ZONE = "Europe/London"
CODE = "482913"
"""What is sent by e-mail."""
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc)
"""A Monday morning."""
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",))

NEW = Question("q_new", "Are you a new patient?", "boolean", required=True)
PAIN = Question("q_pain", "How bad is the pain, 0 to 10?", "number", min=0, max=10, ask_if={"q_new": False})


def practice(questions: tuple[Question, ...] = (), links: int = 1) -> Catalogue:
    """A practice with Sarah and Tom for check-ups and, where `links` is 2, Ann for cleanings."""
    staff = (
        Staff("sarah", "Sarah Jones", ZONE),
        Staff("tom", "Tom Okafor", ZONE),
        Staff("ann", "Ann Lee", ZONE),
    )
    services = (Service("svc_checkup", "Check-up", 30), Service("svc_cleaning", "Cleaning", 45))
    checkup = BookingLink(
        *("link_checkup", "check-up", "Dental check-up", 30, 15, 60, 60, "round_robin"),
        staff_ids=("sarah", "tom"),
        service_ids=("svc_checkup",),
        windows=WEEK,
        questions=questions,
    )
    cleaning = BookingLink(
        *("link_cleaning", "cleaning", "Cleaning", 45, 15, 60, 60, "round_robin"),
        staff_ids=("ann",),
        service_ids=("svc_cleaning",),
        windows=WEEK,
    )
    business = Business("smiles", "Bright Smiles", ZONE, facts={"phone": "020 7946 0000"})
    return Catalogue(business, staff, services[:links], (checkup, cleaning)[:links])


def office_hours(query: Query) -> list[Free]:
    """Free from 9:00 to 16:45 on weekdays, Tom on Tuesdays only, Sarah always."""
    tz, slots = ZoneInfo(query.zone), []
    for offset in range((query.last - query.first).days + 1):
        day = query.first + timedelta(offset)
        if day.weekday() < 5:
            starts = (datetime.combine(day, time(9), tz) + timedelta(minutes=15 * i) for i in range(32))
            staff = ("sarah", "tom") if day.weekday() == 1 else ("sarah",)
            slots += [Free(s.astimezone(timezone.utc), staff) for s in starts if s > NOW]
    return slots


def without(*gone: str) -> Callable[[Query], list[Free]]:
    """The same without these starts of Sarah's (ISO 8601, UTC)."""

    def free(query: Query) -> list[Free]:
        slots = []
        for slot in office_hours(query):
            lost = slot.start.strftime("%Y-%m-%dT%H:%M") in gone
            staff = tuple(s for s in slot.staff_ids if not (lost and s == "sarah"))
            slots += [Free(slot.start, staff)] if staff else []
        return slots

    return free


@dataclass
class Talk:
    """A conversation; `say` returns what the bot decides."""

    catalogue: Catalogue = field(default_factory=practice)
    free: Callable[[Query], Sequence[Free]] = office_hours
    memory: Memory = field(default_factory=lambda: Memory(zone=ZONE))
    now: datetime = NOW
    bookings: dict[tuple[str, str], Found] = field(default_factory=dict)
    """Bookings made elsewhere, by reference and address."""
    of_address: tuple[Made, ...] = ()
    """Bookings made elsewhere, opened by the code."""
    lookups: list[Query] = field(default_factory=list)
    ids: itertools.count[int] = field(default_factory=itertools.count)

    def say(
        self, text: str, intent: str = "inform", confidence: float = 0.95, **entities: object
    ) -> Decision:
        """Say `text`; dates and the names of the staff are found in it, other entities are told."""
        found = [*_when(text, self.now, self.memory.zone or ZONE), *self._staff(text)]
        found += [Entity("reference", *_reference(m)) for m in _REFERENCE.finditer(text)]
        found += [_entity(kind, value, text) for kind, value in entities.items()]
        found.sort(key=lambda entity: entity.start)
        return self.hear(Message(str(next(self.ids)), text, intent, confidence, tuple(found)))

    def press(self, payload: str) -> Decision:
        """Press a button, as `intent` or `intent option`."""
        intent, _, option = payload.partition(" ")
        entities = (Entity("option", option, 0, 0),) if option else ()
        return self.hear(Message(str(next(self.ids)), f"/{payload}", intent, 1.0, entities))

    def hear(self, message: Message) -> Decision:
        """Understand a message and decide, remembering it as the tracker would."""
        return self.decide(understand(self.memory, message, self.catalogue, self.now))

    def decide(self, heard: Understood) -> Decision:
        """Decide, looking up what is asked for."""
        known: dict[Query, Sequence[Free]] = {}
        while not isinstance(result := next_step(heard, self.catalogue, self.now, known), Decision):
            if isinstance(result, Inquiry):
                searched = self.inquire(heard.memory, result)
                if not searched.found:
                    result = searched.decision
                    break
                heard = replace(heard, memory=moving.identified(searched))
                continue
            assert result not in known, "the same days are looked up twice"
            known[result] = self.free(result)
            self.lookups.append(result)
        self.memory = from_slots(to_slots(result.memory))
        assert self.memory == result.memory, "what is remembered survives the tracker"
        return result

    def inquire(self, memory: Memory, asked: Inquiry) -> Searched:
        """Answer as the Bookings API would."""
        if isinstance(asked, Send):
            return proving.after_sent(memory, asked, Sent(f"proof of {asked.email}"), self.catalogue)
        if isinstance(asked, Check):
            checked = Checked(asked.code == CODE, bookings=self.of_address)
            return proving.after_checked(memory, checked, self.catalogue)
        found = self.bookings.get((asked.reference, asked.email), Found(None))
        return finding.after(memory, found, self.catalogue)

    def _staff(self, text: str) -> list[Entity]:
        found = []
        for member in self.catalogue.staff:
            first = member.name.split()[0].lower()
            if named := re.search(rf"\b{first}\b", text, re.I):
                found.append(Entity("staff", member.id, named.start(), named.end()))
        return found


def responses(decision: Decision) -> list[str]:
    """The names of what the bot says."""
    return [say.response for say in decision.says]


def said(text: str, intent: str) -> Message:
    """A message with its dates and times."""
    return Message("m", text, intent, 0.95, tuple(_when(text, NOW, ZONE)))


def told(decision: Decision, name: str) -> object:
    """A value that the bot's last words mention."""
    return decision.says[-1].values[name]


def titles(decision: Decision) -> list[str]:
    """The buttons offered."""
    return [button.title for button in decision.says[-1].buttons]


_REFERENCE = re.compile(r"\b([A-Z0-9]{4})[- ](?=\d)([A-Z0-9]{4})\b", re.I)


def _reference(found: re.Match[str]) -> tuple[str, int, int]:
    return f"{found[1]}-{found[2]}".upper(), found.start(), found.end()


def _entity(kind: str, value: object, text: str) -> Entity:
    word = _PLACES.get(value, str(value)) if kind == "ordinal" and isinstance(value, int) else str(value)
    start = max(text.find(word), 0)
    return Entity(kind, value, start, start + len(word))


_PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


def _when(text: str, now: datetime, zone: str) -> list[Entity]:
    found = parse(text, now.astimezone(ZoneInfo(zone)), zone)
    return [Entity("when", _value(each), each.start_char, each.end_char) for each in found]


def _value(each: object, alternatives: bool = True) -> dict[str, object]:
    def text(value: date | time | datetime | None) -> str | None:
        return value.isoformat() if value is not None else None

    value = {name: getattr(each, name) for name in ("kind", "text", "grain", "open")}
    clock = each.time.strftime("%H:%M") if each.time else None  # type: ignore[attr-defined]
    value |= {"date": text(each.date), "time": clock}  # type: ignore[attr-defined]
    value |= {"starts_at": text(each.starts_at), "ends_at": text(each.ends_at)}  # type: ignore[attr-defined]
    if alternatives:
        value["alternatives"] = [_value(other, False) for other in each.alternatives]  # type: ignore[attr-defined]
    return value
