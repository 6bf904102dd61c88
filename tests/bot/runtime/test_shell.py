"""The shell's questions with buttons."""

import asyncio
from types import SimpleNamespace

import pytest
from rasa.cli.utils import payload_from_button_question

from bot.runtime.shell import chosen_by


def question(answer: object) -> SimpleNamespace:
    async def ask_async() -> object:
        return answer

    return SimpleNamespace(ask_async=ask_async)


def test_a_button_answers_with_its_payload() -> None:
    chosen = asyncio.run(chosen_by(payload_from_button_question)(question("1: Yes (/affirm)")))
    assert chosen == "/affirm"


def test_ctrl_c_at_buttons_ends_the_talk_instead_of_failing() -> None:
    async def ask() -> str:
        try:
            return await chosen_by(payload_from_button_question)(question(None))
        except KeyboardInterrupt:
            return "ended"

    assert asyncio.run(ask()) == "ended"


def test_another_failure_stays_one() -> None:
    with pytest.raises(AttributeError):
        asyncio.run(chosen_by(payload_from_button_question)(question(7)))
