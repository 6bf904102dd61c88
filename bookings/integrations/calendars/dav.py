"""CalDAV (RFC 4791) with the caldav library: iCloud, Nextcloud, Fastmail, Radicale and others."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from zoneinfo import ZoneInfo

import httpx
from caldav.aio import AsyncDAVClient, DAVResponse
from caldav.elements import cdav, dav
from caldav.lib.error import AuthorizationError, DAVError, RateLimitError
from lxml.etree import LxmlError, tostring

from bookings.engine.timerange import TimeRange
from bookings.integrations.addresses import AddressRefused, Resolve, resolved
from bookings.integrations.calendars import ical
from bookings.integrations.calendars.opening import PRIVATE_SETTING
from bookings.integrations.checked_transport import CheckedTransport
from bookings.integrations.waiting import wait_of
from bookings.services.calendars.errors import Broken, Refused, Unreachable
from bookings.services.calendars.model import (
    BusyEvent,
    BusyReport,
    CalendarChoice,
    CalendarEntry,
    RemoteEvent,
)

SECONDS = 10
"""How long an answer may take."""
AT_ONCE = 50
"""How many resources are asked for in one request."""

_SYNC_TOKEN = "{DAV:}sync-token"
_CTAG = "{http://calendarserver.org/ns/}getctag"
_STATE = (
    '<D:propfind xmlns:D="DAV:" xmlns:S="http://calendarserver.org/ns/">'
    "<D:prop><D:sync-token/><S:getctag/></D:prop></D:propfind>"
)
_TYPE = {"Content-Type": "text/calendar; charset=utf-8"}
_GONE = (404, 410)
_STALE = (403, 409, 410, 412, 507)
"""What servers say to a sync token that they do not know any more (RFC 6578, section 3.8, asks for 403)."""

logger = logging.getLogger(__name__)


class DavCalendar:
    """`services.calendars.ports.CalendarClient` for one calendar."""

    def __init__(self, client: AsyncDAVClient, url: str, own: Collection[str]) -> None:
        """`own`: the person's addresses, by which it is seen what they declined."""
        self._client = client
        self._url = url if url.endswith("/") else url + "/"
        self._own = own

    async def put(self, entry: CalendarEntry, known: RemoteEvent | None) -> RemoteEvent:
        """Only over what was read: what somebody has changed meanwhile is read first, and kept."""
        url = self._resource(entry.booking_id)
        written = await self._written(url, entry, *await self._present(url))
        if written is None:  # changed in between
            written = await self._written(url, entry, *await self._present(url))
        if written is None:
            raise Unreachable("The event keeps being changed.")
        return written

    async def _present(self, url: str) -> tuple[str | None, str | None]:
        """The resource as it is and its ETag; None and None if there is none."""
        answer = await self._asked("GET", url, expected=_GONE)
        if answer.status in _GONE:
            return None, None
        return answer.raw, answer.headers.get("ETag")

    async def _written(
        self, url: str, entry: CalendarEntry, before: str | None, etag: str | None
    ) -> RemoteEvent | None:
        """None if it was not as expected any more (412)."""
        guard = {"If-None-Match": "*"} if before is None else {"If-Match": etag} if etag else {}
        answer = await self._asked(
            "PUT", url, ical.written(entry, before), {**_TYPE, **guard}, expected=(404, 409, 410, 412)
        )
        if answer.status == 412:
            return None
        if answer.status in (404, 409, 410):
            raise _gone()
        return RemoteEvent(url, answer.headers.get("ETag"))

    async def remove(self, booking_id: str, known: RemoteEvent | None) -> None:
        await self._asked("DELETE", self._resource(booking_id), expected=_GONE)

    def _resource(self, booking_id: str) -> str:
        return f"{self._url}{quote(ical.uid_of(booking_id), safe='@')}.ics"

    async def busy(self, span: TimeRange, zone: ZoneInfo, state: Mapping[str, Any] | None) -> BusyReport:
        """By sync token (RFC 6578) where the server has it, else by whether anything has changed."""
        if state is not None and state.get("sync_token"):
            report = await self._changes(str(state["sync_token"]), span, zone)
            if report is not None:
                return report
        now = await self._state()
        if state is not None and now.get("ctag") and now["ctag"] == state.get("ctag"):
            return BusyReport(False, (), now)
        with _reaching(self._url):
            answer = await self._client.calendar_query(
                self._url, start=span.starts_at, end=span.ends_at, event=True
            )
            _check_list(answer, self._url)
        return BusyReport(True, await self._read(answer.results or (), span, zone), now)

    async def _state(self) -> dict[str, str]:
        """Taken before the events are read: what changes meanwhile is told again, and not missed."""
        with _reaching(self._url):
            answer = await self._client.propfind(self._url, _STATE, depth=0)
            if answer.status in _GONE:
                raise _gone()
            _check_list(answer, self._url)
        found: Iterable[Any] = answer.results or ()
        properties: Mapping[str, Any] = next((each.properties for each in found), {})
        named = {"sync_token": properties.get(_SYNC_TOKEN), "ctag": properties.get(_CTAG)}
        return {name: str(value) for name, value in named.items() if value}

    async def _changes(self, token: str, span: TimeRange, zone: ZoneInfo) -> BusyReport | None:
        """None if the server does not know the token any more."""
        changed: set[str] = set()
        gone: set[str] = set()
        while True:
            with _reaching(self._url):
                try:
                    answer = await self._client.sync_collection(self._url, token, props=["{DAV:}getetag"])
                except AuthorizationError as error:
                    if error.status != 403:
                        raise
                    return None
                if answer.status in _STALE:
                    return None
                if answer.status in _GONE:
                    raise _gone()
                _check_list(answer, self._url)
                found = answer.parse_sync_collection()
            for href in (each.href for each in found.changed):
                changed.add(href)
                gone.discard(href)
            gone |= set(found.deleted)
            if not found.sync_token:
                return None
            is_whole = not answer.sync_truncated or found.sync_token == token
            token = found.sync_token
            if is_whole:
                break
        events = await self._fetched(sorted(changed - gone), span, zone)
        events += [BusyEvent(_key(self._url, href)) for href in sorted(gone)]
        return BusyReport(False, events, {"sync_token": token})

    async def _fetched(self, hrefs: list[str], span: TimeRange, zone: ZoneInfo) -> list[BusyEvent]:
        """The resources; one that has gone in between makes nobody busy."""
        events = {_key(self._url, href): BusyEvent(_key(self._url, href)) for href in hrefs}
        for first in range(0, len(hrefs), AT_ONCE):
            with _reaching(self._url):
                answer = await self._client.report(self._url, _multiget(hrefs[first : first + AT_ONCE]), 1)
                _check_list(answer, self._url)
                found = answer.parse_calendar_query()
            for event in await self._read(found, span, zone):
                events[event.key] = event
        return list(events.values())

    async def _read(self, found: Iterable[Any], span: TimeRange, zone: ZoneInfo) -> list[BusyEvent]:
        """In a thread: following long series takes a while."""
        resources = [(_key(self._url, each.href), each.calendar_data) for each in found]
        return await asyncio.to_thread(lambda: list(_busy(resources, span, zone, self._own)))

    async def _asked(
        self,
        method: str,
        url: str,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        expected: Collection[int] = (),
    ) -> DAVResponse:
        with _reaching(url):
            answer = await self._client.request(url, method, body, headers)
            if answer.status not in expected:
                _check(answer, url)
        return answer


