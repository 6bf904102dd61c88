"""Reading what a server answers, or does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from bookings.integrations.waiting import wait_of
from bookings.services.calendars.errors import Unreachable


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
