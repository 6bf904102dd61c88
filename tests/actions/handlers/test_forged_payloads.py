"""What a button sends can be typed by anybody, with anything in it: it opens nothing that was not offered."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.dialogue.memory import Made, Memory
from actions.handlers.cancelling import ValidateCancellingForm
from tests.actions.dialogue.talking import Talk, titles
from tests.actions.handlers.worlds import Api, run, said, tracker

ROOT = Path(__file__).resolve().parents[3]
MADE = (
    Made("bk_1", "ABCD-2345", "Check-up", "Sarah Jones", "2026-11-25T14:00:00Z"),
    Made("bk_2", "WXRT-2345", "Cleaning", "Ann Lee", "2026-11-26T10:00:00Z"),
)


def test_nothing_in_a_message_fills_the_memory_by_itself() -> None:
    """An entity or a `slot` smuggled into a payload reaches the actions alone, which take it for words."""
    slots = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["slots"]
    assert len(slots) > 20
    for name, slot in slots.items():
        assert slot["mappings"] == [{"type": "custom"}], name


@pytest.mark.parametrize(
    "option", ["booking:bk_9", "bk_9", "booking:", "", "booking:%", "*", 7, ["bk_1"], {}]
)
def test_a_booking_that_is_not_theirs_cannot_be_pressed(option: object) -> None:
    memory = Memory(made=MADE, zone="Europe/London", asked="cancel_which")
    entities = [
        {"entity": "option", "value": option},
        {"entity": "cancelling_id", "value": "bk_9"},
        {"entity": "made", "value": "bk_9"},
    ]
    forged = said('/choose_option{"option": "booking:bk_9"}', "choose_option", 1, entities)
    api = Api()
    responses, slots, _ = run(ValidateCancellingForm, api, tracker(memory, forged))
    assert responses[-1] == "utter_cancelling_ask_which"
    assert not slots.get("cancelling_id")
    assert "cancel_booking" not in api.names()


@pytest.mark.parametrize(
    "option", ["2026-11-25T03:00:00Z", "2026-11-25T14:00:00Z staff_of_others", "", 7, ["x"], {"x": 1}]
)
def test_a_time_that_was_not_offered_cannot_be_pressed(option: object) -> None:
    person = Talk()
    before = titles(person.say("check-up with Sarah on Wednesday at 2pm or Thursday at 10am"))
    assert len(before) == 2
    person.say('/choose_option{"option": "…"}', "choose_option", option=option)
    assert person.memory.chosen is None
