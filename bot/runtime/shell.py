"""Talking to the bot in a terminal: Rasa's own shell, with the bot that is running or with its own."""

from __future__ import annotations

import asyncio
import os
import socket
import urllib.error
import urllib.request

from bot.runtime import console
from bot.runtime.settings import Settings

_SHELL_PATIENCE_SECONDS = "60"


def talk(settings: Settings, options: list[str]) -> int | None:
    """Start the shell. With `options`, or when no bot answers on BOT_PORT, `rasa shell` loads the model."""
    # Rasa's shell gives up reading after 10 seconds; the bot has its own, shorter, time-outs.
    os.environ.setdefault("RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS", _SHELL_PATIENCE_SECONDS)
    address = f"http://{settings.host}:{settings.bot_port}"
    if not options and _answers(address):
        return _talk_to(address)
    from bot.runtime.launcher import run_rasa

    console.say("Loading the bot …")
    return run_rasa(settings, ["shell", "--port", str(_free_port()), *options])


def _talk_to(address: str) -> None:
    import uuid

    from rasa.core.channels import console as rasa_console

    asyncio.run(rasa_console.record_messages(sender_id=uuid.uuid4().hex, server_url=address))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/webhooks/rest/", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
