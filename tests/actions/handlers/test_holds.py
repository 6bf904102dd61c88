"""Holds follow the conversation, and trouble with them stops nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from actions.client import (
    ApiUnavailable,
    Hold,
    HoldGone,
    NotFound,
    Slot,
    SlotNotAvailable,
    SlotTaken,
    UnexpectedRefusal,
)
from actions.dialogue.memory import Held, Made, Memory, Offer, from_slots, to_slots
from actions.dialogue.steps import CONFIRMATION, CONTACT
from actions.handlers import holds
from actions.handlers.booking import ValidateBookingForm
from actions.handlers.creating import CreateBooking
from actions.handlers.topics import StartOver
from tests.actions.dialogue.talking import NOW
from tests.actions.handlers.worlds import READY, START, Api, booking, run, said, tracker

WEDNESDAY = "2026-11-25T14:00:00Z"
HOLD = Hold("hold_1", "sarah", START, NOW + timedelta(minutes=10))
HELD = Held("k1", "link_checkup", "svc_checkup", WEDNESDAY, "sarah", "hold_1", "2026-11-23T09:10:00+00:00")
WHEN = {
    "kind": "datetime",
    "date": "2026-11-25",
    "time": "14:00",
    "starts_at": "2026-11-25T14:00:00+00:00",
}
CHOSEN = Memory(**READY, chosen=Offer(WEDNESDAY, "sarah"), wanted_staff=("sarah",))
YES = said("yes", "affirm", 9)


def asks(**changes: Any) -> Any:
    memory = Memory(link_id="link_checkup", service_id="svc_checkup", wanted_staff=("sarah",), **changes)
    return tracker(memory, said("Wednesday at 2", "inform", 1, [{"entity": "when", "value": WHEN}]))


def free(*starts: int) -> tuple[Slot, ...]:
    """Sarah's free hours on that Wednesday."""
    return tuple(Slot(START.replace(hour=h), START.replace(hour=h, minute=30), ("sarah",)) for h in starts)


def test_a_time_that_was_chosen_is_held_with_whom_it_was_chosen() -> None:
    api = Api(availability=free(14), create_hold=HOLD)
    responses, slots, _ = run(ValidateBookingForm, api, asks())
    assert responses == ["utter_times_free", "utter_booking_ask_name_and_email"]
    assert dict(api.asked)["create_hold"][:2] == ("link_checkup", START)
    assert dict(api.asked)["create_hold"][3] == "sarah"
    assert (slots["held"]["id"], slots["requested_slot"]) == ("hold_1", CONTACT)


@pytest.mark.parametrize("error", [SlotTaken("slot_taken", ""), SlotNotAvailable("slot_not_available", "")])
def test_a_time_that_is_gone_is_told_at_once(error: Exception) -> None:
    class Taken(Api):
        """Lists the time until somebody tries to hold it."""

        async def availability(self, *_: Any, **__: Any) -> tuple[Slot, ...]:
            return free(15) if "create_hold" in self.names() else free(14, 15)

    responses, slots, _ = run(ValidateBookingForm, Taken(create_hold=error), asks())
    taken = isinstance(error, SlotTaken)
    told = "utter_times_taken" if taken else "utter_times_not_free"
    assert responses == [told, "utter_times_offer_instead"]
    assert [offer["start"] for offer in slots["offered"]] == ["2026-11-25T15:00:00Z"]
    assert slots.get("held") is None


def test_a_time_that_is_listed_and_never_to_be_had_ends_in_a_question_all_the_same() -> None:
    api = Api(availability=free(14), create_hold=SlotTaken("slot_taken", ""))
    responses, slots, _ = run(ValidateBookingForm, api, asks())
    assert responses == ["utter_times_free", "utter_booking_ask_name_and_email"]
    assert api.names().count("create_hold") == 2


@pytest.mark.parametrize(
    "error",
    [
        ApiUnavailable("down"),
        UnexpectedRefusal("rate_limited", ""),
        NotFound("booking_link_not_found", ""),
    ],
)
def test_a_hold_that_cannot_be_had_stops_nobody(error: Exception) -> None:
    api = Api(availability=free(14), create_hold=error)
    responses, slots, _ = run(ValidateBookingForm, api, asks())
    assert responses == ["utter_times_free", "utter_booking_ask_name_and_email"]
    assert slots.get("held") is None


def test_a_hold_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(Api):
        async def create_hold(self, *_: Any, **__: Any) -> Hold:
            await asyncio.sleep(60)
            return HOLD

    monkeypatch.setattr(holds, "PATIENCE_SECONDS", 0.01)
    responses, slots, _ = run(ValidateBookingForm, Hanging(availability=free(14)), asks())
    assert responses == ["utter_times_free", "utter_booking_ask_name_and_email"]
    assert slots["held"]["id"] is None


def test_a_hold_whose_answer_was_lost_is_asked_for_with_the_same_key() -> None:
    lost = Api(availability=free(14), create_hold=ApiUnavailable("lost", may_have_happened=True))
    _, slots, _ = run(ValidateBookingForm, lost, asks())
    memory = from_slots({**to_slots(CHOSEN), **slots}).but(asked=CONFIRMATION, **READY)
    api = Api(create_hold=HOLD, create_booking=booking())
    run(CreateBooking, api, tracker(memory, YES))
    assert dict(api.asked)["create_hold"][2] == dict(lost.asked)["create_hold"][2]
    assert dict(api.asked)["create_booking"][0].hold_id == "hold_1"


