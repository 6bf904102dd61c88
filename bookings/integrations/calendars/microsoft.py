"""Calendars of Outlook and Microsoft 365 (Microsoft Graph, version 1.0)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bookings.engine.timerange import TimeRange
from bookings.engine.wording import iso
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

API = "https://graph.microsoft.com/v1.0"
LOGIN = "https://login.microsoftonline.com"
SCOPES = ("offline_access", "https://graph.microsoft.com/Calendars.ReadWrite")
OURS = "String {6b1a2f0e-7d53-4f0c-9d0e-3f6f2c3f9a51} Name BookingId"
"""The extended property that names the booking of an event: a set of properties of our own."""
TRANSACTION = "booking:"
"""What our `transactionId` begins with; reports of changes have it, and no extended properties."""

_HEADERS = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC"'}
_DELTA_HEADERS = {"Prefer": 'IdType="ImmutableId", outlook.timezone="UTC", odata.maxpagesize=200'}
_FREE = frozenset({"free", "workingElsewhere"})


class MicrosoftCalendar:
    """`services.calendars.ports.CalendarClient` for one calendar."""

    def __init__(self, session: Session, calendar_id: str) -> None:
        self._session = session
        self._calendar = f"/me/calendars/{quote(calendar_id, safe='')}"

    async def put(self, entry: CalendarEntry, known: RemoteEvent | None) -> RemoteEvent:
        """Graph gives the ids. What an earlier try may have made is looked for first, and `transactionId`
        keeps two tries at the same time apart."""
        changed = await self._changed(known, entry) if known else None
        changed = changed or await self._changed(await self._found(entry.booking_id), entry)
        return changed or await self._made(entry)

    async def _changed(self, event: RemoteEvent | None, entry: CalendarEntry) -> RemoteEvent | None:
        if event is None:
            return None
        answer = await self._session.request(
            "PATCH", _event(event), body=_body(entry), headers=_HEADERS, expected=(404, 410)
        )
        return _remote(json_of(answer)) if answer.is_success else None

    async def _made(self, entry: CalendarEntry) -> RemoteEvent:
        made = {
            **_body(entry),
            "transactionId": f"{TRANSACTION}{entry.booking_id}:{entry.version}",
            "singleValueExtendedProperties": [{"id": OURS, "value": entry.booking_id}],
        }
        answer = await self._session.request(
            "POST", f"{self._calendar}/events", body=made, headers=_HEADERS, expected=(404,)
        )
        if answer.status_code == 404:
            raise _gone()
        return _remote(json_of(answer))

    async def _found(self, booking_id: str) -> RemoteEvent | None:
        """The event that carries the booking's id."""
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{OURS}' and ep/value eq '{booking_id}')"
        answer = await self._session.request(
            "GET",
            f"{self._calendar}/events",
            params={"$filter": wanted, "$select": "id", "$top": "1"},
            headers=_HEADERS,
            expected=(404,),
        )
        if answer.status_code == 404:
            raise _gone()
        found = json_of(answer).get("value") or []
        return _remote(found[0]) if found else None

    async def remove(self, booking_id: str, known: RemoteEvent | None) -> None:
        """Gone already is gone; so is what is in a calendar that is gone."""
        try:
            event = known or await self._found(booking_id)
        except Broken:
            return
        if event is not None:
            await self._session.request("DELETE", _event(event), headers=_HEADERS, expected=(404, 410))

    async def busy(self, span: TimeRange, zone: ZoneInfo, state: Mapping[str, Any] | None) -> BusyReport:
        """Occurrences tell little beside their times, so a change to a series has all read anew."""
        if state is not None:
            read = await self._read(str(state["delta_link"]), {})
            if read is not None:
                items, link = read
                if not any(_is_about_series(item, state["series"]) for item in items):
                    events = [_busy(item, zone, {}) for item in items]
                    return BusyReport(False, events, {**state, "delta_link": link})
        window = {"startDateTime": iso(span.starts_at), "endDateTime": iso(span.ends_at)}
        read = await self._read(f"{self._calendar}/calendarView/delta", window)
        if read is None:
            raise Unreachable("Microsoft keeps saying that the list has changed.")
        items, link = read
        series = {item["id"]: item for item in items if item.get("type") == "seriesMaster"}
        events = [_busy(item, zone, series) for item in items]
        return BusyReport(True, events, {"delta_link": link, "series": sorted(series)})

    async def _read(
        self, address: str, params: Mapping[str, str]
    ) -> tuple[Sequence[Mapping[str, Any]], str] | None:
        """All pages and the link to what changes from here on; None if that link has expired (410)."""
        items: list[Mapping[str, Any]] = []
        while True:
            answer = await self._session.request(
                "GET", address, params=params or None, headers=_DELTA_HEADERS, expected=(404, 410)
            )
            if answer.status_code == 404:
                raise _gone()
            if answer.status_code == 410:
                return None
            page = json_of(answer)
            items += page.get("value", ())
            if "@odata.deltaLink" in page:
                return items, page["@odata.deltaLink"]
            if "@odata.nextLink" not in page:
                raise Unreachable("Microsoft's list of events has no end.")
            address, params = page["@odata.nextLink"], {}

    async def choices(self) -> list[CalendarChoice]:
        """The account's calendars."""
        address, found = "/me/calendars", []
        params: dict[str, str] | None = {"$select": "id,name,canEdit,isDefaultCalendar,owner", "$top": "100"}
        while True:
            page = await self._session.json("GET", address, params=params, headers=_HEADERS)
            found += [_choice(item) for item in page.get("value", ())]
            if "@odata.nextLink" not in page:
                return found
            address, params = page["@odata.nextLink"], None


