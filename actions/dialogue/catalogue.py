"""What the dialogue needs to know of the business: the shapes that the API client's answers have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Business(Protocol):
    """The business that the bot speaks for."""

    @property
    def name(self) -> str: ...
    @property
    def timezone(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str]: ...
    @property
    def takes_handovers(self) -> bool: ...


class Staff(Protocol):
    """Somebody who can be booked; for everything where `service_ids` is empty."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def service_ids(self) -> Sequence[str]: ...
    @property
    def about(self) -> str | None: ...


class Service(Protocol):
    """Something that can be booked; its price is a text of the business."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def duration_minutes(self) -> int | None: ...
    @property
    def price(self) -> str | None: ...


class Question(Protocol):
    """A qualification question of a booking link."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def min(self) -> float | None: ...
    @property
    def max(self) -> float | None: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def ask_if(self) -> Mapping[str, Any] | None: ...


class Link(Protocol):
    """A booking link: what is booked, how long, with whom, when and with which questions."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def duration_minutes(self) -> int: ...
    @property
    def horizon_days(self) -> int: ...
    @property
    def staff_ids(self) -> Sequence[str]: ...
    @property
    def service_ids(self) -> Sequence[str]: ...
    @property
    def windows(self) -> Mapping[str, Sequence[str]]: ...
    @property
    def questions(self) -> Sequence[Question]: ...


class Catalogue(Protocol):
    """Everything that can be booked. `business` is None while no business has been applied."""

    @property
    def business(self) -> Business | None: ...
    @property
    def staff(self) -> Sequence[Staff]: ...
    @property
    def services(self) -> Sequence[Service]: ...
    @property
    def booking_links(self) -> Sequence[Link]: ...


def link_of(catalogue: Catalogue, link_id: str | None) -> Link | None:
    """The booking link with this id, None when it is not (or no longer) there."""
    return next((link for link in catalogue.booking_links if link.id == link_id), None)


def service_of(catalogue: Catalogue, service_id: str | None) -> Service | None:
    """The service with this id, None when it is not there."""
    return next((service for service in catalogue.services if service.id == service_id), None)


def able(catalogue: Catalogue, link: Link, service_id: str | None) -> tuple[str, ...]:
    """The ids of those who give this service of the link, in the link's order."""
    given = {member.id: member.service_ids for member in catalogue.staff}
    return tuple(s for s in link.staff_ids if not service_id or not given.get(s) or service_id in given[s])


def staff_name(catalogue: Catalogue, staff_id: str) -> str:
    """The name that people know this member of staff by."""
    return next((member.name for member in catalogue.staff if member.id == staff_id), staff_id)
