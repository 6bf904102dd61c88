"""What the bot remembers of one conversation, and the names of the tracker's slots that hold it.

Rasa calls its memory "slots"; here a slot is a bookable time, so the tracker's slots are named by what
they hold. Each field of `Memory` is one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from actions.dialogue.wishes import Wish

RESULT = "booking_result"
"""How the last attempt to book ended; rules branch on it. See domain.yml for its values."""
OUTCOME = "booking_outcome"
"""How the booking form was left: `confirmed` or `left`."""
SOME = "some"
"""In place of the id of the booking that is being moved, while it is not known which one."""
HANDOVER_OUTCOME = "handover_outcome"
"""What is gone on with once a person was asked for; see handover."""
CANCEL_OUTCOME = "cancelling_outcome"
"""How the cancelling form was left: `confirmed` or `left`."""


@dataclass(frozen=True)
class Offer:
    """A time that was offered as a choice."""

    start: str
    """ISO 8601, UTC."""
    staff_id: str | None = None
    """With whom; None: whoever is free."""


@dataclass(frozen=True)
class Held:
    """A time that the Bookings API was asked to keep while the rest is found out; see holding."""

    key: str
    """Names the request for it, so that it can be repeated when its answer was lost."""
    link_id: str
    service_id: str | None
    start: str
    """ISO 8601, UTC."""
    staff_id: str | None = None
    """With whom it has to be; None: whoever is free."""
    id: str | None = None
    """The hold's id; None: no answer came, so it is not known whether there is one."""
    expires: str | None = None
    """When it ends, ISO 8601, UTC; None as for `id`."""
    holder: str | None = None
    """Whose time is kept, as the API has answered; None as for `id`."""


@dataclass(frozen=True)
class Made:
    """A booking of this person's: made in this conversation, or found by who could show that it is theirs."""

    id: str
    reference: str
    title: str
    staff: str
    """The name of whom it is with."""
    start: str
    """ISO 8601, UTC."""
    link_id: str = ""
    service_id: str | None = None
    staff_id: str | None = None
    end: str = ""
    """ISO 8601, UTC."""


@dataclass(frozen=True)
class Proof:
    """A code by which the person shows that an address is theirs; see proving."""

    email: str
    """Where it is sent."""
    id: str | None = None
    """What it is given back for; None: it has yet to be sent again."""