def _multiget(hrefs: Iterable[str]) -> str:
    """The request for these resources (RFC 4791, section 7.9)."""
    prop = dav.Prop() + [dav.GetEtag(), cdav.CalendarData()]
    root = cdav.CalendarMultiGet() + prop + [dav.Href(value=href) for href in hrefs]
    text: str = tostring(root.xmlelement(), encoding="unicode")
    return text


def _busy(
    resources: Iterable[tuple[str, str | None]], span: TimeRange, zone: ZoneInfo, own: Collection[str]
) -> Iterator[BusyEvent]:
    for key, text in resources:
        if not text:
            continue
        try:
            ranges, booking_id = ical.busy_in(text, span, zone, own)
        except Exception:  # whatever a library makes of what anybody may have sent as an invitation
            logger.warning("An entry of a calendar cannot be read and makes nobody busy", exc_info=True)
            ranges, booking_id = [], None
        yield BusyEvent(key, ranges, booking_id)


def _key(calendar_url: str, href: str) -> str:
    """The path: some servers answer with it, some with the whole address."""
    return urlsplit(urljoin(calendar_url, href)).path


def _gone() -> Broken:
    return Broken("The server has no such calendar any more. Connect another one.")


def _check(answer: DAVResponse, url: str) -> None:
    host = urlsplit(url).hostname
    if answer.status < 300:
        return
    if answer.status >= 500 or answer.status in (408, 409, 412, 423, 429):
        raise Unreachable(f"{host} answers {answer.status}.", wait_of(answer.headers.get("Retry-After")))
    if answer.status in _GONE:
        raise _gone()
    raise Refused(f"{host} refuses the request with {answer.status}.")


