"""The whole business file: from its text to the business that it describes."""

from dataclasses import dataclass

from bookings.business_file.advice import look_over
from bookings.business_file.identity import check_slugs, declared, unique
from bookings.business_file.links import read_link
from bookings.business_file.mistakes import MOST, BusinessFileError, Findings, Mistake
from bookings.business_file.place import Place, Wrong
from bookings.business_file.questions import as_written
from bookings.business_file.redirects import check_redirects
from bookings.business_file.section import Key, Section, each, read_section
from bookings.business_file.sections import (
    ApiKey,
    read_api_key,
    read_business,
    read_service,
    read_staff,
)
from bookings.business_file.tree import Mark, UnreadableYaml, read_tree
from bookings.engine.model import BookingLink, Business, Service, Staff

DOCUMENT: Section = {
    "business": Key(as_written, required=True),
    "api_keys": Key(as_written),
    "staff": Key(as_written),
    "services": Key(as_written),
    "booking_links": Key(as_written),
}

LARGEST = 1024 * 1024
"""Bytes."""


@dataclass(frozen=True, slots=True)
class BusinessFile:
    """What a business file says, checked."""

    name: str
    """The file's name, for messages."""
    business: Business
    """The business itself."""
    api_keys: tuple[ApiKey, ...]
    """In the order of the file, like all that follow."""
    staff: tuple[Staff, ...]
    services: tuple[Service, ...]
    booking_links: tuple[BookingLink, ...]
    warnings: tuple[Mistake, ...] = ()
    """What can be used but is hardly meant."""


def read_business_file(content: str | bytes, name: str) -> BusinessFile:
    """Read and check a business file. `name` stands before each mistake.

    Raises BusinessFileError with all mistakes, in the order of the file.
    """
    findings = Findings()
    try:
        place = Place(read_tree(_decoded(content)), "", findings)
        read = _document(place, name)
    except UnreadableYaml as error:
        mistake = Mistake(error.mark.line, error.mark.column, "", error.message)
        raise BusinessFileError(name, [mistake]) from None
    except Wrong:
        read = None
    if findings.mistakes or read is None:
        raise BusinessFileError(name, findings.in_order())
    return read


def _document(place: Place, name: str) -> BusinessFile | None:
    """Everything in the file; None where there is not even a business to speak of."""
    values = read_section(place, DOCUMENT)
    sections = {key: _items(values[key]) for key in DOCUMENT if key != "business"}
    business = _business(values["business"])
    zone = business.timezone if business else "UTC"
    staff_ids, service_ids = declared(sections["staff"]), declared(sections["services"])

    api_keys = list(each(sections["api_keys"], read_api_key))
    services = list(each(sections["services"], read_service))
    staff = list(each(sections["staff"], lambda at: read_staff(at, zone, service_ids)))
    links = list(each(sections["booking_links"], lambda at: read_link(at, staff_ids, service_ids)))
    for key in ("staff", "services", "booking_links"):
        unique(sections[key], "id")
    unique(sections["api_keys"], "name")
    check_slugs(sections["booking_links"])
    check_redirects(links, declared(sections["booking_links"]))
    if business is None:
        return None
    if not place.findings.mistakes:
        look_over(staff, links)
    return BusinessFile(
        name=name,
        business=business,
        api_keys=tuple(api_keys),
        staff=tuple(one.staff for one in staff),
        services=tuple(services),
        booking_links=tuple(one.link for one in links),
        warnings=tuple(sorted(set(place.findings.warnings))[:MOST]),
    )


def _items(place: Place | None) -> list[Place]:
    try:
        return place.items("a list") if place else []
    except Wrong:
        return []


def _business(place: Place | None) -> Business | None:
    try:
        return read_business(place) if place else None
    except Wrong:
        return None


def _decoded(content: str | bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableYaml(Mark(1, 1), f"the file has {len(content)} bytes, expected at most {LARGEST}")
    if isinstance(content, str):
        return content
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableYaml(Mark(line, 1), f"byte {content[error.start]:#04x} is no UTF-8 text") from None
