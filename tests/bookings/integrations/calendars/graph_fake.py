"""Microsoft Graph's calendars as its reference describes them, as far as we use them."""

from __future__ import annotations

import re
from typing import Any

from bookings.integrations.calendars.microsoft import SCOPES
from tests.bookings.integrations.calendars.granting import Granting
from tests.bookings.integrations.calendars.loopback import Asked, Told

PROPERTY = re.compile(r"^String \{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\} Name \w+$")
FILTER = re.compile(
    r"^singleValueExtendedProperties/Any\(ep: ep/id eq '([^']+)' and ep/value eq '([^']+)'\)$"
)
LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


def graph_error(status: int, code: str, message: str = "", **headers: str) -> Told:
    return Told(status, {"error": {"code": code, "message": message or code}}, headers)


class GraphFake(Granting):
    """One mailbox with calendars. Refresh tokens are replaced at each use."""

    def __init__(self) -> None:
        super().__init__(SCOPES, rotates=True)
        self.names = {"AAMk=main": "Calendar", "AAMk=team": "Team"}
        self.events: dict[str, dict[str, Any]] = {}
        self.order: list[str] = []
        self.page_size = 100
        self.oldest_delta = 0
        self.duplicates_are_refused = True
        self._ids = 0

    # What a person does in their calendar.

    def add(self, event_id: str, start: str, end: str, **more: Any) -> dict[str, Any]:
        event = {
            "subject": "Private",
            "type": "singleInstance",
            "showAs": "busy",
            "isAllDay": False,
            "isCancelled": False,
            "responseStatus": {"response": "none"},
            "start": {"dateTime": f"{start}.0000000", "timeZone": "UTC"},
            "end": {"dateTime": f"{end}.0000000", "timeZone": "UTC"},
            "calendar": "AAMk=main",
            **more,
        }
        return self._put(event_id, event)

    def add_series(self, event_id: str, days: list[tuple[str, str]], **more: Any) -> None:
        """Occurrences say no more than what they are of and when they are."""
        self.add(event_id, *days[0], type="seriesMaster", **more)
        for number, (start, end) in enumerate(days):
            one = self.add(f"{event_id}.{number}", start, end, type="occurrence", seriesMasterId=event_id)
            kept = ("id", "type", "seriesMasterId", "start", "end", "calendar")
            self.events[one["id"]] = {name: one[name] for name in kept}

    def delete(self, event_id: str) -> None:
        self.events.pop(event_id)
        self.order.append(event_id)

    def there(self) -> list[dict[str, Any]]:
        return list(self.events.values())

    def _put(self, event_id: str, event: dict[str, Any]) -> dict[str, Any]:
        self.order.append(event_id)
        event |= {"id": event_id, "@odata.etag": f'W/"{len(self.order)}"'}
        self.events[event_id] = event
        return event

    # What programs ask.

    def answer(self, asked: Asked) -> Told:
        if asked.path == self.TOKEN_PATH:
            return self.token_answer(asked)
        if not self.is_allowed(asked):
            return graph_error(401, "InvalidAuthenticationToken", "Access token has expired.")
        if 'IdType="ImmutableId"' not in asked.headers.get("prefer", ""):
            return graph_error(400, "BadRequest", "these tests want immutable ids")
        path = asked.path.removeprefix("/v1.0/me/")
        if path == "calendars" and asked.method == "GET":
            found = [
                {
                    "id": each,
                    "name": name,
                    "canEdit": name != "Team",
                    "isDefaultCalendar": name == "Calendar",
                    "owner": {"address": "sarah@example.com"},
                }
                for each, name in self.names.items()
            ]
            return Told(200, {"value": found})
        if match := re.fullmatch(r"events/([^/]+)", path):
            return self._one(asked, match[1])
        match = re.fullmatch(r"calendars/([^/]+)/(events|calendarView/delta)", path)
        if match is None or match[1] not in self.names:
            return graph_error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if match[2] != "events":
            return self._delta(asked, match[1])
        return self._found(asked, match[1]) if asked.method == "GET" else self._make(asked, match[1])

    def _found(self, asked: Asked, calendar: str) -> Told:
        match = FILTER.match(asked.query.get("$filter", ""))
        if match is None or not PROPERTY.match(match[1]):
            return graph_error(400, "BadRequest", "Invalid filter clause")
        wanted = {"id": match[1], "value": match[2]}
        found = [
            {"id": each["id"], "@odata.etag": each["@odata.etag"]}
            for each in self.events.values()
            if wanted in each.get("singleValueExtendedProperties", []) and each["calendar"] == calendar
        ]
        return Told(200, {"value": found[: int(asked.query.get("$top", "10"))]})

    def _make(self, asked: Asked, calendar: str) -> Told:
        event = asked.json()
        if error := self._wrong(asked, event, ("subject", "start", "end")):
            return error
        transactions = [each.get("transactionId") for each in self.events.values()]
        if event.get("transactionId") in transactions and self.duplicates_are_refused:
            return graph_error(409, "ErrorDuplicateTransactionId", "Your request can't be completed.")
        self._ids += 1
        made = {
            "type": "singleInstance",
            "isAllDay": False,
            "isCancelled": False,
            **event,
            "calendar": calendar,
        }
        return Told(201, self._shown(self._put(f"AAMk-made+{self._ids}=", made)))

    def _one(self, asked: Asked, event_id: str) -> Told:
        if event_id not in self.events:
            return graph_error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if asked.method == "DELETE":
            self.delete(event_id)
            return Told(204)
        if asked.method != "PATCH":
            return graph_error(405, "BadRequest")
        if "transactionId" in asked.json():
            return graph_error(400, "ErrorInvalidPropertySet", "transactionId can't be changed.")
        if error := self._wrong(asked, asked.json(), ()):
            return error
        return Told(200, self._shown(self._put(event_id, {**self.events[event_id], **asked.json()})))

    @staticmethod
    def _wrong(asked: Asked, event: dict[str, Any], required: tuple[str, ...]) -> Told | None:
        if asked.headers.get("content-type") != "application/json":
            return graph_error(415, "UnsupportedMediaType")
        for name in ("start", "end"):
            given = event.get(name)
            if given is None and name in required:
                return graph_error(400, "ErrorPropertyValidationFailure", f"{name} is required")
            if given is not None:
                if not LOCAL.fullmatch(given["dateTime"]):
                    return graph_error(400, "ErrorInvalidParameter", f"{name} is not a date and time")
                if not given.get("timeZone"):
                    return graph_error(400, "TimeZoneNotSupportedException", "no time zone")
        for each in event.get("singleValueExtendedProperties", ()):
            if not PROPERTY.match(each["id"]):
                return graph_error(400, "ErrorInvalidProperty", "Property id is not formed right")
        return None

    @staticmethod
    def _shown(event: dict[str, Any]) -> dict[str, Any]:
        """Extended properties only come when they are expanded, which a delta cannot."""
        return {k: v for k, v in event.items() if k not in ("calendar", "singleValueExtendedProperties")}

    def _delta(self, asked: Asked, calendar: str) -> Told:
        query = asked.query
        if {"$select", "$filter", "$expand", "$orderby", "$search"} & query.keys():
            return graph_error(400, "ErrorInvalidUrlQuery", "not supported with change tracking")
        token = query.get("$deltatoken")
        if (
            token is None
            and "$skiptoken" not in query
            and not {"startDateTime", "endDateTime"} <= query.keys()
        ):
            return graph_error(400, "ErrorInvalidParameter", "startDateTime and endDateTime are required")
        if token is not None and int(token) < self.oldest_delta:
            return graph_error(410, "SyncStateNotFound", "The sync state generation is not found")
        since, first = (int(part) for part in query.get("$skiptoken", f"{token or 0}.0").split("."))
        changed = list(dict.fromkeys(self.order[since:]))
        items = [self._item(event_id, calendar) for event_id in changed]
        shown = [each for each in items if each is not None and (since or "@removed" not in each)]
        page: dict[str, Any] = {"value": shown[first : first + self.page_size]}
        here = f"{self.base}/v1.0/me/calendars/{calendar}/calendarView/delta"
        if first + self.page_size < len(shown):
            page["@odata.nextLink"] = f"{here}?$skiptoken={since}.{first + self.page_size}"
        else:
            page["@odata.deltaLink"] = f"{here}?$deltatoken={len(self.order)}"
        return Told(200, page)

    def _item(self, event_id: str, calendar: str) -> dict[str, Any] | None:
        event = self.events.get(event_id)
        if event is None:
            return {"id": event_id, "@removed": {"reason": "deleted"}}
        return self._shown(event) if event["calendar"] == calendar else None
