"""A crowd-written row as a turn of our bot: what it remembers then, and what it makes of it.

A row holds what the other bot did before (`prev_system_acts`), which becomes what ours would have asked
or offered (`Memory`), and what the person is doing (`intents`), which is compared with what our dialogue
makes of the message. That bot offers people where ours offers times with people, so one time is put
beside each.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from actions.client.decode import decode
from actions.client.models import Catalogue
from actions.dialogue import beginning, cues, picking, steps
from actions.dialogue.memory import Made, Memory, Offer
from actions.dialogue.message import Message
from actions.dialogue.understanding import understand
from actions.dialogue.wishes import DayWish, TimeWish, Wish

NOW = datetime(2019, 3, 1, tzinfo=timezone.utc)
"""When the rows were written for."""
PEOPLE = ("doctor_name", "dentist_name", "stylist_name", "therapist_name")
_START = "2019-03-04T10:00:00Z"
_LINK = "appointment"

ACT_OF_INTENT = {
    "affirm": "affirm",
    "deny": "deny",
    "stop": "deny",
    "thank": "thank",
    "say_goodbye": "goodbye",
    "choose_option": "select",
    "ask_for_others": "request_alternatives",
    "book_appointment": "book",
    "ask_availability": "book",
    "inform": "inform",
    "change_answer": "inform",
    "move_booking": "inform",
    "ask_about_staff": "ask_info",
    "ask_about_services": "ask_info",
    "ask_opening_hours": "ask_info",
    "ask_about_business": "ask_info",
}
"""What an intent is called there, where nothing that was asked decides it."""
LOOKING_AROUND = {"book_appointment", "ask_availability", "inform", "ask_about_staff", "ask_about_services"}
"""At the beginning these ask for somebody to be found; with words that are about an appointment, for one."""
TAKES_UP = {"book_appointment", "ask_availability", "inform", "choose_option"}
"""What goes on with a booking that was proposed agrees to it."""
NOTHING = "nothing"
"""The dialogue would say that it did not understand."""
GUESS = "guessed "
"""Before an act: ours never asks that (the city), so it takes the message for an answer that fits nothing."""


def remembered(row: Mapping[str, Any], ids: Mapping[str, str]) -> Memory:
    """What ours would remember where the other bot did `prev_system_acts`; `ids`: the staff's by name."""
    said = _by_act(row)
    told = {slot: values for act in ("OFFER", "CONFIRM") for slot, values in said.get(act, {}).items()}
    start = _start(told)
    person = next((ids[told[slot][0]] for slot in PEOPLE if slot in told), None)
    blank, booking = Memory(zone="UTC"), Memory(zone="UTC", link_id=_LINK)
    if "CONFIRM" in said:
        return booking.but(
            asked=steps.CONFIRMATION,
            chosen=Offer(start, person),
            wish=_wish(start),
            wanted_staff=(person,) if person else (),
            contact_name="Dana Cole",
            contact_email="dana.cole@example.com",
        )
    if "OFFER" in said or set(said) == {"INFORM"}:  # what is told of somebody leaves the offer standing
        return booking.but(asked=steps.WHEN, offered=(Offer(start, person),))
    if "REQUEST" in said:
        wanted = set(said["REQUEST"])
        when = bool(wanted & {"appointment_time", "appointment_date"})
        who = bool(wanted & set(PEOPLE))
        if when or who:
            return booking.but(asked=steps.WHEN if when else steps.WHO)
        return blank.but(asked=steps.WHAT)
    if "NOTIFY_SUCCESS" in said:
        return blank.but(made=(Made("bk_1", "ABCD-2345", "Appointment", "Dana Cole", _START),))
    return blank