def test_what_became_of_a_hold_is_found_out_before_free_times_are_looked_up() -> None:
    """Otherwise one's own hold would look like somebody else's."""

    class Watching(Api):
        async def availability(self, *_: Any, **options: Any) -> tuple[Slot, ...]:
            self.asked.append(("availability", (options["hold_id"],)))
            return free(14)

    unknown = replace(HELD, id=None, expires=None)
    api = Watching(create_hold=HOLD)
    _, slots, _ = run(ValidateBookingForm, api, asks(held=unknown, asked=CONTACT))
    assert [name for name in api.names() if name != "catalogue"][:2] == ["create_hold", "availability"]
    assert dict(api.asked)["create_hold"][2] == unknown.key
    assert dict(api.asked)["availability"] == ("hold_1",)


def test_a_turn_that_is_done_anew_is_not_in_its_own_way() -> None:
    """Its process was killed when the time was held and nothing noted: the API knows the hold by its key."""

    class Remembering(Api):
        async def availability(self, *_: Any, **options: Any) -> tuple[Slot, ...]:
            mine = options["hold_key"] in [args[2] for name, args in self.asked if name == "create_hold"]
            return free(14, 15) if mine or "create_hold" not in self.names() else free(15)

    api = Remembering(create_hold=HOLD)
    first = run(ValidateBookingForm, api, asks())
    assert run(ValidateBookingForm, api, asks()) == first
    one, other = (args for name, args in api.asked if name == "create_hold")
    assert one == other


def test_after_a_booking_the_same_message_holds_with_another_key() -> None:
    api = Api(availability=free(14), create_hold=HOLD)
    run(ValidateBookingForm, api, asks())
    run(ValidateBookingForm, api, asks(made=(Made("bk_1", "ABCD-2345", "Check-up", "Dana", WEDNESDAY),)))
    one, other = (args[2] for name, args in api.asked if name == "create_hold")
    assert one != other


def test_a_hold_that_turns_out_to_be_taken_is_forgotten() -> None:
    unknown = replace(HELD, id=None, expires=None)
    api = Api(create_hold=SlotTaken("slot_taken", ""), availability=free(9))
    responses, slots, _ = run(ValidateBookingForm, api, asks(held=unknown, asked=CONTACT))
    assert slots["held"] is None
    assert responses


def test_a_change_of_mind_releases_the_one_and_holds_the_other() -> None:
    memory = CHOSEN.but(held=replace(HELD, start="2026-11-25T09:00:00Z"), asked=CONFIRMATION)
    api = Api(availability=free(9, 14), create_hold=HOLD, release_hold=None)
    run(
        ValidateBookingForm,
        api,
        tracker(memory, said("Wednesday at 2", "inform", 1, [{"entity": "when", "value": WHEN}])),
    )
    assert [name for name in api.names() if "hold" in name] == ["release_hold", "create_hold"]


def test_own_held_time_is_counted_as_free() -> None:
    class Watching(Api):
        async def availability(self, *_: Any, **options: Any) -> tuple[Slot, ...]:
            self.asked.append(("hold_id", (options["hold_id"],)))
            return free(14, 15)

    memory = CHOSEN.but(held=HELD, asked=CONTACT)
    later = said(
        "an hour later", "change_answer", 1, [{"entity": "when", "value": {**WHEN, "time": "15:00"}}]
    )
    api = Watching(create_hold=HOLD, release_hold=None)
    run(ValidateBookingForm, api, tracker(memory.but(chosen=None), later))
    assert dict(api.asked)["hold_id"] == ("hold_1",)


def test_the_booking_names_its_hold_and_forgets_it() -> None:
    api = Api(create_booking=booking())
    responses, slots, _ = run(CreateBooking, api, tracker(CHOSEN.but(held=HELD), YES))
    assert responses == ["utter_booking_booked"]
    assert dict(api.asked)["create_booking"][0].hold_id == "hold_1"
    assert slots["held"] is None
    assert "release_hold" not in api.names()


def test_a_hold_that_is_gone_is_booked_without() -> None:
    class Gone(Api):
        async def create_booking(self, request: Any, key: str) -> Any:
            self.asked.append(("create_booking", (request, key)))
            if request.hold_id:
                raise HoldGone("hold_not_found", "")
            return booking()

    api = Gone()
    responses, _, _ = run(CreateBooking, api, tracker(CHOSEN.but(held=HELD), YES))
    assert responses == ["utter_booking_booked"]
    keys = [args[1] for name, args in api.asked if name == "create_booking"]
    assert len(set(keys)) == 2


@pytest.mark.parametrize("answer", [None, ApiUnavailable("down"), HoldGone("hold_used", "")])
def test_leaving_releases_it_as_well_as_can_be(answer: Exception | None) -> None:
    api = Api(release_hold=answer)
    stop = said("forget it", "stop", 1)
    memory = CHOSEN.but(held=HELD, asked=CONFIRMATION)
    responses, slots, _ = run(ValidateBookingForm, api, tracker(memory, stop))
    assert (responses, slots["held"]) == (["utter_booking_stopped"], None)
    assert dict(api.asked)["release_hold"] == ("hold_1",)
    responses, slots, _ = run(StartOver, api, tracker(memory, said("start over", "start_over", 1)))
    assert slots["held"] is None
