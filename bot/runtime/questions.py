"""How Rasa's shell asks: choices as a numbered list, below which anything can be typed.

Rasa's own list shows each payload beside its title, and lets one type only after its last entry is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_NUMBER = re.compile(r"^\W*(\d{1,3})\W*$")
Message = dict[str, Any]


def listed(message: Message) -> Message:
    """The message with its choices as lines of its text, without payloads and cards."""
    shown = {name: value for name, value in message.items() if name not in ("custom", "buttons")}
    lines = [f"  {number}  {title}" for number, (title, _) in enumerate(choices(message), start=1)]
    return shown | (
        {"text": "\n".join([str(message.get("text") or ""), *lines]).strip("\n")} if lines else {}
    )


def choices(message: Message | None) -> Sequence[tuple[str, str]]:
    """Titles and payloads."""
    buttons = (message or {}).get("buttons") or []
    return [(str(button["title"]), str(button.get("payload") or button["title"])) for button in buttons]


def meant(words: str, message: Message | None) -> str:
    """What the words say after this message: a choice's payload for its number, or for its title."""
    known, number = choices(message), _NUMBER.match(words)
    if number and 1 <= int(number[1]) <= len(known):
        return known[int(number[1]) - 1][1]
    by_title = {title.casefold(): payload for title, payload in known}
    return by_title.get(words.strip().casefold(), words)


@contextmanager
def plain() -> Iterator[None]:
    """Inside the block Rasa's shell asks so."""
    from rasa.core.channels import console as rasa_console

    ask, show = rasa_console._get_user_input, rasa_console._print_bot_output

    def show_list(message: Message, *further: Any, **named: Any) -> Any:
        return show(listed(message), *further, **named)

    async def ask_for_words(previous: Message | None) -> str | None:
        """Put again after an empty line; the end of the input ends the talk."""
        shown = previous
        while True:
            try:
                words = await ask(shown)
            except (EOFError, KeyboardInterrupt):
                return None
            if words is None or words.strip():
                return words and meant(words, previous)
            shown = None

    rasa_console._print_bot_output, rasa_console._get_user_input = show_list, ask_for_words
    try:
        yield
    finally:
        rasa_console._print_bot_output, rasa_console._get_user_input = show, ask
