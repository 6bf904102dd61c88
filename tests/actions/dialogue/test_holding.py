"""Which time is held, and which is let go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.dialogue.decision import Decision, Say
from actions.dialogue.holding import Change, change, id_of, kept, named
from actions.dialogue.memory import Held, Memory, Offer
from actions.dialogue.steps import CHANGE, CONFIRMATION, CONTACT, QUESTION, WHAT, WHEN, WHO
from tests.actions.dialogue.talking import NOW, practice

TWO, THREE = "2026-11-24T14:00:00Z", "2026-11-24T15:00:00Z"
READY = Memory(link_id="link_checkup", service_id="svc_checkup", chosen=Offer(TWO, "sarah"))
ASKED = Held("k1", "link_checkup", "svc_checkup", TWO, "sarah")
HELD = kept(ASKED, "hold_1", NOW + timedelta(minutes=10), "sarah")
HOLDING = READY.but(held=HELD)
LATER = NOW + timedelta(minutes=10)


@pytest.mark.parametrize("step", [CONTACT, QUESTION, CONFIRMATION, CHANGE])
def test_a_chosen_time_is_held_while_something_else_is_asked(step: str) -> None:
    assert change(READY, step, NOW, "k1") == Change(take=ASKED)
    assert change(HOLDING, step, NOW, "k2") == Change()


@pytest.mark.parametrize("step", [WHAT, WHO, WHEN, None])
def test_it_is_let_go_when_another_time_is_asked_for_or_nothing_any_more(step: str | None) -> None:
    assert change(HOLDING, step, NOW, "k2") == Change(release=HELD)
    assert change(READY, step, NOW, "k1") == Change()


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"chosen": Offer(THREE, "sarah")}, Held("k2", "link_checkup", "svc_checkup", THREE, "sarah")),
        ({"chosen": Offer(TWO, "tom")}, Held("k2", "link_checkup", "svc_checkup", TWO, "tom")),
        ({"chosen": Offer(TWO)}, Held("k2", "link_checkup", "svc_checkup", TWO)),
        ({"service_id": "svc_filling"}, Held("k2", "link_checkup", "svc_filling", TWO, "sarah")),
        ({"link_id": "link_cleaning"}, Held("k2", "link_cleaning", "svc_checkup", TWO, "sarah")),
    ],
)
def test_another_wish_lets_go_of_the_one_and_holds_the_other(
    changes: dict[str, object], wanted: Held
) -> None:
    assert change(HOLDING.but(**changes), CONTACT, NOW, "k2") == Change(HELD, wanted)


def test_what_has_ended_is_asked_for_anew_and_not_released() -> None:
    assert change(HOLDING, CONTACT, LATER - timedelta(seconds=1), "k2") == Change()
    renewed = Held("k2", "link_checkup", "svc_checkup", TWO, "sarah")
    assert change(HOLDING, CONTACT, LATER, "k2") == Change(take=renewed)
    assert change(HOLDING, None, LATER, "k2") == Change()


def test_a_request_whose_answer_was_lost_is_repeated_as_it_was() -> None:
    assert change(READY.but(held=ASKED), CONFIRMATION, NOW, "k2") == Change(take=ASKED)


def test_the_booking_uses_only_a_hold_of_its_own_time() -> None:
    assert id_of(HOLDING) == "hold_1"
    assert id_of(HOLDING.but(chosen=Offer(THREE, "sarah"))) is None
    assert id_of(READY) is None


def test_who_starts_anew_has_still_something_to_let_go() -> None:
    assert change(HOLDING.fresh(), None, NOW, "k2") == Change(release=HELD)


def test_a_summary_for_anybody_names_whose_time_is_kept() -> None:
    held = kept(Held("k1", "link_checkup", "svc_checkup", TWO), "hold_1", LATER, "tom")
    memory = READY.but(chosen=Offer(TWO), held=held)
    summary = Say("utter_booking_summary_anybody_two_zones", {"staff": "", "name": "Dana"})
    decision = named(Decision(memory, (summary,), CONFIRMATION), practice())
    said = Say("utter_booking_summary_two_zones", {"staff": "Tom Okafor", "name": "Dana"})
    assert (decision.says, decision.memory.chosen) == ((said,), Offer(TWO, "tom"))
    assert id_of(decision.memory) == "hold_1"
    assert change(decision.memory, CONFIRMATION, NOW, "k2") == Change()


def test_without_a_hold_nobody_is_named() -> None:
    decision = Decision(READY.but(chosen=Offer(TWO)), (Say("utter_booking_summary_anybody"),), CONFIRMATION)
    assert named(decision, practice()) == decision