def _check_list(answer: DAVResponse, url: str) -> None:
    """What is no list at all must not be taken for an empty one (RFC 4918, section 13)."""
    _check(answer, url)
    tree = getattr(answer, "tree", None)
    if answer.status != 207 or tree is None or not str(tree.tag).endswith("multistatus"):
        host = urlsplit(url).hostname
        raise Unreachable(f"{host} answers {answer.status} with something that is no CalDAV.")


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """The library's errors as ours."""
    host = urlsplit(url).hostname
    try:
        yield
    except AddressRefused as error:
        raise Unreachable(error.reason) from error
    except AuthorizationError as error:
        raise Broken(
            f"{host} refuses user and password, or access to the calendar. Connect it again."
        ) from error
    except RateLimitError as error:
        raise Unreachable(f"{host} wants fewer requests.", wait_of(str(error.retry_after or ""))) from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unreachable(f"{host} did not answer in time.") from error
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(f"{host} could not be reached: {type(error).__name__}.") from error
    except (DAVError, LxmlError, AttributeError, AssertionError) as error:
        raise Unreachable(
            f"{host} answers with something that is no CalDAV: {type(error).__name__}."
        ) from error


@asynccontextmanager
async def dav_client(
    url: str, username: str, password: str, allow_private: bool, resolve: Resolve = resolved
) -> AsyncIterator[AsyncDAVClient]:
    """A client that asks this address only: no discovery over DNS, no second tries behind our back, no proxy,
    and connections to addresses that were checked."""
    client = AsyncDAVClient(
        url=url,
        username=username,
        password=password,
        timeout=SECONDS,
        ssl_verify_cert=_tls(),  # type: ignore[arg-type]  # httpx takes a context as well
        enable_rfc6764=False,
        rate_limit_handle=False,
    )
    await client.session.aclose()
    transport = CheckedTransport(allow_private, PRIVATE_SETTING, _tls(), resolve)
    client.session = httpx.AsyncClient(transport=transport, timeout=SECONDS, trust_env=False)
    try:
        yield client
    finally:
        await client.close()


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading the certificates takes longer than a request."""
    return httpx.create_ssl_context()


async def choices(client: AsyncDAVClient) -> list[CalendarChoice]:
    """The calendars below the client's address that take events. Raises Unreachable, Broken, Refused."""
    with _reaching(str(client.url)):
        found = await client.get_calendars()
        return [await _choice(each) for each in found]


async def _choice(calendar: Any) -> CalendarChoice:
    name = await calendar.get_display_name()
    url = str(calendar.url)
    return CalendarChoice(
        address=url, name=name or urlsplit(url).path.rstrip("/").rpartition("/")[2], is_writable=True
    )
