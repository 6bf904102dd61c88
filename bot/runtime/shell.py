"""Talking to the bot in a terminal: Rasa's own shell, with the bot that is running or with its own."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import urllib.error
import urllib.request
import uuid

from bot.runtime import console, questions
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
    with questions.plain():
        return run_rasa(settings, ["shell", *defaults, *options])


def _talk_to(address: str) -> int:
    import aiohttp
    from rasa.core.channels import console as rasa_console

    try:
        with questions.plain():
            asyncio.run(rasa_console.record_messages(sender_id=uuid.uuid4().hex, server_url=address))
    except (aiohttp.ClientError, asyncio.TimeoutError):
        sys.stderr.write(f"The bot on {address} does not answer any more.\n")
        return 1
    return 0


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
