"""What can be booked, as it is listed to a person who has not said what, and which of the list they mean."""

from __future__ import annotations

import re

from actions.dialogue.catalogue import Catalogue, Link, Service, able
from actions.dialogue.decision import Button
from actions.dialogue.memory import Memory
from actions.dialogue.message import Message

MOST_CHOICES = 10
"""Buttons in a list of services or people."""

Bookable = tuple[Link, "Service | None"]
"""A booking link, with one of its services if it has any."""


def bookable(memory: Memory, catalogue: Catalogue) -> list[Bookable]:
    """Everything bookable that agrees with what is known of link, service and person, as it is listed."""
    found = [
        (link, service)
        for link in catalogue.booking_links
        for service in _services(catalogue, link)
        if memory.link_id in (None, link.id) and (service is None or memory.service_id in (None, service.id))
    ]
    if memory.link_id and memory.service_id:
        return found
    wanted = set(memory.wanted_staff)
    given = [(k, s) for k, s in found if wanted & set(able(catalogue, k, s.id if s else None))]
    return given or found  # somebody who gives none of it is told of in the next step


def button(link: Link, service: Service | None) -> Button:
    """The button that chooses this."""
    kind, found = ("service", service.id) if service else ("link", link.id)
    return Button(service.name if service else link.title, f'/choose_option{{"option": "{kind}:{found}"}}')


def by_place(memory: Memory, message: Message, catalogue: Catalogue) -> Bookable | None:
    """The one of those listed whose place is said: "the second one", "2", "the last"; None: no place is."""
    if message.pressed or message.of_kind("when", "service", "booking_link", "staff"):
        return None
    listed = bookable(memory, catalogue)[:MOST_CHOICES]
    place = place_said(message)
    return listed[place - 1 if place > 0 else place] if place and abs(place) <= len(listed) else None


def place_said(message: Message) -> int | None:
    """The place in a list that a message names, -1 for the last; None when it names none.

    Nothing else may be said: "2 people" and "whoever comes first" name no place.
    """
    places = message.of_kind("ordinal", "number")
    beside = re.findall(r"[^\W\d_]+", message.without("ordinal", "number").lower())
    return int(places[0].value) if len(places) == 1 and _BESIDE.issuperset(beside) else None


_BESIDE = frozenset(
    "a an and can choose d do for give go have hm hmm i in it just let lets like list ll me maybe no "
    "number of ok okay on one option please pick prefer s select take thank thanks that the them then "
    "think those to um want well will with would yes".split()
)
"""Words that may stand around a place in a list."""


def _services(catalogue: Catalogue, link: Link) -> list[Service] | list[None]:
    return [service for service in catalogue.services if service.id in link.service_ids] or [None]
