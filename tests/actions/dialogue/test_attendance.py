"""Which appointment somebody means who says that they will come, and what is said of it."""

from __future__ import annotations

import pytest

from actions.dialogue import attendance
from actions.dialogue.memory import Made, Memory
from tests.actions.dialogue.talking import NOW, Talk, responses, told

PAST = Made("bk_0", "A", "Check-up", "Sarah Jones", "2026-11-20T10:00:00Z")
TUESDAY = Made("bk_1", "K7QX-3TRB", "Check-up", "Sarah Jones", "2026-11-24T14:00:00Z")
FRIDAY = Made("bk_2", "B9DF-44XK", "Check-up", "Tom Okafor", "2026-11-27T10:00:00Z")
MEMORY = Memory(made=(FRIDAY, PAST, TUESDAY), zone="Europe/London")


class Heard(Talk):
    """Only reads messages."""

    def hear(self, message: object) -> object:  # type: ignore[override]
        return message


@pytest.mark.parametrize(
    ("words", "booking"),
    [
        ("I'll be there", TUESDAY),
        ("yes I'll be there tomorrow", TUESDAY),
        ("I confirm Friday", FRIDAY),
        ("I confirm my appointment with Tom", FRIDAY),
        ("I'll come on Thursday", None),
    ],
)
def test_the_one_that_is_named_is_meant_else_the_next(words: str, booking: Made | None) -> None:
    message = Heard().say(words, "confirm_attendance")
    assert attendance.meant(MEMORY, message, NOW) == booking  # type: ignore[arg-type]


def test_none_is_meant_when_all_are_over() -> None:
    message = Heard().say("I'll be there", "confirm_attendance")
    assert attendance.meant(MEMORY.but(made=(PAST,)), message, NOW) is None  # type: ignore[arg-type]


def test_only_what_is_noted_is_said_to_be() -> None:
    noted = attendance.told(MEMORY, TUESDAY, noted=True)
    assert responses(noted) == ["utter_attendance_noted"]
    assert told(noted, "booking") == "Check-up with Sarah Jones, Tuesday 24 November at 2:00 pm"
    assert responses(attendance.told(MEMORY, TUESDAY, noted=False)) == ["utter_attendance_gone"]
    assert responses(attendance.told(MEMORY, None, noted=False)) == ["utter_attendance_none_then"]
