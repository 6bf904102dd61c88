"""The shapes that go over the wire. Instants are UTC, written like 2026-05-01T10:00:00Z."""

from bookings.api.schemas.availability import Slot, Slots, SlotsEnvelope
from bookings.api.schemas.bookings import (
    AnsweredQuestion,
    Booking,
    BookingEnvelope,
    BookingPage,
    Cancellation,
    CancelledBooking,
    CancelledEnvelope,
    NewBooking,
    Pagination,
)
from bookings.api.schemas.catalogue import (
    BookingLink,
    BookingLinkEnvelope,
    BookingLinkList,
    Business,
    Catalogue,
    CatalogueEnvelope,
    Question,
    Service,
    Staff,
)
from bookings.api.schemas.changes import History, HistoryEntry, Reschedule
from bookings.api.schemas.contact_proofs import (
    ContactProof,
    ContactProofEnvelope,
    NewContactProof,
    ProofCode,
)
from bookings.api.schemas.errors import Error, ErrorEnvelope
from bookings.api.schemas.handovers import Handover, HandoverEnvelope, NewHandover, TranscriptLine
from bookings.api.schemas.holds import Hold, HoldEnvelope, NewHold
from bookings.api.schemas.system import Health
from bookings.api.schemas.waitlist import (
    NewWaitlistEntry,
    OfferAnswer,
    WaitlistEntry,
    WaitlistEntryEnvelope,
    WaitlistOffer,
    WaitlistPage,
)

__all__ = [
    "AnsweredQuestion",
    "Booking",
    "BookingEnvelope",
    "BookingLink",
    "BookingLinkEnvelope",
    "BookingLinkList",
    "BookingPage",
    "Business",
    "Cancellation",
    "CancelledBooking",
    "CancelledEnvelope",
    "Catalogue",
    "CatalogueEnvelope",
    "ContactProof",
    "ContactProofEnvelope",
    "Error",
    "ErrorEnvelope",
    "Handover",
    "HandoverEnvelope",
    "Health",
    "History",
    "HistoryEntry",
    "Hold",
    "HoldEnvelope",
    "NewBooking",
    "NewContactProof",
    "NewHandover",
    "NewHold",
    "NewWaitlistEntry",
    "OfferAnswer",
    "Pagination",
    "ProofCode",
    "Question",
    "Reschedule",
    "Service",
    "Slot",
    "Slots",
    "SlotsEnvelope",
    "Staff",
    "TranscriptLine",
    "WaitlistEntry",
    "WaitlistEntryEnvelope",
    "WaitlistOffer",
    "WaitlistPage",
]
