"""The client against the API's own document: what it reads is told, what it sends is taken."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, time, timezone
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from actions.client import (
    Answer,
    BookingRequest,
    BookingsClient,
    Handover,
    HandoverRequest,
    WaitlistEntry,
    WaitlistOffer,
    WaitlistRequest,
    models,
)
from actions.client.decode import decode
from tests.actions.client.fakes import (
    BOOKING,
    CANCELLED,
    CATALOGUE,
    HANDOVER,
    HOLD,
    PAGE,
    PROBLEMS,
    PROOF,
    SLOTS,
)

DOCUMENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8")
)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
REQUEST = BookingRequest(
    booking_link_id="link_checkup",
    starts_at=datetime(2026, 5, 1, 10, 0, tzinfo=timezone.utc),
    contact_name="Dana Cole",
    contact_email="dana@example.org",
    contact_phone="+447700900123",
    notes="First visit",
    service_id="svc_checkup",
    staff_id="staff_sarah",
    client_timezone="Europe/London",
    answers=(Answer("q_new", True), Answer("q_pain", 3), Answer("q_text", "None")),
)


def check(value: object, name: str) -> None:
    """Raise unless `value` is what the document's schema of that name allows."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"data": CATALOGUE}, "CatalogueEnvelope"),
        ({"data": SLOTS}, "SlotsEnvelope"),
        ({"data": BOOKING}, "BookingEnvelope"),
        (PAGE, "BookingPage"),
        ({"data": CANCELLED}, "CancelledEnvelope"),
        ({"data": HOLD}, "HoldEnvelope"),
        ({"data": PROOF}, "ContactProofEnvelope"),
        ({"data": HANDOVER}, "HandoverEnvelope"),
        (
            {"error": {"code": "validation_failed", "message": "x", "details": {"problems": PROBLEMS}}},
            "ErrorEnvelope",
        ),
    ],
)
def test_the_fakes_of_the_tests_answer_as_the_real_api_could(value: object, name: str):
    check(value, name)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (models.Business, "Business"),
        (models.Staff, "Staff"),
        (models.Service, "Service"),
        (models.BookingLink, "BookingLink"),
        (models.Question, "Question"),
        (models.Catalogue, "Catalogue"),
        (models.Slot, "Slot"),
        (models.Booking, "Booking"),
        (models.Answer, "AnsweredQuestion"),
        (models.Cancellation, "CancelledBooking"),
        (models.Hold, "Hold"),
        (models.ContactProof, "ContactProof"),
        (models.BookingPage, "BookingPage"),
        (models.Pagination, "Pagination"),
        (Handover, "Handover"),
        (WaitlistEntry, "WaitlistEntry"),
        (WaitlistOffer, "WaitlistOffer"),
    ],
)
def test_every_field_that_is_read_is_told_and_every_needed_one_always(kind: type, name: str):
    schema = SCHEMAS[name]
    for field in dataclasses.fields(kind):
        key = field.metadata.get("json", field.name)
        assert key in schema["properties"], f"{name} has no {key}"
        has_default = (field.default, field.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)
        assert has_default or key in schema["required"], f"{name} may come without {key}"


class Recorder:
    """Answers every request with one body and keeps the requests."""

    def __init__(self, body: object) -> None:
        self.body, self.requests = body, []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json=self.body)

    def client(self) -> BookingsClient:
        return BookingsClient("http://api.test", "k", transport=httpx.MockTransport(self))

    @property
    def sent(self) -> httpx.Request:
        (request,) = self.requests
        return request


def parameters(path: str) -> set[str]:
    return {each["name"] for each in DOCUMENT["paths"][path]["get"]["parameters"] if each["in"] == "query"}


async def test_a_booking_is_sent_as_the_document_says():
    api = Recorder({"data": BOOKING})
    await api.client().create_booking(REQUEST, "key")
    assert "post" in DOCUMENT["paths"][api.sent.url.path]
    check(json.loads(api.sent.content), "NewBooking")
    assert set(json.loads(api.sent.content)) <= set(SCHEMAS["NewBooking"]["properties"])


async def test_a_cancellation_is_sent_as_the_document_says():
    api = Recorder({"data": CANCELLED})
    await api.client().cancel_booking("bk_1", "Ill")
    path = api.sent.url.path.replace("bk_1", "{booking_id}")
    assert api.sent.method.lower() in DOCUMENT["paths"][path]
    check(json.loads(api.sent.content), "Cancellation")


async def test_attendance_is_confirmed_as_the_document_says():
    api = Recorder({"data": BOOKING})
    await api.client().confirm_attendance("bk_1")
    path = api.sent.url.path.replace("bk_1", "{booking_id}")
    assert api.sent.method.lower() in DOCUMENT["paths"][path]
    assert "requestBody" not in DOCUMENT["paths"][path]["post"]


async def test_holds_are_sent_as_the_document_says():
    api = Recorder({"data": HOLD})
    await api.client().create_hold("l", REQUEST.starts_at, "key", "s", "v")
    assert "post" in DOCUMENT["paths"][api.sent.url.path]
    check(json.loads(api.sent.content), "NewHold")
    assert set(json.loads(api.sent.content)) <= set(SCHEMAS["NewHold"]["properties"])
    api = Recorder({})
    await api.client().release_hold("hold_1")
    assert "delete" in DOCUMENT["paths"][api.sent.url.path.replace("hold_1", "{hold_id}")]


