"""Talking to the bot in a terminal: Rasa's own shell, with the bot that is running or with its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from bot.runtime import console
from bot.runtime.settings import Settings

_PATIENCE_SECONDS = "60"


def talk(settings: Settings, options: list[str]) -> int | None:
    """Start the shell. With `options`, or when no bot answers on BOT_PORT, `rasa shell` loads the model."""
    # Rasa's shell gives up reading after 10 seconds; the bot has its own, shorter, time-outs.
    os.environ.setdefault("RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS", _PATIENCE_SECONDS)
    address = f"http://{settings.host}:{settings.bot_port}"
    if not options and _answers(address):
        return _talk_to(address)
    from bot.runtime.launcher import run_rasa

    console.say("Loading the bot …")
    defaults = ["--interface", settings.host, "--port", str(_free_port())]
    return run_rasa(settings, ["shell", *defaults, *options])


def _talk_to(address: str) -> int:
    import aiohttp
    from rasa.core.channels import console as rasa_console

    ask, choose = rasa_console._get_user_input, rasa_console.cli_utils.payload_from_button_question
    show = rasa_console._print_bot_output

    async def ask_for_words(previous: dict[str, Any] | None) -> str | None:
        """Rasa's question, put again after an empty line; the end of the input ends the talk."""
        while True:
            try:
                words = await ask(previous)
            except (EOFError, KeyboardInterrupt):
                return None
            if words != "":
                return words  # type: ignore[no-any-return]
            previous = None

    def show_words(message: dict[str, Any], *further: Any, **named: Any) -> Any:
        """Rasa's way to show an answer, without the data for channels that can show more than words."""
        words = {name: value for name, value in message.items() if name != "custom"}
        return show(words, *further, **named)

    rasa_console._print_bot_output = show_words
    rasa_console._get_user_input = ask_for_words
    rasa_console.cli_utils.payload_from_button_question = chosen_by(choose)
    try:
        asyncio.run(rasa_console.record_messages(sender_id=uuid.uuid4().hex, server_url=address))
    except (aiohttp.ClientError, asyncio.TimeoutError):
        sys.stderr.write(f"The bot on {address} does not answer any more.\n")
        return 1
    finally:
        rasa_console._print_bot_output = show
        rasa_console._get_user_input = ask
        rasa_console.cli_utils.payload_from_button_question = choose
    return 0


def chosen_by(choose: Callable[[Any], Awaitable[str]]) -> Callable[[Any], Awaitable[str]]:
    """Rasa's question with buttons, which takes the None of a Ctrl-C for a text, ending as its others do."""

    async def ask_with_buttons(question: Any) -> str:
        answers: list[str | None] = []
        ask = question.ask_async

        async def noting_the_answer() -> str | None:
            answers.append(await ask())
            return answers[-1]

        question.ask_async = noting_the_answer
        try:
            return await choose(question)
        except AttributeError:
            if answers == [None]:
                raise KeyboardInterrupt from None
            raise

    return ask_with_buttons


def _answers(address: str) -> bool:
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directly.open(f"{address}/webhooks/rest/", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