def act(memory: Memory, row: Mapping[str, Any], message: Message, catalogue: Catalogue) -> str:
    """What our bot takes the message for, in the words of the rows' `intents`."""
    if memory.asked is None:
        return _opening(row, message)
    heard = understand(memory, message, catalogue, NOW)
    if heard.wanders:
        return ACT_OF_INTENT.get(message.intent, message.intent)
    if heard.left or heard.refused:
        return "deny"
    if heard.confirmed:
        return "affirm"
    if heard.more:
        return "request_alternatives"
    if picking.pick(memory, message, "UTC"):
        return "affirm" if _offers_time(row) else "select"
    if memory.offered and message.intent == "book_appointment":
        return "book"
    if heard.memory.misread == memory.misread and heard.memory.but(misread=0) != memory.but(misread=0):
        return "inform"
    if message.intent in ("affirm", "thank", "say_goodbye", "ask_for_others"):
        return ACT_OF_INTENT[message.intent]
    if heard.memory.misread == memory.misread:
        return "inform"
    asked = any(name == "REQUEST" for name, _, _ in row["prev_system_acts"])
    return f"{GUESS}inform" if asked else NOTHING


def _opening(row: Mapping[str, Any], message: Message) -> str:
    """With nothing under way the rule of the intent decides; see data/rules."""
    intent = message.intent
    if intent in ("nlu_fallback", "out_of_scope") and beginning.belongs_here(message):
        intent = "book_appointment"
    if not row["prev_system_acts"] and intent in LOOKING_AROUND:
        return "find_staff" if cues.seeks(message.text) or not cues.books(message.text) else "book"
    if _proposes_booking(row) and intent in TAKES_UP:
        return "affirm"
    return ACT_OF_INTENT.get(intent, intent)


def _by_act(row: Mapping[str, Any]) -> dict[str, dict[str, Sequence[str]]]:
    said: dict[str, dict[str, Sequence[str]]] = {}
    for name, slot, values in row["prev_system_acts"]:
        said.setdefault(name, {})[slot] = values
    return said


def _proposes_booking(row: Mapping[str, Any]) -> bool:
    """Whether it was asked if an appointment is wanted."""
    return any(name == "OFFER_INTENT" for name, _, _ in row["prev_system_acts"])


def _offers_time(row: Mapping[str, Any]) -> bool:
    """Whether a time was offered in place of one that was taken; else somebody was."""
    return any(name == "NOTIFY_FAILURE" for name, _, _ in row["prev_system_acts"])


def _start(told: Mapping[str, Sequence[str]]) -> str:
    day = next(iter(told.get("appointment_date", ())), _START[:10])
    clock = next(iter(told.get("appointment_time", ())), "10:00")
    return f"{day}T{clock}:00Z"


def _wish(start: str) -> Wish:
    at = datetime.fromisoformat(start.removesuffix("Z"))
    return Wish(DayWish(at.date(), at.date()), TimeWish(exact=at.time()))


def staff_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """By service the ids of everybody whom any of its rows names, by their names."""
    names: dict[str, set[str]] = {}
    for row in rows:
        known = names.setdefault(row["service"], set())
        known.update(entity["value"] for entity in row["entities"] if entity["entity"] == "staff")
        known.update(name for _, slot, values in row["prev_system_acts"] if slot in PEOPLE for name in values)
    return {
        service: {name: f"staff_{number}" for number, name in enumerate(sorted(known))}
        for service, known in names.items()
    }


def business(title: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """What GET /api/v1/catalogue would answer for a business of these people."""
    windows = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ["00:00-24:00"])
    people = [
        {"id": key, "name": name, "timezone": "UTC", "booking_link_ids": [_LINK]} for name, key in ids.items()
    ]
    link = {
        "id": _LINK,
        "slug": _LINK,
        "title": title,
        "duration_minutes": 30,
        "slot_interval_minutes": 15,
        "min_notice_minutes": 0,
        "horizon_days": 60,
        "assignment": "round_robin",
        "staff_ids": list(ids.values()),
        "windows": windows,
    }
    about = {"id": "desk", "name": "The desk", "timezone": "UTC", "facts": {}}
    return {"data": {"business": about, "staff": people, "services": [], "booking_links": [link]}}


def catalogue_of(answer: Mapping[str, Any]) -> Catalogue:
    """The same, as the dialogue reads it."""
    return decode(Catalogue, answer["data"])
