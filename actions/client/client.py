"""The Bookings API, asked over HTTP."""

from __future__ import annotations

from datetime import date, datetime, timezone
from types import TracebackType
from typing import Any
from urllib.parse import quote

import httpx

from actions.client.exchange import TIMEOUT, TOTAL_SECONDS, Exchange, checked, data_of, json_of
from actions.client.handover import Handover, HandoverRequest
from actions.client.models import (
    Booking,
    BookingPage,
    BookingRequest,
    Cancellation,
    Catalogue,
    ContactProof,
    Hold,
    Slot,
)
from actions.client.retrying import RETRY_SECONDS
from actions.client.waitlist import WaitlistEntry, WaitlistRequest


class BookingsClient:
    """Asks the Bookings API; one connection pool, for one event loop.

    Every method raises a `BookingsApiError` and nothing else when the API does not do it: see
    `errors`. Reads and what has an idempotency key are tried again for some seconds while the API is away.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str | None,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        total_seconds: float = TOTAL_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._exchange = Exchange(base_url, api_key, transport, timeout, total_seconds, retry_seconds)
        self._base_url = base_url
        self._etag: str | None = None
        self._catalogue = Catalogue()

    def __repr__(self) -> str:
        return f"BookingsClient({self._base_url!r}, api_key=***)"

    async def __aenter__(self) -> BookingsClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._exchange.aclose()

    async def catalogue(self) -> Catalogue:
        """The business, its staff, services and links as they are now.

        What was read before is kept, and only checked for having changed (a strong ETag).
        """
        headers = {"If-None-Match": self._etag} if self._etag else {}
        answer = await self._exchange.read("/api/v1/catalogue", headers=headers)
        if answer.status_code != httpx.codes.NOT_MODIFIED:
            self._catalogue = data_of(Catalogue, answer)
            self._etag = answer.headers.get("ETag")
        return self._catalogue

    async def availability(
        self,
        link_id: str,
        first_day: date,
        last_day: date,
        timezone: str,
        staff_id: str | None = None,
        service_id: str | None = None,
        hold_id: str | None = None,
        booking_id: str | None = None,
        hold_key: str | None = None,
    ) -> tuple[Slot, ...]:
        """The bookable times of a link, sorted, from `first_day` to `last_day` (both included).

        At most 62 days, which are days of `timezone` (IANA). The time of `hold_id` counts as free, that of
        a hold that was asked for with `hold_key`, and that of `booking_id`, which is to be moved; one that is
        gone changes nothing. Raises NotFound for an unknown link.
        """
        wanted = {
            "booking_link_id": link_id,
            "from": first_day.isoformat(),
            "to": last_day.isoformat(),
            "timezone": timezone,
            "staff_id": staff_id,
            "service_id": service_id,
            "hold_id": hold_id,
            "hold_key": hold_key,
            "booking_id": booking_id,
            "include": "staff",
        }
        answer = await self._exchange.read("/api/v1/availability", params=wanted)
        data = json_of(answer).get("data")
        return checked(tuple[Slot, ...], data.get("slots") if isinstance(data, dict) else None, answer)

    async def create_booking(self, request: BookingRequest, idempotency_key: str) -> Booking:
        """Book. The key names this booking: a second request with it does not book twice.

        Raises SlotTaken, SlotNotAvailable, RoutingRejected, ValidationFailed, NotFound.
        """
        headers = {"Idempotency-Key": idempotency_key}
        answer = await self._exchange.write("POST", "/api/v1/bookings", _wire(request), headers)
        return data_of(Booking, answer)

    async def create_hold(
        self,
        link_id: str,
        starts_at: datetime,
        idempotency_key: str,
        staff_id: str | None = None,
        service_id: str | None = None,
    ) -> Hold:
        """Keep a time for some minutes. Raises SlotTaken, SlotNotAvailable, ValidationFailed, NotFound."""
        wanted = {
            "booking_link_id": link_id,
            "start_time": _instant(starts_at),
            "staff_id": staff_id,
            "service_id": service_id,
        }
        body = {key: value for key, value in wanted.items() if value is not None}
        headers = {"Idempotency-Key": idempotency_key}
        return data_of(Hold, await self._exchange.write("POST", "/api/v1/holds", body, headers))

    async def release_hold(self, hold_id: str) -> None:
        """Let a kept time go; well also when it has expired. Raises HoldGone."""
        await self._exchange.write("DELETE", f"/api/v1/holds/{_segment(hold_id)}", None)

    async def get_booking(self, booking_id: str) -> Booking:
        """One booking. Raises NotFound."""
        return data_of(Booking, await self._exchange.read(f"/api/v1/bookings/{_segment(booking_id)}"))

    async def cancel_booking(self, booking_id: str, reason: str | None = None) -> Cancellation:
        """Cancel a booking, with the person's reason if there is one. Raises NotFound, AlreadyCancelled."""
        body = {"reason": reason} if reason else {}
        answer = await self._exchange.write("PATCH", f"/api/v1/bookings/{_segment(booking_id)}/cancel", body)
        return data_of(Cancellation, answer)

    async def confirm_attendance(self, booking_id: str) -> Booking:
        """Note that the person will come; well also when it was noted before.

        Raises NotFound, AlreadyCancelled; StatusConflict when it has begun or is over.
        """
        path = f"/api/v1/bookings/{_segment(booking_id)}/confirm-attendance"
        return data_of(Booking, await self._exchange.write("POST", path, None))

    async def reschedule_booking(
        self,
        booking_id: str,
        starts_at: datetime,
        idempotency_key: str,
        staff_id: str | None = None,
        hold_id: str | None = None,
    ) -> Booking:
        """Move a booking, with whom it was with unless `staff_id` asks for another.

        `hold_id` keeps the new time. Raises SlotTaken, SlotNotAvailable, ValidationFailed, NotFound,
        AlreadyCancelled, StatusConflict, HoldGone.
        """
        body = {"start_time": _instant(starts_at)}
        body |= {"staff_id": staff_id} if staff_id else {}
        body |= {"hold_id": hold_id} if hold_id else {}
        headers = {"Idempotency-Key": idempotency_key}
        path = f"/api/v1/bookings/{_segment(booking_id)}/reschedule"
        return data_of(Booking, await self._exchange.write("PATCH", path, body, headers))

    async def join_waitlist(self, request: WaitlistRequest, idempotency_key: str) -> WaitlistEntry:
        """Wait for what becomes free; who waits for the same already gets the entry that is there.

        Raises RoutingRejected, ValidationFailed, NotFound.
        """
        headers = {"Idempotency-Key": idempotency_key}
        answer = await self._exchange.write("POST", "/api/v1/waitlist", request.wire(), headers)
        return data_of(WaitlistEntry, answer)

    async def waitlist_entry(self, entry_id: str) -> WaitlistEntry:
        """One entry with what it is offered now. Raises NotFound."""
        return data_of(WaitlistEntry, await self._exchange.read(f"/api/v1/waitlist/{_segment(entry_id)}"))

    async def leave_waitlist(self, entry_id: str) -> None:
        """Wait no longer; well also when it was left before. Raises NotFound, StatusConflict."""
        await self._exchange.write("DELETE", f"/api/v1/waitlist/{_segment(entry_id)}", None)

    async def accept_offer(self, entry_id: str, offer_id: str, idempotency_key: str) -> Booking:
        """Book what is offered. Raises NoOffer, NotFound, and what create_booking does."""
        return data_of(Booking, await self._answered(entry_id, "accept", offer_id, idempotency_key))

    async def decline_offer(self, entry_id: str, offer_id: str, idempotency_key: str) -> WaitlistEntry:
        """Let it go to whoever is next. Raises NoOffer, NotFound."""
        return data_of(WaitlistEntry, await self._answered(entry_id, "decline", offer_id, idempotency_key))

    async def _answered(self, entry_id: str, how: str, offer_id: str, key: str) -> httpx.Response:
        path = f"/api/v1/waitlist/{_segment(entry_id)}/{how}"
        return await self._exchange.write("POST", path, {"offer_id": offer_id}, {"Idempotency-Key": key})

    async def request_proof(self, email: str, idempotency_key: str) -> ContactProof:
        """Have a code sent to an address; the answer is the same whether it has bookings or not.

        Raises RateLimited, ValidationFailed.
        """
        headers = {"Idempotency-Key": idempotency_key}
        body = {"contact_email": email}
        return data_of(
            ContactProof, await self._exchange.write("POST", "/api/v1/contact-proofs", body, headers)
        )

    async def confirm_proof(self, proof_id: str, code: str, idempotency_key: str) -> ContactProof:
        """Give the code back. Raises WrongCode; StatusConflict when none is taken any more; NotFound."""
        headers = {"Idempotency-Key": idempotency_key}
        path = f"/api/v1/contact-proofs/{_segment(proof_id)}/confirm"
        return data_of(ContactProof, await self._exchange.write("POST", path, {"code": code}, headers))

    async def hand_over(self, request: HandoverRequest, idempotency_key: str) -> Handover:
        """Hand the conversation over to the team. Raises NoHandover, RateLimited, ValidationFailed."""
        headers = {"Idempotency-Key": idempotency_key}
        return data_of(
            Handover, await self._exchange.write("POST", "/api/v1/handovers", request.wire(), headers)
        )

    async def list_bookings(
        self,
        booking_link_id: str | None = None,
        status: str | None = None,
        starts_from: datetime | None = None,
        starts_to: datetime | None = None,
        page: int = 1,
        limit: int = 50,
        reference: str | None = None,
        contact_email: str | None = None,
    ) -> BookingPage:
        """One page of bookings, by link, status, start, reference and contact.

        The instants are aware; pages count from 1; `limit` is at most 100.
        """
        wanted = {
            "booking_link_id": booking_link_id,
            "status": status,
            "from": _instant(starts_from) if starts_from else None,
            "to": _instant(starts_to) if starts_to else None,
            "reference": reference,
            "contact_email": contact_email,
            "page": str(page),
            "limit": str(limit),
        }
        answer = await self._exchange.read("/api/v1/bookings", params=wanted)
        return checked(BookingPage, json_of(answer), answer)


def _wire(request: BookingRequest) -> dict[str, Any]:
    body: dict[str, Any] = {
        "booking_link_id": request.booking_link_id,
        "start_time": _instant(request.starts_at),
        "contact_name": request.contact_name,
        "contact_email": request.contact_email,
        "contact_phone": request.contact_phone,
        "notes": request.notes,
        "service_id": request.service_id,
        "staff_id": request.staff_id,
        "client_timezone": request.client_timezone,
        "hold_id": request.hold_id,
        "answers": [{"question_id": each.question_id, "answer": each.answer} for each in request.answers],
    }
    return {key: value for key, value in body.items() if value not in (None, [])}


def _instant(moment: datetime) -> str:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone: pass an aware datetime")
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _segment(booking_id: str) -> str:
    """An id as one segment of a path: what a person typed must not reach another address."""
    quoted = quote(booking_id, safe="")
    return quoted.replace(".", "%2E") if set(quoted) <= {"."} else quoted
