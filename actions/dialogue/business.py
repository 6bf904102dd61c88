"""Answers about the business: its people, services, hours, and whatever its file says of it."""

from __future__ import annotations

import re

from actions.dialogue import topics, wording
from actions.dialogue.catalogue import Catalogue, Link, Service, link_of, staff_name
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message

MOST_NAMES = 10
"""People listed at once."""

FACT_WORDS = {
    "address": r"\b(address|where|located|location|find you|directions?|street|how do i get)\b",
    "phone": r"\b(phone|telephone|call|number|ring)\b",
    "email": r"\b(e-?mail|write to)\b",
    "parking": r"\b(park|parking|car park)\b",
    "prices": r"\b(price|prices|cost|costs|charge|fees?|how much|expensive|pay)\b",
    "payment": r"\b(pay|payment|card|cash|insurance|invoice)\b",
    "new_patients": r"\bnew (patients?|clients?|customers?|people)\b|\baccept\w*\b.*\b(patients?|clients?)\b",
    "new_clients": r"\bnew (patients?|clients?|customers?|people)\b",
    "cancellation": r"\b(cancell?ation|cancel|no.?show|free of charge|late)\b",
    "emergencies": r"\b(emergency|emergencies|urgent\w*|out of hours)\b",
    "access": r"\b(wheel ?chair|accessib\w+|step[- ]free|lift|ramp|stairs?)\b",
    "accessibility": r"\b(wheel ?chair|accessib\w+|step[- ]free|lift|ramp)\b",
}
"""Words by which people ask for the usual facts; a fact of another name is found by its name."""


_ABOUT_IT = re.compile(
    rf"{FACT_WORDS['prices']}|\b(how long|how many minutes|last|take|duration|length)\b", re.I
)


def answer(message: Message, memory: Memory, catalogue: Catalogue) -> tuple[Say, ...]:
    """The answer to a question about the business, by the message's intent; nothing for other intents."""
    if message.intent == "ask_about_staff":
        return people(memory, catalogue, message)
    if message.intent == "ask_about_services":
        return services(catalogue, message, memory)
    if message.intent == "ask_opening_hours":
        return hours(memory, catalogue)
    return facts(message, catalogue, memory) if message.intent == "ask_about_business" else ()


def aside(message: Message, memory: Memory, catalogue: Catalogue) -> tuple[Say, ...]:
    """The answer to a question that came along with something else ("yes, and where is it?")."""
    if message.pressed or "?" not in message.text and message.intent not in topics.BUSINESS:
        return ()
    if message.intent == "ask_about_staff" and message.of_kind("when"):
        return ()  # "who is free on Tuesday?" is answered with times
    if message.intent in topics.BUSINESS:
        return answer(message, memory, catalogue)
    found = facts(message, catalogue, memory)
    return found if found[0].response == "utter_business_fact" else ()


def led_on(says: tuple[Say, ...], memory: Memory, question: str) -> tuple[Say, ...]:
    """An answer to somebody who is only looking around, with the question that leads to a booking."""
    looking = memory.asked is None and not memory.made
    return (*says, Say(question)) if looking and says else says


def people(memory: Memory, catalogue: Catalogue, message: Message) -> tuple[Say, ...]:
    """Who can be booked; for the link in question when one is. Of somebody named what is said of them."""
    if about := _about(catalogue, message):
        return (Say("utter_business_about", {"about": "\n".join(about)}),)
    link = link_of(catalogue, memory.link_id)
    ids = link.staff_ids if link else [member.id for member in catalogue.staff]
    names = [staff_name(catalogue, staff_id) for staff_id in ids]
    if not names:
        return (Say("utter_business_nothing_bookable"),)
    if len(names) > MOST_NAMES:
        names = [*names[:MOST_NAMES], "others"]
    return (Say("utter_business_staff", {"names": wording.both(names)}),)


def _about(catalogue: Catalogue, message: Message) -> list[str]:
    named = {entity.value for entity in message.of_kind("staff")}
    return [
        f"{member.name}: {member.about}" for member in catalogue.staff if member.id in named and member.about
    ]


def services(catalogue: Catalogue, message: Message, memory: Memory | None = None) -> tuple[Say, ...]:
    """What can be booked, with its length and price; just the service that is named, or asked about while
    it is being booked ("and how much is it?")."""
    named = {entity.value for entity in message.of_kind("service")}
    if not named and memory and memory.service_id and _ABOUT_IT.search(message.text):
        named = {memory.service_id}
    if asked := [service for service in catalogue.services if service.id in named]:
        return (Say("utter_business_service", {"service": "\n".join(map(_service, asked))}),)
    lines = [_service(service) for service in catalogue.services]
    served = {service_id for link in catalogue.booking_links for service_id in link.service_ids}
    lines += [
        f"{link.title} ({wording.duration(link.duration_minutes)})"
        for link in catalogue.booking_links
        if not set(link.service_ids) & served
    ]
    if not lines:
        return (Say("utter_business_nothing_bookable"),)
    return (Say("utter_business_services", {"services": "\n".join(f"- {line}" for line in lines)}),)


def spoken_of(message: Message, memory: Memory) -> Memory:
    """The memory in which "that" means the one service that is asked about."""
    named = {str(entity.value) for entity in message.of_kind("service")}
    return memory.but(spoken_of=named.pop()) if len(named) == 1 else memory


def _service(service: Service) -> str:
    parts = [wording.duration(service.duration_minutes)] if service.duration_minutes else []
    parts += [service.price] if service.price else []
    return f"{service.name} ({', '.join(parts)})" if parts else service.name


def hours(memory: Memory, catalogue: Catalogue) -> tuple[Say, ...]:
    """When appointments are given: one line when all links agree, else one for each."""
    links = [link for link in catalogue.booking_links if link.windows]
    if chosen := link_of(catalogue, memory.link_id):
        links = [chosen] if chosen.windows else links
    if not links or catalogue.business is None:
        return (Say("utter_business_hours_unknown"),)
    by_hours: dict[str, list[Link]] = {}
    for link in links:
        by_hours.setdefault(wording.week(dict(link.windows)), []).append(link)
    zone = wording.zone_label(catalogue.business.timezone)
    if len(by_hours) == 1:
        return (Say("utter_business_hours", {"hours": next(iter(by_hours)), "zone": zone}),)
    lines = [f"- {wording.both([link.title for link in group])}: {text}" for text, group in by_hours.items()]
    return (Say("utter_business_hours_each", {"hours": "\n".join(lines), "zone": zone}),)


def facts(message: Message, catalogue: Catalogue, memory: Memory | None = None) -> tuple[Say, ...]:
    """What the business file says about what was asked; else what can be told at all."""
    known = dict(catalogue.business.facts) if catalogue.business else {}
    text = message.text.lower()
    asked = [
        name
        for name in known
        if re.search(FACT_WORDS.get(name, rf"\b{re.escape(name.lower())}\b"), text, re.I)
    ]
    if not asked and re.search(FACT_WORDS["prices"], text) and any(s.price for s in catalogue.services):
        return services(catalogue, message, memory)
    if not asked:
        phone = known.get("phone")
        unknown = "utter_business_fact_unknown"
        return (Say(f"{unknown}_call", {"phone": phone}) if phone else Say(unknown),)
    return (Say("utter_business_fact", {"fact": "\n".join(known[name] for name in asked)}),)
