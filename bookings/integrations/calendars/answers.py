"""Reading what a server answers, or does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from bookings.services.calendars.errors import Unreachable

LONGEST_WAIT = timedelta(days=1)


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Raises Unreachable for whatever kept a whole answer from coming."""
    host = urlsplit(url).hostname
    try:
        yield
    except httpx.TimeoutException as error:
        raise Unreachable(f"{host} did not answer in time.") from error
    except httpx.HTTPError as error:
        raise Unreachable(f"{host} could not be reached: {error or type(error).__name__}.") from error


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The object in the body. Raises Unreachable for anything else: somebody in between has answered,
    or the answer was cut short."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        host = answer.request.url.host
        raise Unreachable(f"{host} answers {answer.status_code} with something that is no JSON object.")
    return found


def retry_after_of(answer: httpx.Response) -> timedelta | None:
    """Seconds or a date (RFC 9110, section 10.2.3); a date counts from the server's own `Date`."""
    return wait_of(answer.headers.get("Retry-After"), answer.headers.get("Date"))


def wait_of(told: str | None, dated: str | None = None) -> timedelta | None:
    """None if it cannot be read; never longer than a day."""
    text = (told or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text), 10**6)), LONGEST_WAIT)
    until, now = _date(text), _date(dated or "")
    if until is None or now is None:
        return None
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
