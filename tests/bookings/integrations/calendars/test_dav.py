"""CalDAV servers that are wrong, gone, or changed by somebody else at the same time."""

from __future__ import annotations

from dataclasses import replace

import icalendar
import pytest

from bookings.engine.timerange import TimeRange
from bookings.integrations.calendars import ical
from bookings.integrations.calendars.dav import DavCalendar, choices, dav_client
from bookings.services.calendars.errors import Broken, Refused, Unreachable
from tests.bookings.integrations.calendars.loopback import Fake, Told, served
from tests.bookings.integrations.calendars.places import VAULT, at, busy_times, dav_place, entry
from tests.bookings.integrations.calendars.radicale import PASSWORD, USER, Radicale


async def test_a_wrong_password_breaks_the_calendar(radicale: Radicale, dav_calendar: str) -> None:
    place = dav_place(radicale, dav_calendar)
    sealed = VAULT.seal({"username": USER, "password": "wrong"})
    place.calendar = replace(place.calendar, credentials=sealed)
    with pytest.raises(Broken, match="refuses user and password"):
        await place.busy()
    with pytest.raises(Broken, match="refuses user and password"):
        await place.put(entry())


async def test_a_server_that_is_away_is_unreachable(radicale: Radicale) -> None:
    place = dav_place(radicale, "http://127.0.0.1:1/sarah/")
    with pytest.raises(Unreachable, match="could not be reached"):
        await place.busy()


async def test_a_private_address_is_refused_unless_it_is_allowed(
    radicale: Radicale, dav_calendar: str
) -> None:
    place = dav_place(radicale, dav_calendar.replace("http:", "https:"))
    place.apps = replace(place.apps, caldav_private=False)
    with pytest.raises(Unreachable, match="no public address: set BOOKINGS_CALDAV_PRIVATE=1"):
        await place.busy()


async def test_an_alarm_that_somebody_set_meanwhile_is_kept(radicale: Radicale, dav_calendar: str) -> None:
    place = dav_place(radicale, dav_calendar)
    written = await place.put(entry())
    text = radicale.http.get(written.id).text
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT"
    radicale.http.put(written.id, content=text.replace("END:VEVENT", alarm))
    await place.put(entry(version=2, time=TimeRange(at(3, 9), at(3, 10))), written)
    event = icalendar.Calendar.from_ical(radicale.texts(dav_calendar)[0]).walk("VEVENT")[0]
    assert (event["DTSTART"].dt, len(event.walk("VALARM"))) == (at(3, 9), 1)


async def test_what_changes_between_reading_and_writing_is_read_again(
    radicale: Radicale, dav_calendar: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """412: somebody was quicker, once. Without the guard their change would be gone."""
    place = dav_place(radicale, dav_calendar)
    written = await place.put(entry())
    original = DavCalendar._present
    changes = iter(["CATEGORIES:Blue\r\nEND:VEVENT"])

    async def present(self: DavCalendar, url: str) -> tuple[str | None, str | None]:
        found = await original(self, url)
        for change in changes:
            text = radicale.http.get(url).text
            radicale.http.put(url, content=text.replace("END:VEVENT", change))
            break
        return found

    monkeypatch.setattr(DavCalendar, "_present", present)
    await place.put(entry(version=2, time=TimeRange(at(3, 9), at(3, 10))), written)
    text = radicale.texts(dav_calendar)[0]
    assert "CATEGORIES:Blue" in text
    assert place.seen()[0][1:] == (at(3, 9), at(3, 10))


async def test_an_event_that_cannot_be_read_hides_no_other(
    radicale: Radicale, dav_calendar: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    radicale.put(dav_calendar, "one", "DTSTART:20260602T090000Z", "DTEND:20260602T100000Z", "SUMMARY:bad")
    radicale.put(dav_calendar, "two", "DTSTART:20260603T090000Z", "DTEND:20260603T100000Z")
    original = ical.busy_in

    def busy_in(text: str, *rest: object) -> object:
        if "SUMMARY:bad" in text:
            raise RecursionError
        return original(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(ical, "busy_in", busy_in)
    assert busy_times(await dav_place(radicale, dav_calendar).busy()) == [(at(3, 9), at(3, 10))]
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert said == ["An entry of a calendar cannot be read and makes nobody busy"]  # not which


class Odd(Fake):
    """A server that gives one answer to everything."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told

    def answer(self, _asked: object) -> Told:
        return self.told


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Told(500), "answers 500"),
        (Told(429, headers={"Retry-After": "30"}), "fewer requests"),
        (Told(503, headers={"Retry-After": "30"}), "fewer requests"),
        (Told(200, {"no": "xml"}), "no CalDAV"),
        (Told(207), "no CalDAV"),
    ],
)
async def test_answers_of_servers_in_trouble_lead_to_another_try(
    radicale: Radicale, told: Told, reason: str
) -> None:
    with served(Odd(told)) as base:
        place = dav_place(radicale, f"{base}/sarah/")
        with pytest.raises(Unreachable, match=reason) as error:
            await place.busy()
        if "Retry-After" in told.headers:
            assert error.value.retry_after is not None
            assert error.value.retry_after.total_seconds() == 30


async def test_a_servers_calendars_can_be_chosen_from(radicale: Radicale, dav_calendar: str) -> None:
    async with dav_client(radicale.url, USER, PASSWORD, True) as client:
        found = {each.address: each.name for each in await choices(client)}
    assert found[dav_calendar] == dav_calendar.rstrip("/").rpartition("/")[2]


async def test_a_redirect_is_not_followed(radicale: Radicale) -> None:
    with served(Odd(Told(207))) as elsewhere, served(Odd(Told(302, headers={"Location": elsewhere}))) as base:
        with pytest.raises(Refused, match="refuses the request with 302"):
            await dav_place(radicale, f"{base}/sarah/").put(entry())
