"""Readers of the file's smaller sections: the business, its keys, staff and services."""

from collections.abc import Sequence
from dataclasses import dataclass

from bookings.business_file.links import check_known
from bookings.business_file.opening import week
from bookings.business_file.place import Place, Word, Wrong
from bookings.business_file.section import Key, Section, Values, each, read_section
from bookings.business_file.values import (
    FACT,
    boolean,
    distinct,
    email,
    identifier,
    minutes,
    one_of,
    text,
    variable,
    whole,
    zone,
)
from bookings.engine.handover import HandoverRule
from bookings.engine.model import Business, Service, Staff
from bookings.engine.sessions import MAX_SEATS

SCOPES = ("bookings:read", "bookings:write")
_ALIASES = distinct(text(200), "a list of names such as [Dr Jones]", 50)


def facts(place: Place) -> dict[str, str]:
    """Free keys with texts."""
    found = place.entries("a mapping of facts to texts, such as {phone: 020 7946 0000}")
    for key, at in found.items():
        if not FACT.fullmatch(key):
            message = f'found the key "{key}", expected lower-case letters, digits and _, 40 at most'
            at.report(message, at.key_mark)
    values = dict(zip(found, each(list(found.values()), text(2000)), strict=False))
    if len(values) != len(found):
        raise Wrong
    return values


HANDOVER: Section = {
    "email": Key(email),
    "webhook": Key(boolean, default=False),
}


def handover(place: Place) -> HandoverRule:
    """Where it is told that somebody asks for a person."""
    values = complete(read_section(place, HANDOVER))
    if values["email"] is None and not values["webhook"] and values.places.keys() <= HANDOVER.keys():
        raise place.wrong("nobody would be told: expected an email, webhook: true, or both")
    return HandoverRule(values["email"], values["webhook"])


BUSINESS: Section = {
    "id": Key(identifier, required=True),
    "name": Key(text(200), required=True),
    "timezone": Key(zone, required=True),
    "facts": Key(facts, default={}),
    "handover": Key(handover),
}

API_KEY: Section = {
    "name": Key(text(100), required=True),
    "key_env": Key(variable, required=True),
    "scopes": Key(
        distinct(one_of(*SCOPES), f"a list of scopes such as [{', '.join(SCOPES)}]"), required=True
    ),
}

STAFF: Section = {
    "id": Key(identifier, required=True),
    "name": Key(text(200), required=True),
    "aliases": Key(_ALIASES, default=()),
    "email": Key(email),
    "about": Key(text(2000)),
    "timezone": Key(zone),
    "windows": Key(week),
    "listed": Key(boolean, default=True),
    "services": Key(distinct(identifier, "a list of service ids such as [svc_checkup]")),
}

SERVICE: Section = {
    "id": Key(identifier, required=True),
    "name": Key(text(200), required=True),
    "aliases": Key(_ALIASES, default=()),
    "duration_minutes": Key(minutes(1, 24 * 60), required=True),
    "description": Key(text(2000)),
    "price": Key(text(200)),
    "seats": Key(whole(1, MAX_SEATS, "seats")),
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key that programs call the API with; the file names where it is kept, never the key itself."""

    name: str
    """Unique within the business."""
    key_env: Word
    """The environment variable that holds the key when the file is applied."""
    scopes: tuple[str, ...]
    """From SCOPES."""


@dataclass(frozen=True, slots=True)
class ReadStaff:
    """A person with what later checks point at."""

    staff: Staff
    place: Place


def read_business(place: Place) -> Business:
    """The business itself."""
    values = complete(read_section(place, BUSINESS))
    return Business(
        str(values["id"]), values["name"], values["timezone"], values["facts"], handover=values["handover"]
    )


def read_api_key(place: Place) -> ApiKey:
    """One API key."""
    values = complete(read_section(place, API_KEY))
    if not values["scopes"]:
        values.places["scopes"].report("found an empty list, expected at least one scope")
    return ApiKey(values["name"], values["key_env"], tuple(map(str, values["scopes"])))


def read_staff(place: Place, zone_of_business: str, services: Sequence[str]) -> ReadStaff:
    """One person; `services` are the ids that the file declares."""
    values = read_section(place, STAFF)
    check_known(values["services"] or (), services, "services")
    if values["services"] == ():
        values.places["services"].report("found an empty list; leave the key out for every service")
    complete(values)
    member = Staff(
        id=str(values["id"]),
        name=values["name"],
        timezone=values["timezone"] or zone_of_business,
        email=values["email"],
        aliases=values["aliases"],
        about=values["about"],
        windows=values["windows"],
        service_ids=None if values["services"] is None else frozenset(map(str, values["services"])),
        listed=values["listed"],
    )
    return ReadStaff(member, place)


def read_service(place: Place) -> Service:
    """One service."""
    values = complete(read_section(place, SERVICE))
    return Service(
        id=str(values["id"]),
        name=values["name"],
        duration=values["duration_minutes"],
        aliases=values["aliases"],
        description=values["description"],
        price=values["price"],
        seats=values["seats"],
    )


def complete(values: Values) -> Values:
    """The same values; raises Wrong if something in them was wrong."""
    if not values.complete:
        raise Wrong
    return values