async def test_the_waitlist_is_asked_as_the_document_says():
    entry = {"id": "wl_1", "booking_link_id": "l", "status": "waiting"}
    api = Recorder({"data": entry})
    day = date(2026, 5, 4)
    wish = WaitlistRequest(
        *("link_checkup", day, day, "Europe/London", "Dana Cole", "dana@example.org", "+447700900123"),
        *(time(9), time(12), "svc_checkup", "staff_sarah", (Answer("q_new", True),)),
    )
    await api.client().join_waitlist(wish, "key")
    assert "post" in DOCUMENT["paths"][api.sent.url.path]
    check(json.loads(api.sent.content), "NewWaitlistEntry")
    assert set(json.loads(api.sent.content)) <= set(SCHEMAS["NewWaitlistEntry"]["properties"])
    for how, body in (("accept", BOOKING), ("decline", entry)):
        api = Recorder({"data": body})
        await getattr(api.client(), f"{how}_offer")("wl_1", "offer_1", "key")
        assert "post" in DOCUMENT["paths"][api.sent.url.path.replace("wl_1", "{entry_id}")]
        check(json.loads(api.sent.content), "OfferAnswer")
    api = Recorder({"data": entry})
    assert (await api.client().waitlist_entry("wl_1")).status == "waiting"
    assert "get" in DOCUMENT["paths"][api.sent.url.path.replace("wl_1", "{entry_id}")]
    api = Recorder({})
    await api.client().leave_waitlist("wl_1")
    assert "delete" in DOCUMENT["paths"][api.sent.url.path.replace("wl_1", "{entry_id}")]


async def test_contact_proofs_are_asked_for_and_confirmed_as_the_document_says():
    api = Recorder({"data": PROOF})
    assert (await api.client().request_proof("dana@example.org", "key")).status == "open"
    assert "post" in DOCUMENT["paths"][api.sent.url.path]
    check(json.loads(api.sent.content), "NewContactProof")
    api = Recorder({"data": PROOF | {"status": "confirmed"}})
    assert (await api.client().confirm_proof("proof_1", "482913", "key")).status == "confirmed"
    assert "post" in DOCUMENT["paths"][api.sent.url.path.replace("proof_1", "{proof_id}")]
    assert api.sent.headers["Idempotency-Key"] == "key"
    check(json.loads(api.sent.content), "ProofCode")


async def test_a_conversation_is_handed_over_as_the_document_says():
    api = Recorder({"data": HANDOVER})
    said = (("person", "A person, please."), ("assistant", "How can they reach you?"))
    request = HandoverRequest("Dana Cole", "dana@example.org", "+447700900123", "My insurance", said)
    assert (await api.client().hand_over(request, "key")).told_by == ("email",)
    assert "post" in DOCUMENT["paths"][api.sent.url.path]
    check(json.loads(api.sent.content), "NewHandover")
    assert set(json.loads(api.sent.content)) <= set(SCHEMAS["NewHandover"]["properties"])


async def test_a_move_is_sent_as_the_document_says():
    api = Recorder({"data": BOOKING})
    await api.client().reschedule_booking("bk_1", REQUEST.starts_at, "key", "s", hold_id="hold_1")
    path = api.sent.url.path.replace("bk_1", "{booking_id}")
    assert api.sent.method.lower() in DOCUMENT["paths"][path]
    check(json.loads(api.sent.content), "Reschedule")
    assert set(json.loads(api.sent.content)) <= set(SCHEMAS["Reschedule"]["properties"])


async def test_availability_is_asked_for_with_parameters_that_exist():
    api = Recorder({"data": SLOTS})
    days = date(2026, 5, 1), date(2026, 5, 7)
    own = {"hold_id": "h", "booking_id": "b"}
    await api.client().availability("l", *days, "Europe/London", staff_id="s", service_id="v", **own)
    assert set(api.sent.url.params) <= parameters(api.sent.url.path)


async def test_bookings_are_listed_with_parameters_that_exist():
    api = Recorder(PAGE)
    instant = datetime(2026, 5, 1, tzinfo=timezone.utc)
    await api.client().list_bookings("l", "confirmed", instant, instant, 1, 100, "ABCD-2345", "a@b.c")
    assert set(api.sent.url.params) <= parameters(api.sent.url.path)


@pytest.mark.parametrize("path", ["/api/v1/catalogue", "/api/v1/bookings/{booking_id}"])
def test_the_other_reads_exist(path: str):
    assert "get" in DOCUMENT["paths"][path]


def test_the_bounds_of_a_question_are_numbers_or_days():
    question = {"id": "q", "text": "When?", "type": "date", "required": False, "min": "2020-01-01"}
    read = decode(models.Question, question)
    assert (read.min, read.max) == ("2020-01-01", None)
    assert decode(models.Question, question | {"type": "number", "min": 0, "max": 2.5}).max == 2.5
