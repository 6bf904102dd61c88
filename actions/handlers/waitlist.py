"""The waitlist: joining, leaving, and answering what is offered, for entries of this conversation."""

from __future__ import annotations

import hashlib
from datetime import date
from zoneinfo import ZoneInfo

from rasa_sdk.events import EventType, FollowupAction

from actions.client import (
    Answer,
    Catalogue,
    NoOffer,
    NotFound,
    Refused,
    RoutingRejected,
    StatusConflict,
    ValidationFailed,
    WaitlistEntry,
    WaitlistRequest,
)
from actions.dialogue import waitlist, wording
from actions.dialogue.decision import Say
from actions.dialogue.memory import Memory
from actions.dialogue.outcomes import booked, rejected
from actions.handlers import booking
from actions.handlers.base import Handler
from actions.handlers.known import known_as
from actions.handlers.turn import Turn


class JoinWaitlist(Handler):
    """Puts the person on the waitlist for what they wished."""

    action = "action_join_waitlist"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Join, and say what happens next."""
        memory = turn.memory
        catalogue = await turn.context.client.catalogue()
        found = waitlist.wished(memory, _today(turn, memory))
        if found is None or memory.link_id is None:
            raise LookupError("asked to join the waitlist before it was known for what")
        request = _request(memory, found)
        try:
            entry = await turn.context.client.join_waitlist(request, _key(turn, "join"))
        except RoutingRejected as refusal:
            decision = rejected(memory, refusal.reason, catalogue)
            turn.say(decision.says)
            return turn.remember(decision.memory.but(waiting=False))
        except ValidationFailed:
            turn.say([Say("utter_waitlist_not_possible", {"wish": waitlist.told(found)})])
            return turn.remember(memory.fresh())
        decision = waitlist.joined(memory, entry.id, found, waitlist.title_of(memory, _titles(catalogue)))
        turn.say(decision.says)
        return turn.remember(decision.memory)


class LeaveWaitlist(Handler):
    """Takes the person off the waitlist."""

    action = "action_leave_waitlist"

    async def handle(self, turn: Turn) -> list[EventType]:
        """Leave with every entry of this conversation."""
        memory, left = turn.memory, 0
        if waitlist.is_about_booking(memory, turn.message):
            return [FollowupAction(booking.FORM)]
        for entry_id in memory.waitlist:
            try:
                await turn.context.client.leave_waitlist(entry_id)
                left += 1
            except (NotFound, StatusConflict):
                continue
        turn.say([Say("utter_waitlist_left" if left else "utter_waitlist_none")])
        return turn.remember(memory.but(waitlist=(), waitlist_offer=None))


class AnswerOffer(Handler):
    """Tells what the waitlist offers, and books it or lets it go."""

    action = "action_answer_offer"

    async def handle(self, turn: Turn) -> list[EventType]:
        """What was not told before is told first, with its date; then it can be agreed to."""
        memory, message = turn.memory, turn.message
        if waitlist.is_about_booking(memory, message):
            return [FollowupAction(booking.FORM)]
        catalogue = await turn.context.client.catalogue()
        entries = await _entries(turn, memory)
        entry = next((each for each in entries if each.offer), None)
        if entry is None or entry.offer is None:
            waits = any(each.status == "waiting" for each in entries)
            gone = memory.waitlist_offer is not None
            response = "gone" if gone and waits else "nothing_yet" if waits else "none"
            turn.say([Say(f"utter_waitlist_{response}")])
            return turn.remember(memory.but(waitlist_offer=None))
        if waitlist.refuses(message):
            return await self._let_go(turn, memory, entry, entry.offer.id)
        if memory.waitlist_offer == entry.offer.id and waitlist.accepts(message):
            return await self._take(turn, memory, entry, catalogue)
        turn.say([_told(memory, entry, catalogue)])
        return turn.remember(memory.but(waitlist_offer=entry.offer.id))

    async def _let_go(
        self, turn: Turn, memory: Memory, entry: WaitlistEntry, offer_id: str
    ) -> list[EventType]:
        try:
            await turn.context.client.decline_offer(entry.id, offer_id, _key(turn, "decline"))
            turn.say([Say("utter_waitlist_declined")])
        except NoOffer:
            turn.say([Say("utter_waitlist_gone")])
        return turn.remember(memory.but(waitlist_offer=None))

    async def _take(
        self, turn: Turn, memory: Memory, entry: WaitlistEntry, catalogue: Catalogue
    ) -> list[EventType]:
        rest = memory.but(waitlist_offer=None)
        assert entry.offer is not None
        try:
            made = await turn.context.client.accept_offer(entry.id, entry.offer.id, _key(turn, "accept"))
        except Refused:  # too late, or the business has changed: whoever is next gets it
            turn.say([Say("utter_waitlist_gone")])
            return turn.remember(rest)
        decision = booked(rest, known_as(made, catalogue), catalogue)
        turn.say(decision.says)
        entries = tuple(each for each in rest.waitlist if each != entry.id)
        return turn.remember(decision.memory.but(waitlist=entries))


async def _entries(turn: Turn, memory: Memory) -> list[WaitlistEntry]:
    """Those of this conversation that are still there."""
    found = []
    for entry_id in memory.waitlist:
        try:
            found.append(await turn.context.client.waitlist_entry(entry_id))
        except NotFound:
            continue
    return found


def _told(memory: Memory, entry: WaitlistEntry, catalogue: Catalogue) -> Say:
    assert entry.offer is not None
    zone = memory.zone or "UTC"
    titles = _titles(catalogue)
    values = {
        "title": titles.get(entry.service_id or "") or titles.get(entry.booking_link_id, ""),
        "staff": entry.offer.staff_name or "",
        "when": wording.moment(entry.offer.starts_at, zone, with_year=True),
        "zone": wording.zone_label(zone),
        "until": wording.moment(entry.offer.expires_at, zone),
    }
    return Say("utter_waitlist_offered", values, waitlist.offer_buttons())


def _request(memory: Memory, found: waitlist.Wished) -> WaitlistRequest:
    wanted = memory.wanted_staff
    return WaitlistRequest(
        booking_link_id=memory.link_id or "",
        first_day=found.first,
        last_day=found.last,
        from_time=found.after,
        until_time=found.before,
        timezone=memory.zone or "UTC",
        contact_name=memory.contact_name or "",
        contact_email=memory.contact_email or "",
        contact_phone=memory.contact_phone,
        service_id=memory.service_id,
        staff_id=wanted[0] if len(wanted) == 1 else None,
        answers=tuple(Answer(key, value) for key, value in memory.answers.items()),
    )


def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {link.id: link.title for link in catalogue.booking_links} | {
        service.id: service.name for service in catalogue.services
    }


def _today(turn: Turn, memory: Memory) -> date:
    return turn.context.now().astimezone(ZoneInfo(memory.zone or "UTC")).date()


def _key(turn: Turn, what: str) -> str:
    """The same for a message that is sent again."""
    said = f"waitlist/{what}/{turn.tracker.sender_id}/{turn.message.id}"
    return hashlib.sha256(said.encode()).hexdigest()
