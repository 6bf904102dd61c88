"""One request and its answer: time limits, the second try, and what counts as an answer at all."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, TypeVar

import httpx

from actions.client.decode import WrongShape, decode
from actions.client.errors import ApiUnavailable, refusal
from actions.client.retrying import NEVER_SENT, RETRY_SECONDS, Tries
from telemetry import trace

T = TypeVar("T")

TIMEOUT = httpx.Timeout(4.0, connect=1.0)
"""Seconds for each step of one request."""
TOTAL_SECONDS = 6.0
"""For one request with all its tries, however slowly the answer drips in."""
_PARTS = frozenset(
    """api v1 accept availability bookings cancel catalogue confirm confirm-attendance contact-proofs decline
    handovers holds reschedule waitlist""".split()
) | {""}
"""What addresses are made of, beside ids."""


class Exchange:
    """Sends requests to one API and returns its successful answers; everything else is raised.

    What can be sent twice to the same effect, reads and whatever has an Idempotency-Key, is tried again
    for some seconds while the API or its database is away. Other writes never are, since only the caller
    knows whether a second try is wanted.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        transport: httpx.AsyncBaseTransport | None,
        timeout: httpx.Timeout,
        total_seconds: float,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {api_key}"} if api_key else {})
        # trust_env: a proxy of the surroundings must not see the key or the contacts.
        self._http = httpx.AsyncClient(
            base_url=base_url, headers=headers, transport=transport, timeout=timeout, trust_env=False
        )
        self._total_seconds = total_seconds
        self._retry_seconds = retry_seconds

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def read(
        self, path: str, params: Mapping[str, str | None] | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """The answer to a GET; parameters that are None are left out."""
        present = {key: value for key, value in (params or {}).items() if value is not None}
        request = self._http.build_request("GET", path, params=present, headers=headers)
        return await self._send(request)

    async def write(
        self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """The answer to a request that changes something; `body` is sent as JSON, None as no body."""
        return await self._send(self._http.build_request(method, path, json=body, headers=headers))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        with trace.span(_name(request), trace.CLIENT):
            request.headers.update(trace.headers())
            return await self._answer(request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        is_write = request.method != "GET"
        repeatable = not is_write or "Idempotency-Key" in request.headers
        tries = Tries(lambda: self._http.send(request), self._retry_seconds if repeatable else 0)
        try:
            answer = await asyncio.wait_for(tries.answer(), self._total_seconds)
        except NEVER_SENT as error:
            unsure = is_write and tries.may_have_happened
            raise ApiUnavailable(f"{_name(request)}: no connection", may_have_happened=unsure) from error
        except (httpx.HTTPError, httpx.InvalidURL, asyncio.TimeoutError) as error:
            message = f"{_name(request)}: {type(error).__name__}"
            raise ApiUnavailable(message, may_have_happened=is_write) from error
        try:
            return _accepted(answer)
        except ApiUnavailable as error:
            error.may_have_happened |= is_write and tries.may_have_happened
            raise


def _accepted(answer: httpx.Response) -> httpx.Response:
    """The answer when it is a success, else the error that it means is raised."""
    unchanged = answer.status_code == httpx.codes.NOT_MODIFIED and "If-None-Match" in answer.request.headers
    if answer.is_success or unchanged:
        return answer
    if answer.is_client_error:
        error = json_of(answer).get("error")
        if isinstance(error, dict) and isinstance(error.get("code"), str):
            details = error.get("details")
            message = error.get("message")
            raise refusal(
                answer.status_code,
                error["code"],
                message if isinstance(message, str) else "",
                details if isinstance(details, dict) else {},
            )
    raise _unusable(answer, f"status {answer.status_code}")


def data_of(kind: type[T], answer: httpx.Response) -> T:
    """What stands under `data` (or the whole body, when there is no such key), as `kind`."""
    body = json_of(answer)
    return checked(kind, body.get("data", body), answer)


def checked(kind: type[T], value: object, answer: httpx.Response) -> T:
    """`value`, taken from the answer, as `kind`; raises ApiUnavailable when it has another shape."""
    try:
        return decode(kind, value)
    except WrongShape as error:
        raise _unusable(answer, str(error)) from error


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object that is the answer's body; raises ApiUnavailable for anything else."""
    try:
        # json.loads() rather than answer.json(): the latter guesses the encoding of nonsense.
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        raise _unusable(answer, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise _unusable(answer, "the body is not a JSON object")
    return body


def _unusable(answer: httpx.Response, what: str) -> ApiUnavailable:
    # A 4xx or 503 says that nothing was done; after anything else a write may have been.
    refused = answer.is_client_error or answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    may_have_happened = answer.request.method != "GET" and not refused
    return ApiUnavailable(f"{_name(answer.request)}: {what}", may_have_happened=may_have_happened)


def _name(request: httpx.Request) -> str:
    """For logs: no query and no ids, since they may be what a person wrote."""
    parts = (part if part in _PARTS else "…" for part in request.url.path.split("/"))
    return f"{request.method} {'/'.join(parts)}"
