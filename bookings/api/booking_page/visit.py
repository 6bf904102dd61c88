"""What an address of the booking page asks for. Whatever cannot be understood counts as not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bookings.api.booking_page.names import by_public_name
from bookings.engine.booking import Booking
from bookings.engine.errors import BookingLinkNotFound
from bookings.engine.model import BookingLink, Configuration, Service, Staff
from bookings.engine.wording import iso, parse_instant
from bookings.engine.zones import is_zone
from bookings.services.list_slots import SlotsQuery
from bookings.services.lookup import configuration_of, service_of
from bookings.services.ports import Reading

_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Visit:
    """Where somebody is."""

    configuration: Configuration
    """The business."""
    link: BookingLink
    """What is booked."""
    folder: str
    """The page's address without the slug: "/book" or "/book/<business>"."""
    zone: ZoneInfo
    """In which times are told."""
    zone_is_given: bool = False
    """Whether the address says so; else it is the business's."""
    services: Mapping[str, Service] | None = None
    """What there is to choose from, by public name."""
    people: Mapping[str, Staff] | None = None
    """With whom it can be, by public name."""
    service: Service | None = None
    """What it is about; chosen by itself where there is only one."""
    person: Staff | None = None
    """With whom; None: with anybody."""
    embed: str | None = None
    """The origin of the site that shows the page in a frame."""
    month: date | None = None
    """Its first day."""
    day: date | None = None
    """Whose times are shown."""
    start: datetime | None = None
    """The start that was chosen."""
    waits: bool = False
    """Whether it is the waitlist that is asked for."""
    moves: Booking | None = None
    """The booking that another time is looked for; its own counts as free, and is no choice."""
    moved_at: str | None = None
    """The address of the page that moves it."""

    @property
    def path(self) -> str:
        if self.moved_at is not None:
            return self.moved_at
        return f"{self.folder}/{self.link.slug}"

    @property
    def needs_service(self) -> bool:
        return self.service is None and bool(self.services)

    @property
    def service_id(self) -> str | None:
        return self.service.id if self.service else None

    @property
    def staff_id(self) -> str | None:
        return self.person.id if self.person else None

    @property
    def only_person(self) -> Staff | None:
        """Who it is with in any case, if the page may name them."""
        able = [one for one in self.configuration.staff_of(self.link) if one.gives(self.service_id)]
        return able[0] if len(able) == 1 and able[0].listed else None

    def address(self, **changes: object) -> str:
        """The same choices, and these; without a day, a month or a start unless they are named."""
        told = {
            "service": _name_of(self.services, self.service) if self._has_choice_of_services else None,
            "with": _name_of(self.people, self.person),
            "zone": self.zone.key if self.zone_is_given else None,
            "embed": self.embed,
            **changes,
        }
        query = urlencode({name: value for name, value in told.items() if value is not None})
        return f"{self.path}?{query}" if query else self.path

    @property
    def _has_choice_of_services(self) -> bool:
        return len(self.services or ()) > 1

    def start_address(self, start: datetime) -> str:
        return self.address(start=iso(start))

    def query(self, first: date | None = None, last: date | None = None) -> SlotsQuery:
        return SlotsQuery(
            first=first,
            last=last,
            link_id=self.link.id,
            staff_id=self.staff_id,
            service_id=self.service_id,
            timezone=self.zone.key,
            booking_id=self.moves.id if self.moves else None,
        )

    def through(self, link: BookingLink, service_id: str | None) -> Visit:
        """The same visit of another link, to which a routing rule has led."""
        services = _services(self.configuration, link)
        service = service_of(self.configuration, service_id) or _only(services)
        people = _people(self.configuration, link, service)
        person = self.person if self.person in people.values() else None
        return replace(self, link=link, services=services, service=service, people=people, person=person)

    def with_anybody(self) -> Visit:
        return replace(self, person=None)


def find_link(view: Reading, slug: str, business_id: str | None) -> tuple[Configuration, BookingLink]:
    """Raises BookingLinkNotFound; also if several businesses have it and none is named."""
    is_name = _SLUG.fullmatch(slug) and (business_id is None or _ID.fullmatch(business_id))
    ids = [business_id] if business_id is not None else (view.business_ids(slug) if is_name else [])
    if is_name and len(ids) == 1:
        configuration = configuration_of(view, ids[0])
        if slug in configuration.links_by_slug:
            return configuration, configuration.links_by_slug[slug]
    raise BookingLinkNotFound("There is no such booking link.")


def find_business(view: Reading, business_id: str | None) -> Configuration:
    """The one that is named, or the only one. Raises BookingLinkNotFound."""
    if business_id is not None:
        configuration = configuration_of(view, business_id) if _ID.fullmatch(business_id) else None
        if configuration is not None and configuration.business.version:
            return configuration
    elif len(ids := view.business_ids()) == 1:
        return configuration_of(view, ids[0])
    raise BookingLinkNotFound("There is no such business.")


def read_visit(
    configuration: Configuration, link: BookingLink, folder: str, asked: Mapping[str, str]
) -> Visit:
    """`asked`: the address's query."""
    zone = asked.get("zone", "")
    services = _services(configuration, link)
    service = services.get(asked.get("service", "")) or _only(services)
    people = _people(configuration, link, service)
    start = _start(asked.get("start", ""))
    return Visit(
        configuration=configuration,
        link=link,
        folder=folder,
        zone=ZoneInfo(zone) if is_zone(zone) else configuration.business.zone,
        zone_is_given=is_zone(zone),
        services=services,
        people=people,
        service=service,
        person=people.get(asked.get("with", "")),
        embed=origin_of(asked.get("embed")),
        month=month_in(asked),
        day=day_in(asked),
        start=start,
        waits="wait" in asked,
    )


def visit_to_move(
    configuration: Configuration, link: BookingLink, booking: Booking, zone: ZoneInfo, address: str
) -> Visit:
    """For the same service with the same person, as far as the link still has them."""
    service_id = booking.service_id if booking.service_id in link.service_ids else None
    staff_id = booking.staff_id if booking.staff_id in link.staff_ids else ""
    return Visit(
        configuration=configuration,
        link=link,
        folder="",
        zone=zone,
        service=service_of(configuration, service_id),
        person=configuration.staff.get(staff_id),
        moves=booking,
        moved_at=address,
    )


def month_in(asked: Mapping[str, str]) -> date | None:
    """Its first day."""
    return _date(f"{asked['month']}-01") if _MONTH.fullmatch(asked.get("month", "")) else None


def day_in(asked: Mapping[str, str]) -> date | None:
    return _date(asked.get("day", ""))


def origin_of(text: str | None) -> str | None:
    """The text, if it is a site's origin."""
    return text if text and _ORIGIN.fullmatch(text) else None


def _services(configuration: Configuration, link: BookingLink) -> Mapping[str, Service]:
    known = configuration.services
    return by_public_name(known[each] for each in link.service_ids if each in known)


def _people(configuration: Configuration, link: BookingLink, service: Service | None) -> Mapping[str, Staff]:
    return by_public_name(
        person
        for person in configuration.staff_of(link)
        if person.listed and person.gives(service.id if service else None)
    )


def _only(services: Mapping[str, Service]) -> Service | None:
    return next(iter(services.values())) if len(services) == 1 else None


def _name_of(choices: Mapping[str, Service] | Mapping[str, Staff] | None, chosen: object) -> str | None:
    return next((name for name, one in (choices or {}).items() if one is chosen), None)


def _date(text: str) -> date | None:
    """Years near the calendar's ends are refused: one can reckon on from all others."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and 1970 < found.year < 9000 else None


def _start(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ValueError:
        return None
