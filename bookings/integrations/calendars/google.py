"""Google Calendar (API version 3)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso
from bookings.engine.zones import is_zone
from bookings.integrations.calendars.answers import json_of
from bookings.integrations.calendars.session import Session
from bookings.integrations.calendars.whole_days import days_between
from bookings.services.calendars.errors import Broken, Unreachable
from bookings.services.calendars.model import (
    BusyEvent,
    BusyReport,
    CalendarChoice,
    CalendarEntry,
    RemoteEvent,
)

API = "https://www.googleapis.com/calendar/v3"
AUTHORIZE = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN = "https://oauth2.googleapis.com/token"
SCOPES = (
    "https://www.googleapis.com/auth/calendar.events",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
)
OURS = "bookingId"
"""The private extended property that names the booking of an event."""

_FIELDS = (
    "timeZone,nextPageToken,nextSyncToken,"
    "items(id,status,transparency,start,end,attendees(self,responseStatus),extendedProperties/private)"
)


def event_id(booking_id: str) -> str:
    """The same for the same booking: letters a to v and digits, as base32hex has them, at least five."""
    digest = hashlib.sha256(booking_id.encode()).digest()[:20]
    return "bk" + base64.b32hexencode(digest).decode().lower()


class GoogleCalendar:
    """`services.calendars.ports.CalendarClient` for one calendar."""

    def __init__(self, session: Session, calendar_id: str) -> None:
        self._session = session
        self._events = f"/calendars/{quote(calendar_id, safe='')}/events"

    async def put(self, entry: CalendarEntry, known: RemoteEvent | None) -> RemoteEvent:
        """An event that somebody deleted by hand keeps its id, and is brought back by an update."""
        given, body = event_id(entry.booking_id), _body(entry)
        if known is not None:
            answer = await self._session.request(
                "PATCH", f"{self._events}/{given}", body=body, expected=(404, 410)
            )
            if answer.is_success:
                return _remote(json_of(answer))
        answer = await self._session.request(
            "POST", self._events, body={"id": given, **body}, expected=(404, 409)
        )
        if answer.status_code == 404:
            raise _gone()
        if answer.status_code == 409:
            return _remote(await self._session.json("PUT", f"{self._events}/{given}", body=body))
        return _remote(json_of(answer))

    async def remove(self, booking_id: str, known: RemoteEvent | None) -> None:
        """Gone already is gone."""
        path = f"{self._events}/{event_id(booking_id)}"
        await self._session.request("DELETE", path, expected=(404, 410))

    async def busy(self, span: TimeRange, zone: ZoneInfo, state: Mapping[str, Any] | None) -> BusyReport:
        if state is not None:
            report = await self._listed({"syncToken": str(state["sync_token"])}, zone)
            if report is not None:
                return report
        window = {"timeMin": iso(span.starts_at), "timeMax": iso(span.ends_at)}
        report = await self._listed(window, zone)
        if report is None:
            raise Unreachable("Google keeps saying that the list has changed.")
        return report

    async def _listed(self, which: Mapping[str, str], zone: ZoneInfo) -> BusyReport | None:
        """All pages; None if the sync token has expired (410) and the list is to be read anew."""
        params = {
            "singleEvents": "true",
            "maxResults": "2500",
            "maxAttendees": "1",
            "fields": _FIELDS,
            **which,
        }
        events: list[BusyEvent] = []
        while True:
            answer = await self._session.request("GET", self._events, params=params, expected=(404, 410))
            if answer.status_code == 404:
                raise _gone()
            if answer.status_code == 410:
                return None
            page = json_of(answer)
            whole_days = ZoneInfo(page["timeZone"]) if is_zone(str(page.get("timeZone"))) else zone
            events += [_busy(item, whole_days) for item in page.get("items", ())]
            if "nextPageToken" in page:
                params["pageToken"] = page["nextPageToken"]
            elif "nextSyncToken" in page:
                return BusyReport("syncToken" not in which, events, {"sync_token": page["nextSyncToken"]})
            else:
                raise Unreachable("Google's list of events has no end.")

    async def choices(self) -> list[CalendarChoice]:
        """The account's calendars."""
        params, found = {"maxResults": "250"}, []
        while True:
            page = await self._session.json("GET", "/users/me/calendarList", params=params)
            found += [_choice(item) for item in page.get("items", ())]
            if "nextPageToken" not in page:
                return found
            params["pageToken"] = page["nextPageToken"]


def _choice(item: Mapping[str, Any]) -> CalendarChoice:
    return CalendarChoice(
        address=item["id"],
        name=item.get("summaryOverride") or item.get("summary") or item["id"],
        is_writable=item.get("accessRole") in ("owner", "writer"),
        is_primary=bool(item.get("primary")),
        owner=item["id"] if item.get("primary") else None,
    )


def _gone() -> Broken:
    return Broken("Google has no such calendar any more, or does not show it. Connect another one.")


def _remote(event: Mapping[str, Any]) -> RemoteEvent:
    return RemoteEvent(str(event["id"]), event.get("etag"))


def _body(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "summary": entry.title,
        "description": entry.description,
        "start": {"dateTime": iso(entry.time.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": iso(entry.time.ends_at), "timeZone": "UTC"},
        "status": "tentative" if entry.is_tentative else "confirmed",
        "extendedProperties": {"private": {OURS: entry.booking_id}},
    }


def _busy(item: Mapping[str, Any], zone: ZoneInfo) -> BusyEvent:
    ours = item.get("extendedProperties", {}).get("private", {}).get(OURS)
    ranges = _ranges(item, zone) if _is_busy(item) else ()
    return BusyEvent(str(item["id"]), ranges, ours)


def _is_busy(item: Mapping[str, Any]) -> bool:
    """Tentative events and unanswered invitations count, as they do in Google's own free/busy."""
    if item.get("status") == "cancelled" or item.get("transparency") == "transparent":
        return False
    declined = {"self": True, "responseStatus": "declined"}
    return not any(declined.items() <= each.items() for each in item.get("attendees", ()))


def _ranges(item: Mapping[str, Any], zone: ZoneInfo) -> tuple[TimeRange, ...]:
    start, end = item.get("start", {}), item.get("end", {})
    if "date" in start and "date" in end:
        return days_between(date.fromisoformat(start["date"]), date.fromisoformat(end["date"]), zone)
    if "dateTime" not in start or "dateTime" not in end:
        return ()
    starts_at, ends_at = (datetime.fromisoformat(each["dateTime"]) for each in (start, end))
    return (TimeRange(starts_at, ends_at),) if starts_at < ends_at else ()
