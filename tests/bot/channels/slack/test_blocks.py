from __future__ import annotations

import pytest

from bot.channels.providers.said import Choice, Said
from bot.channels.slack.blocks import blocks, calendar, chosen, fallback, owner_of
from tests.providers.slack import block_problems


def choices(count: int, title: str = "2:00 pm") -> tuple[Choice, ...]:
    return tuple(Choice(f"{title} {n}", f'/choose_option{{"option": "{n}"}}') for n in range(count))


def buttons(shown: list) -> list[dict]:
    return [element for block in shown for element in block.get("elements", [])]


@pytest.mark.parametrize("count", [0, 1, 5, 6, 12, 25, 26, 200])
def test_every_choice_is_a_button_however_many_there_are(count: int) -> None:
    shown = blocks(Said("When?", choices(count)), "U1")
    assert block_problems(shown) == []
    assert [button["value"] for button in buttons(shown)] == [c.payload for c in choices(count)]
    assert all(len(block["elements"]) <= 5 for block in shown if block["type"] == "actions")


def test_more_than_slack_can_show_are_cut_and_not_refused() -> None:
    shown = blocks(Said("When?", choices(500)), "U1", calendar("2026-12-01"))
    assert block_problems(shown) == []
    assert (len(shown), shown[-1]["elements"][0]["type"]) == (50, "datepicker")


def test_a_long_text_is_parted_and_nothing_is_lost() -> None:
    text = "\n".join(f"{n}. A line with <b> & more" for n in range(400))
    shown = blocks(Said(text), "U1")
    assert block_problems(shown) == []
    assert len(shown) > 1
    sent = "\n".join(block["text"]["text"] for block in shown)
    assert sent == text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_a_title_that_is_too_long_for_a_button_stands_in_the_text() -> None:
    long = "Have you had any treatment of your teeth, your gums or your jaw in the last twelve months?"
    shown = blocks(Said("Which one?", (Choice(long, "/a"), Choice("Short", "/b"))), "U1")
    assert block_problems(shown) == []
    assert shown[0]["text"]["text"] == f"Which one?\n1. {long}\n2. Short"
    first, second = buttons(shown)
    assert first["text"]["text"].startswith("1. Have you had")
    assert first["text"]["text"].endswith("…")
    assert second["text"]["text"] == "Short"


def test_a_payload_that_is_too_long_is_replaced_by_its_words() -> None:
    (button,) = buttons(blocks(Said("?", (Choice("Yes", "x" * 2001),)), "U1"))
    assert button["value"] == "Yes"


def test_a_calendar_opens_at_the_day() -> None:
    shown = blocks(Said("Which day?"), "U1", calendar("2026-12-01"))
    assert block_problems(shown) == []
    assert shown[-1]["elements"][0] == {
        "type": "datepicker",
        "action_id": "day",
        "initial_date": "2026-12-01",
    }


def test_a_day_that_is_none_leaves_the_calendar_where_it_opens() -> None:
    assert calendar("None") == {"type": "datepicker", "action_id": "day"}


def test_the_choices_give_way_to_what_was_chosen() -> None:
    before = blocks(Said("When?", choices(7)), "U1", calendar("2026-12-01"))
    after = chosen(before, "2:00 pm <b>")
    assert block_problems(after) == []
    assert [block["type"] for block in after] == ["section", "context"]
    assert after[1]["elements"][0]["text"] == "✅ *2:00 pm &lt;b&gt;*"


def test_the_one_who_was_asked_is_known_from_the_blocks() -> None:
    shown = blocks(Said("When?", choices(7)), "U1", calendar("2026-12-01"))
    assert {owner_of(block["block_id"]) for block in shown[1:]} == {"U1"}
    assert owner_of("gHj2") is None


def test_the_notification_has_the_whole_text_unless_it_is_endless() -> None:
    assert fallback("Free: Mon & Tue") == "Free: Mon &amp; Tue"
    assert len(fallback("& " * 5000)) <= 4000
