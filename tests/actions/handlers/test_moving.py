"""Moves with holds, and two wishes in one message."""

from __future__ import annotations

from typing import Any

import pytest

from actions.client import HoldGone, Slot
from actions.dialogue.memory import Held, Made, Memory, Offer
from actions.handlers.booking import ValidateBookingForm
from actions.handlers.cancelling import CancelBooking, ValidateCancellingForm
from actions.handlers.creating import CreateBooking
from actions.handlers.moving import MoveBooking
from tests.actions.handlers.worlds import READY, START, Api, booking, run, said, tracker

MADE = Made(
    *("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z"),
    *("link_checkup", "svc_checkup", "sarah"),
)
KNOWN = Memory(made=(MADE,), zone="Europe/London", **{k: v for k, v in READY.items() if "contact" in k})
MOVING = KNOWN.but(
    moving_id="bk_1",
    link_id="link_checkup",
    service_id="svc_checkup",
    chosen=Offer("2026-11-25T14:00:00Z", "sarah"),
)
HELD = Held(
    *("k", "link_checkup", "svc_checkup", "2026-11-25T14:00:00Z", "sarah", "hold_1"),
    *("2026-11-25T00:00:00+00:00", "sarah"),
)
YES = said("yes", "affirm", 9)


class GoneHold(Api):
    """Moves only what names no hold."""

    def __getattr__(self, name: str) -> Any:
        async def move(*args: Any, hold_id: str | None = None) -> object:
            self.asked.append((name, (hold_id,)))
            if hold_id:
                raise HoldGone("hold_used", "")
            return booking()

        return move if name == "reschedule_booking" else super().__getattr__(name)


def test_a_move_uses_the_hold_of_its_time_and_does_without_one_that_has_gone() -> None:
    api = GoneHold()
    responses, slots, _ = run(MoveBooking, api, tracker(MOVING.but(held=HELD), YES))
    assert (responses, slots["booking_result"]) == (["utter_rescheduling_done"], "moved")
    assert [args for name, args in api.asked if name == "reschedule_booking"] == [("hold_1",), (None,)]
    assert slots["held"] is None


def test_what_a_move_leaves_free_is_looked_up_and_is_no_other_time_itself() -> None:
    asked: dict[str, Any] = {}

    class Lists(Api):
        def __getattr__(self, name: str) -> Any:
            async def availability(*_args: Any, **named: Any) -> tuple[Slot, ...]:
                asked.update(named)
                quarter = START.replace(day=24, minute=15)
                return (
                    Slot(START.replace(day=24), START.replace(day=24), ("sarah",)),
                    Slot(quarter, quarter, ("sarah",)),
                )

            return availability if name == "availability" else super().__getattr__(name)

    later = said("15 minutes later please", "move_booking", 1)
    responses, slots, _ = run(
        ValidateBookingForm, Lists(create_hold=HoldGone("x", "")), tracker(KNOWN, later)
    )
    assert asked["booking_id"] == "bk_1"
    assert (responses, slots["chosen"]["start"]) == (["utter_rescheduling_summary"], "2026-11-24T14:15:00Z")


BOTH = said(
    "cancel tomorrow's and book Friday at ten",
    "cancel_booking",
    1,
    [
        {
            "entity": "when",
            "start": 27,
            "end": 40,
            "value": {"kind": "datetime", "date": "2026-11-27", "time": "10:00", "alternatives": []},
        }
    ],
)


def test_the_second_wish_waits_for_the_first() -> None:
    responses, slots, _ = run(ValidateCancellingForm, Api(), tracker(KNOWN, BOTH))
    assert (responses, slots["then_book"]) == (["utter_cancelling_ask_sure"], True)
    assert slots["wish"]["exact"] == "10:00:00"
    agreed = KNOWN.but(cancelling_id="bk_1", then_book=True)
    responses, slots, others = run(CancelBooking, Api(cancel_booking=None), tracker(agreed, YES))
    assert (responses, others) == (["utter_cancelling_done"], ["booking_form"])
    assert slots["then_book"] is None


@pytest.mark.parametrize(("then", "follows"), [("bk_1", ["cancelling_form"]), (None, [])])
def test_after_the_booking_comes_the_cancellation_that_was_wished_with_it(
    then: str | None, follows: list[str]
) -> None:
    ready = Memory(**READY, made=(MADE,), chosen=Offer("2026-11-25T14:00:00Z", "sarah"), then_cancel=then)
    api = Api(create_booking=booking(id="bk_2"))
    _, slots, others = run(CreateBooking, api, tracker(ready, YES))
    assert (slots["booking_result"], others) == ("booked", follows)
