"""The booking page's pages, from a view of what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from litestar import Response

from bookings.api.booking_page.calendar import find_month
from bookings.api.booking_page.details import Obstacle, details
from bookings.api.booking_page.sent import Sent
from bookings.api.booking_page.visit import Visit
from bookings.api.core import Core
from bookings.api.pages import frameable, page
from bookings.engine.model import BookingLink, Configuration
from bookings.engine.slots import earliest_start, horizon_end
from bookings.engine.timerange import TimeRange
from bookings.engine.when import same_wall_clock, when
from bookings.services.list_slots import list_slots
from bookings.services.page_forms import BOOK, WAIT, Forms
from bookings.services.ports import Reading


def headers_for(core: Core, is_private: bool = False, is_plain: bool = False) -> dict[str, str]:
    """`is_private`: what somebody has typed is in it. `is_plain`: a page that search engines may know."""
    made = frameable(core.embed_from)
    if not is_private:
        made["Cache-Control"] = "private, no-cache"  # a browser that goes back may show what was typed
    if is_plain:
        del made["X-Robots-Tag"]
    return made


def index_page(core: Core, configuration: Configuration, folder: str) -> Response[str]:
    """What can be booked."""
    links = [
        (link, f"{folder}/{link.slug}", _services(configuration, link))
        for link in configuration.links.values()
        if link.listed
    ]
    headers = headers_for(core, is_plain=True)
    return page("book/index", headers=headers, business=configuration.business, links=links, embed=None)


def calendar_page(core: Core, view: Reading, visit: Visit, was_taken: bool = False) -> Response[str]:
    """The choice of a service, where there is one, else of a time."""
    status = 409 if was_taken else 200
    if visit.needs_service:
        return page("book/services", status, headers_for(core), **_told(visit))
    month = find_month(view, visit, core.clock())
    return page(
        "book/calendar",
        status,
        headers_for(core),
        month=month,
        zones=zones(),
        was_taken=was_taken,
        **_told(visit),
    )


def details_page(
    core: Core,
    view: Reading,
    visit: Visit,
    sent: Sent | None = None,
    obstacle: Obstacle | None = None,
    key: str | None = None,
) -> Response[str]:
    """The form for who it is for; or the calendar again, if the start is none (any more)."""
    assert core.forms is not None
    now = core.clock()
    if sent is None and not is_free(view, visit, now):
        return calendar_page(core, view, visit, was_taken=True)
    return _form_page(core, core.forms, BOOK, visit, sent, obstacle, key, _when(visit))


def wait_page(
    core: Core,
    visit: Visit,
    sent: Sent | None = None,
    obstacle: Obstacle | None = None,
    key: str | None = None,
) -> Response[str]:
    """The form for the waitlist."""
    assert core.forms is not None
    now = core.clock()
    end = horizon_end(visit.link, visit.configuration.business.zone, now) - timedelta(seconds=1)
    days = {
        "first_possible": earliest_start(visit.link, now).astimezone(visit.zone).date(),
        "last_possible": end.astimezone(visit.zone).date(),
        "wished": visit.day,
    }
    return _form_page(core, core.forms, WAIT, visit, sent, obstacle, key, days)


def _form_page(
    core: Core,
    forms: Forms,
    purpose: str,
    visit: Visit,
    sent: Sent | None,
    obstacle: Obstacle | None,
    key: str | None,
    more: Mapping[str, Any],
) -> Response[str]:
    told = details(forms, purpose, visit, sent or Sent(), obstacle, key or forms.new_key(), core.clock())
    status = obstacle.status if obstacle else 200
    headers = headers_for(core, is_private=sent is not None)
    return page(f"book/{purpose}", status, headers, **told, **more, **_told(visit))


def refused_page(core: Core | None, code: str, status: int, headers: Mapping[str, str]) -> Response[str]:
    """Why there is no page. `headers`: more that the answer says."""
    made = frameable(core.embed_from if core else ())
    return page("book/refused", status, {**made, **headers}, code=code, embed=None)


def is_free(view: Reading, visit: Visit, now: datetime) -> bool:
    """Whether the start of the visit can be booked now."""
    if visit.start is None or visit.needs_service:
        return False
    on_date = visit.start.astimezone(visit.zone).date()
    found = list_slots(view, visit.configuration.business.id, visit.query(on_date, on_date), now).slots
    return any(slot.starts_at == visit.start for slot in found)


def _when(visit: Visit) -> dict[str, str | None]:
    if visit.start is None:
        return {"when": None, "when_at_business": None}
    length = visit.service.duration if visit.service else visit.link.duration
    time, business = TimeRange(visit.start, visit.start + length), visit.configuration.business
    differs = not same_wall_clock(time, visit.zone, business.zone)
    return {
        "when": when(time, visit.zone),
        "when_at_business": when(time, business.zone) if differs else None,
    }


def _told(visit: Visit) -> dict[str, Any]:
    length = visit.service.duration if visit.service else visit.link.duration
    return {
        "visit": visit,
        "business": visit.configuration.business,
        "link": visit.link,
        "minutes": length // timedelta(minutes=1),
        "embed": visit.embed,
    }


def _services(configuration: Configuration, link: BookingLink) -> list[Any]:
    return [configuration.services[one] for one in link.service_ids if one in configuration.services]


@cache
def zones() -> Sequence[str]:
    """The zones that people may choose from, one for each place whose clocks differ (IANA's zone.tab)."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    return sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#")) + ["UTC"]