@dataclass(frozen=True)
class Memory:
    """The state of one conversation. Empty values: not known yet."""

    link_id: str | None = None
    service_id: str | None = None
    spoken_of: str | None = None
    """The id of the service that was asked about last: what "book that" means."""
    wanted_staff: tuple[str, ...] = ()
    """Ids of whom the person would see; empty: not said, or anybody."""
    doubtful_staff: tuple[str, ...] = ()
    """Ids of those who have the name that was said, while it is not clear who is meant."""
    anybody: bool = False
    """The person said that anybody will do."""
    asked_who: bool = False
    """The person was asked once with whom; no answer to it means anybody."""
    wish: Wish = field(default_factory=Wish)
    """When the person wants to come, wall clock in `zone`."""
    choices: tuple[Wish, ...] = ()
    """All wishes, the first one among them, when any of several will do ("Monday at 2 or Tuesday")."""
    unwanted_days: tuple[str, ...] = ()
    """Days that the person can't come, ISO 8601."""
    shown: tuple[str, ...] = ()
    """Starts offered for the same wish so far, ISO 8601, UTC."""
    doubtful_days: tuple[str, ...] = ()
    """Days that the words may mean, ISO 8601, while it is not clear which; see doubts."""
    chosen: Offer | None = None
    """The time that answers the wish and was free when last looked at."""
    offered: tuple[Offer, ...] = ()
    """The times offered last, in the order shown."""
    held: Held | None = None
    """The time that is kept for the person, also while it has yet to be let go."""
    lost: tuple[str, ...] = ()
    """Starts that somebody else took while the person was choosing."""
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    profile_name: str | None = None
    """The name that the person's account tells; see profile."""
    profile_email: str | None = None
    profile_answered: bool = False
    """The person was asked whether that name and address are to be used, and has said."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Answers to qualification questions by the question's id."""
    skipped: tuple[str, ...] = ()
    """Optional questions that the person did not want to answer."""
    asked: str | None = None
    """What the bot asked last: a step of the booking or the cancelling topic."""
    asked_question: str | None = None
    """The id of the qualification question asked last."""
    misread: int = 0
    """How many messages in a row were not understood."""
    attempt: str | None = None
    """What tells the attempts at one booking from those at another, for its idempotency key."""
    unsure_start: str | None = None
    """The start of a booking that may have been made although no answer came, ISO 8601, UTC."""
    made: tuple[Made, ...] = ()
    """The bookings that this person may see and change, oldest knowledge first."""
    moving_id: str | None = None
    """The id of the booking that is being moved; `SOME` while it is not known which one."""
    sought: str | None = None
    """The reference of an earlier booking that is looked for."""
    by_code: bool = False
    """A code is to be sent to the address, in place of a reference."""
    proof: Proof | None = None
    """The code that is waited for."""
    code: str | None = None
    """What was given as the code, until it is known whether it is right."""
    guesses: int = 0
    """How often no booking had the reference and the address that were given, or codes were used up."""
    cancelling_id: str | None = None
    """The id of the booking that is being cancelled."""
    cancelling_reason: str | None = None
    then_book: bool = False
    """After the cancellation a booking is wanted; what is known of it is in this memory, too."""
    another: dict[str, Any] | None = None
    """What is known of a second booking that comes after the one under way, by name; see several."""
    then_cancel: str | None = None
    """The id of the booking that is to be cancelled after the one under way is made."""
    waiting: bool = False
    """The person is to be put on the waitlist instead of choosing a free time."""
    waitlist: tuple[str, ...] = ()
    """The ids of what they wait for since this conversation."""
    waitlist_offer: str | None = None
    """The id of the waitlist's offer that was told last."""
    handing: str | None = None
    """What is asked before the conversation is handed over to a person; see handover."""
    zone: str | None = None
    """The person's IANA time zone."""
    read_until: str | None = None
    """The id of the last message that was understood; later ones are still to be read."""

    def but(self, **changes: Any) -> Memory:
        """The same memory with these fields changed."""
        return replace(self, **changes)

    def fresh(self) -> Memory:
        """What stays for the next topic of the same person."""
        return Memory(
            contact_name=self.contact_name,
            contact_email=self.contact_email,
            contact_phone=self.contact_phone,
            profile_name=self.profile_name,
            profile_email=self.profile_email,
            profile_answered=self.profile_answered,
            made=self.made,
            then_cancel=self.then_cancel,
            held=self.held,
            waitlist=self.waitlist,
            waitlist_offer=self.waitlist_offer,
            guesses=self.guesses,
            spoken_of=self.spoken_of,
            zone=self.zone,
            read_until=self.read_until,
        )


NAMES = tuple(f.name for f in fields(Memory))
"""The tracker's slots that hold the memory."""


def to_slots(memory: Memory) -> dict[str, Any]:
    """The memory as plain values by slot name; None where nothing is known."""
    values: dict[str, Any] = {}
    for name in NAMES:
        value = getattr(memory, name)
        values[name] = _plain(value) if value != getattr(_EMPTY, name) else None
    return values


def from_slots(slots: Mapping[str, Any]) -> Memory:
    """The memory that `to_slots` wrote."""
    known = {name: _READ.get(name, _same)(slots[name]) for name in NAMES if slots.get(name) is not None}
    return Memory(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, Wish):
        return value.to_json()
    if isinstance(value, Offer | Held | Made | Proof):
        return {f.name: getattr(value, f.name) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _same(value: Any) -> Any:
    return value


_EMPTY = Memory()
_READ: dict[str, Any] = {
    "wish": Wish.from_json,
    "choices": lambda values: tuple(Wish.from_json(value) for value in values),
    "doubtful_staff": tuple,
    "chosen": lambda value: Offer(**value),
    "held": lambda value: Held(**value),
    "offered": lambda values: tuple(Offer(**value) for value in values),
    "proof": lambda value: Proof(**value),
    "made": lambda values: tuple(Made(**value) for value in values),
    "wanted_staff": tuple,
    "lost": tuple,
    "doubtful_days": tuple,
    "unwanted_days": tuple,
    "shown": tuple,
    "skipped": tuple,
    "waitlist": tuple,
}