def _choice(item: Mapping[str, Any]) -> CalendarChoice:
    return CalendarChoice(
        address=item["id"],
        name=item.get("name") or item["id"],
        is_writable=bool(item.get("canEdit")),
        is_primary=bool(item.get("isDefaultCalendar")),
        owner=(item.get("owner") or {}).get("address"),
    )


def _gone() -> Broken:
    return Broken("Microsoft has no such calendar any more. Connect another one.")


def _event(event: RemoteEvent) -> str:
    return f"/me/events/{quote(event.id, safe='')}"


def _remote(event: Mapping[str, Any]) -> RemoteEvent:
    return RemoteEvent(str(event["id"]), event.get("@odata.etag"))


def _body(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "subject": entry.title,
        "body": {"contentType": "text", "content": entry.description},
        "start": _when(entry.time.starts_at),
        "end": _when(entry.time.ends_at),
        "showAs": "tentative" if entry.is_tentative else "busy",
    }


def _when(at: datetime) -> dict[str, str]:
    return {"dateTime": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def _is_about_series(item: Mapping[str, Any], known: Sequence[str]) -> bool:
    return item.get("type") in ("seriesMaster", "occurrence", "exception") or item["id"] in known


def _busy(item: Mapping[str, Any], zone: ZoneInfo, series: Mapping[str, Mapping[str, Any]]) -> BusyEvent:
    """An occurrence that says no more than its times is as its series is."""
    said = {**series.get(str(item.get("seriesMasterId")), {}), **item}
    ranges = _ranges(said, zone) if _is_busy(said) else ()
    return BusyEvent(str(item["id"]), ranges, _ours(said))


def _ours(said: Mapping[str, Any]) -> str | None:
    transaction = str(said.get("transactionId") or "")
    if not transaction.startswith(TRANSACTION):
        return None
    return transaction.removeprefix(TRANSACTION).rpartition(":")[0]


def _is_busy(said: Mapping[str, Any]) -> bool:
    """Tentative, away and unknown count; a series itself is only what its occurrences are."""
    if "@removed" in said or said.get("isCancelled") or said.get("type") == "seriesMaster":
        return False
    if (said.get("responseStatus") or {}).get("response") == "declined":
        return False
    return said.get("showAs") not in _FREE


def _ranges(said: Mapping[str, Any], zone: ZoneInfo) -> tuple[TimeRange, ...]:
    """Whole days come as midnights, whatever zone is written beside them."""
    if "start" not in said or "end" not in said:
        return ()
    starts_at, ends_at = _instant(said["start"]), _instant(said["end"])
    if said.get("isAllDay"):
        return days_between(starts_at.date(), ends_at.date(), zone)
    return (TimeRange(starts_at, ends_at),) if starts_at < ends_at else ()


def _instant(given: Mapping[str, str]) -> datetime:
    """ "2026-06-02T09:00:00.0000000": seven digits of a second, in UTC as was asked for."""
    return datetime.fromisoformat(given["dateTime"].partition(".")[0].removesuffix("Z")).replace(tzinfo=UTC)
