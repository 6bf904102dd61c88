"""Google Calendar as its reference describes it, as far as we use it; what is wrong is refused as there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bookings.integrations.calendars.google import SCOPES
from tests.bookings.integrations.calendars.granting import Granting
from tests.bookings.integrations.calendars.loopback import Asked, Told

ID = re.compile(r"^[a-v0-9]{5,1024}$")
# events.list: none of these beside a syncToken.
NOT_WITH_A_TOKEN = {"iCalUID", "orderBy", "privateExtendedProperty", "q", "timeMin", "timeMax", "updatedMin"}


def google_error(status: int, reason: str, message: str = "") -> Told:
    body = {"errors": [{"domain": "calendar", "reason": reason, "message": message}], "code": status}
    return Told(status, {"error": body | {"message": message or reason}})


class GoogleFake(Granting):
    """One account with calendars; `items` are events, series already as their occurrences."""

    def __init__(self) -> None:
        super().__init__(SCOPES, rotates=False)
        self.calendars: dict[str, dict[str, Any]] = {
            "primary@example.com": {"summary": "Sarah", "accessRole": "owner", "primary": True},
            "team@example.com": {"summary": "Team", "accessRole": "reader"},
        }
        self.items: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in self.calendars}
        self.order: dict[str, list[str]] = {name: [] for name in self.calendars}
        self.time_zone = "Europe/London"
        self.page_size = 100
        self.forgotten_tokens: set[str] = set()

    # What a person does in their calendar.

    def add(
        self, event_id: str, start: Any, end: Any, calendar: str = "primary@example.com", **more: Any
    ) -> None:
        key = "date" if len(str(start)) == 10 else "dateTime"
        self._put(
            calendar,
            {"id": event_id, "status": "confirmed", "start": {key: start}, "end": {key: end}, **more},
        )

    def delete(self, event_id: str, calendar: str = "primary@example.com") -> None:
        self._put(calendar, {"id": event_id, "status": "cancelled"})

    def there(self, calendar: str = "primary@example.com") -> list[dict[str, Any]]:
        return [each for each in self.items[calendar].values() if each["status"] != "cancelled"]

    def _put(self, calendar: str, event: dict[str, Any]) -> dict[str, Any]:
        event["etag"] = f'"{len(self.order[calendar])}"'
        self.items[calendar][event["id"]] = event
        self.order[calendar].append(event["id"])
        return event

    # What programs ask.

    def answer(self, asked: Asked) -> Told:
        if asked.path == self.TOKEN_PATH:
            return self.token_answer(asked)
        if not self.is_allowed(asked):
            return google_error(401, "authError", "Invalid Credentials")
        if asked.path == "/calendar/v3/users/me/calendarList" and asked.method == "GET":
            return Told(200, {"items": [{"id": name, **each} for name, each in self.calendars.items()]})
        match = re.fullmatch(r"/calendar/v3/calendars/([^/]+)/events(?:/([^/]+))?", asked.path)
        if match is None or match[1] not in self.calendars:
            return google_error(404, "notFound", "Not Found")
        if (
            asked.method in ("POST", "PUT", "PATCH")
            and asked.headers.get("content-type") != "application/json"
        ):
            return google_error(400, "parseError", "Parse Error")
        return self._one(asked, match[1], match[2]) if match[2] else self._all(asked, match[1])

    def _all(self, asked: Asked, calendar: str) -> Told:
        if asked.method == "GET":
            return self._list(asked, calendar)
        if asked.method != "POST":
            return google_error(405, "methodNotAllowed")
        if self.calendars[calendar]["accessRole"] == "reader":
            return google_error(403, "forbidden", "Forbidden")
        event = asked.json()
        if not ID.match(event.get("id", "")):
            return google_error(400, "invalid", "Invalid resource id value.")
        if event["id"] in self.items[calendar]:
            return google_error(409, "duplicate", "The requested identifier already exists.")
        return self._checked(calendar, event)

    def _checked(self, calendar: str, event: dict[str, Any]) -> Told:
        for name in ("start", "end"):
            if name not in event:
                return google_error(400, "required", f"Missing {name} time.")
            given = event[name]
            if (
                "dateTime" in given
                and "timeZone" not in given
                and not datetime.fromisoformat(given["dateTime"]).tzinfo
            ):
                return google_error(400, "required", f"Missing time zone definition for {name} time.")
        event.setdefault("status", "confirmed")
        return Told(200, self._put(calendar, event))

    def _one(self, asked: Asked, calendar: str, event_id: str) -> Told:
        event = self.items[calendar].get(event_id)
        if event is None:
            return google_error(404, "notFound", "Not Found")
        if asked.method == "DELETE":
            if event["status"] == "cancelled":
                return google_error(410, "deleted", "Resource has been deleted")
            self.delete(event_id, calendar)
            return Told(204)
        if asked.method == "PUT":
            return self._checked(calendar, {**asked.json(), "id": event_id})
        if asked.method == "PATCH":
            return self._checked(calendar, {**event, **asked.json()})
        return Told(200, event)

    def _list(self, asked: Asked, calendar: str) -> Told:
        query = asked.query
        token = query.get("syncToken")
        if token is not None and NOT_WITH_A_TOKEN & query.keys():
            return google_error(400, "invalid", "Sync token cannot be used with other parameters.")
        if token is not None and (token in self.forgotten_tokens or not token.startswith("sync-")):
            return google_error(
                410, "fullSyncRequired", "Sync token is no longer valid, a full sync is required."
            )
        if query.get("singleEvents") != "true" or not 1 <= int(query.get("maxResults", "250")) <= 2500:
            return google_error(400, "invalid")
        for bound in ("timeMin", "timeMax"):
            if bound in query and datetime.fromisoformat(query[bound]).tzinfo is None:
                return google_error(400, "invalid", f"{bound} must have an offset.")
        if token is not None:
            changed = dict.fromkeys(self.order[calendar][int(token.removeprefix("sync-")) :])
            events = [self.items[calendar][event_id] for event_id in changed]
        else:
            events = self.there(calendar)
        first = int(query.get("pageToken", "0"))
        page: dict[str, Any] = {"timeZone": self.time_zone, "items": events[first : first + self.page_size]}
        if first + self.page_size < len(events):
            page["nextPageToken"] = str(first + self.page_size)
        else:
            page["nextSyncToken"] = f"sync-{len(self.order[calendar])}"
        return Told(200, page)
