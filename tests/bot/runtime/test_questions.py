"""How the shell asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from rasa.core.channels import console

from bot.runtime.questions import listed, meant, plain

MESSAGE = {
    "text": "When?",
    "buttons": [
        {"title": "2:00 pm", "payload": '/choose_option{"option": "a"}'},
        {"title": "Yes (again)", "payload": "Yes (again)"},
    ],
    "custom": {"kind": "slots"},
}


def test_choices_are_numbered_lines_without_their_payloads() -> None:
    assert listed(MESSAGE) == {"text": "When?\n  1  2:00 pm\n  2  Yes (again)"}


def test_a_message_without_choices_stays_as_it_is() -> None:
    assert listed({"text": "Booked.", "image": "a.png"}) == {"text": "Booked.", "image": "a.png"}
    assert listed({"image": "a.png"}) == {"image": "a.png"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1", '/choose_option{"option": "a"}'),
        (" 2. ", "Yes (again)"),
        ("2:00 PM", '/choose_option{"option": "a"}'),
        ("3", "3"),
        ("0", "0"),
        ("2 pm", "2 pm"),
        ("/stop", "/stop"),
    ],
)
def test_a_number_or_a_title_takes_a_choice_and_all_else_is_said(words: str, said: str) -> None:
    assert meant(words, MESSAGE) == said


def test_without_choices_a_number_is_a_number() -> None:
    assert meant("2", {"text": "How bad is the pain?"}) == "2"
    assert meant("2", None) == "2"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What is typed at Rasa's questions, in order; an exception is raised."""
    lines: list[Any] = []

    async def ask(_: Any) -> Any:
        line = lines.pop(0)
        if isinstance(line, type):
            raise line
        return line

    monkeypatch.setattr(console, "_get_user_input", ask)
    with plain():
        yield lines


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["hello"], "hello"),
        (["", "  ", "1"], '/choose_option{"option": "a"}'),
        ([None], None),
        ([EOFError], None),
        ([KeyboardInterrupt], None),
        (["", EOFError], None),
    ],
)
def test_an_empty_line_asks_again_and_the_end_of_the_input_ends_the_talk(
    typed: list[Any], lines: list[Any], said: str | None
) -> None:
    typed += lines
    assert asyncio.run(console._get_user_input(MESSAGE)) == said


def test_rasas_own_way_is_back_afterwards() -> None:
    before = (console._print_bot_output, console._get_user_input)
    with plain():
        assert console._get_user_input is not before[1]
    assert (console._print_bot_output, console._get_user_input) == before


def test_the_list_is_what_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with plain():
        assert console._print_bot_output(dict(MESSAGE), is_latest_message=True) is None
    printed = capsys.readouterr().out
    assert "  1  2:00 pm" in printed
    assert "choose_option" not in printed
    assert "slots" not in printed
