from __future__ import annotations

import pytest

from bot.channels.providers.said import Choice, Said
from bot.channels.telegram.keyboard import Payloads, chosen, messages, title_of, units

LONG = '/choose_option{"option": "time:2026-11-27T14:00:00Z:staff_sarah_with_a_long_name"}'


def rows(said: Said, payloads: Payloads | None = None) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = messages(said, payloads or Payloads())[-1]["reply_markup"][
        "inline_keyboard"
    ]
    return found


@pytest.mark.parametrize(
    ("title", "across"), [("2:00 pm", 3), ("Fri 27 at 2:00 pm", 2), ("Friday 27 November at 2:00 pm", 1)]
)
def test_short_titles_stand_beside_one_another(title: str, across: int) -> None:
    found = rows(Said("When?", tuple(Choice(title, f"/{n}") for n in range(6))))
    assert [len(row) for row in found] == [across] * (6 // across)


def test_a_payload_that_does_not_fit_is_found_again_by_a_short_name() -> None:
    payloads = Payloads()
    ((button,),) = rows(Said("When?", (Choice("2:00 pm", LONG),)), payloads)
    assert 1 <= len(button["callback_data"].encode()) <= 64
    assert payloads.payload(button["callback_data"], "2:00 pm") == LONG
    # After a restart the title is said instead.
    assert Payloads().payload(button["callback_data"], "2:00 pm") == "2:00 pm"
    assert payloads.payload("/affirm", "Yes") == "/affirm"


def test_nobody_can_write_a_payload_that_looks_like_a_short_name() -> None:
    assert Payloads().data("#abc").startswith("#")
    assert Payloads().data("#abc") != "#abc"


def test_a_long_text_comes_in_several_messages_with_the_choices_at_the_last() -> None:
    text = "\n".join(f"{n}. A line 😀" for n in range(1000))
    found = messages(Said(text, (Choice("Yes", "/affirm"),)), Payloads())
    assert len(found) > 1
    assert all(1 <= units(each["text"]) <= 4096 for each in found)
    assert "\n".join(each["text"] for each in found) == text
    assert ["reply_markup" in each for each in found] == [False] * (len(found) - 1) + [True]


def test_a_title_too_long_for_a_button_stands_in_the_text() -> None:
    long = "Have you had any treatment of your teeth in the last twelve months, anywhere?"
    (message,) = messages(Said("Which?", (Choice(long, "/a"), Choice("No", "/b"))), Payloads())
    assert message["text"] == f"Which?\n1. {long}\n2. No"
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"].startswith("1. Have you had")


def test_what_was_chosen_stands_below_the_question() -> None:
    message = {"text": "When?", "reply_markup": {"inline_keyboard": [[{"text": "2", "callback_data": "/2"}]]}}
    assert title_of(message, "/2") == "2"
    assert title_of(message, "/3") == ""
    assert chosen(message, "2:00 pm") == "When?\n\n✅ 2:00 pm"
    assert units(chosen({"text": "😀 " * 2000}, "2:00 pm")) <= 4096
