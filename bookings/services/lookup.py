"""Finding what a request names, within the caller's business."""

from __future__ import annotations

from bookings.engine.errors import BookingLinkNotFound, MissingField, Problem, ValidationFailed
from bookings.engine.model import BookingLink, Business, Configuration, Service, Staff
from bookings.services.ports import Reading


def configuration_of(view: Reading, business_id: str) -> Configuration:
    """The business's configuration; an empty one if it has none (yet)."""
    return view.configuration(business_id) or Configuration(
        Business(business_id, "", "UTC", version=0), {}, {}, {}
    )


def find_link(configuration: Configuration, link_id: str | None, slug: str | None) -> BookingLink:
    """Raises MissingField without both, BookingLinkNotFound for what is unknown or archived,
    ValidationFailed if the two name different links."""
    if link_id is None and slug is None:
        raise MissingField(["booking_link_id"], "booking_link_id or slug is required.")
    named = link_id if link_id is not None else slug
    links = configuration.links if link_id is not None else configuration.links_by_slug
    link = links.get(named or "")
    if link is None:
        what = "id" if link_id is not None else "slug"
        raise BookingLinkNotFound(f'There is no booking link with the {what} "{named}".', {what: named})
    if slug is not None and slug != link.slug:
        message = f'slug "{slug}" and booking_link_id "{link.id}" are different links; give one of them.'
        raise ValidationFailed([Problem(message, field="slug")])
    return link


def service_problem(
    configuration: Configuration, link: BookingLink, service_id: str | None
) -> Problem | None:
    if service_id is None or (service_id in link.service_ids and service_id in configuration.services):
        return None
    known = ", ".join(link.service_ids) or "it has none"
    return Problem(f'"{service_id}" is not a service of this booking link ({known}).', field="service_id")


def staff_problem(configuration: Configuration, link: BookingLink, staff_id: str | None) -> Problem | None:
    if staff_id is None or (staff_id in link.staff_ids and staff_id in configuration.staff):
        return None
    known = ", ".join(link.staff_ids) or "it has none"
    return Problem(f'"{staff_id}" does not take bookings of this link ({known}).', field="staff_id")


def gives_problem(
    configuration: Configuration, staff_id: str | None, service_id: str | None
) -> Problem | None:
    """For staff and service that are the link's, whether they go together."""
    if staff_id is None or configuration.staff[staff_id].gives(service_id):
        return None
    name = configuration.staff[staff_id].name
    return Problem(f"{name} does not give the service {service_id}.", field="staff_id")


def service_of(configuration: Configuration, service_id: str | None) -> Service | None:
    return configuration.services[service_id] if service_id is not None else None


def eligible_staff(
    configuration: Configuration, link: BookingLink, staff_id: str | None, service_id: str | None
) -> list[Staff]:
    """Who may take the appointment: the one asked for or all of the link, if they give the service."""
    return [
        person
        for person in configuration.staff_of(link)
        if staff_id in (None, person.id) and person.gives(service_id)
    ]
