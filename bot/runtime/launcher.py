"""`python -m bot.runtime COMMAND …`: Rasa's commands with the mends and without the noise.

run        the bot on BOT_HOST:BOT_PORT (default 127.0.0.1:5005), with Rasa's options
shell      talk to it: to the running bot if one answers, else to one started for it
actions    the action server on BOT_HOST:ACTIONS_PORT (default 127.0.0.1:5055)
train, data, test …   Rasa's own commands with their options
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bot.runtime import console, later, memory
from bot.runtime.settings import SettingError, Settings, from_environment
from bot.runtime.shared_places import is_shared
from telemetry import export, logs


def main(arguments: Sequence[str]) -> int:
    """Carry out one command. Returns the process's exit status; 2 for a wrong setting or no command."""
    if not arguments or arguments[0] in ("-h", "--help"):
        console.say(__doc__.strip())
        return 0 if arguments else 2
    try:
        settings = from_environment()
    except SettingError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    memory.spare()
    program = "actions" if arguments[0] == "actions" else "bot"
    console.set_up_logging(settings.log_file, settings.logs, program)
    _find_project()
    command = _COMMANDS.get(arguments[0], _other)
    return command(settings, list(arguments)) or 0


def _find_project() -> None:
    # Rasa imports components, channels and actions by their path from the folder it is started in.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())


def _run(settings: Settings, arguments: list[str]) -> int | None:
    defaults = ["--interface", settings.host, "--port", str(settings.bot_port)]
    if settings.enable_api:
        defaults.append("--enable-api")
    if settings.credentials:
        defaults += ["--credentials", str(settings.credentials)]
    if settings.endpoints:
        defaults += ["--endpoints", str(settings.endpoints)]

    ends: list[Callable[[], None]] = []

    async def announce(app: Any, _: Any) -> None:
        memory.settle()
        logs.seal()
        ends.append(export.begin("bot", settings.traces))
        console.say(f"The bot listens on http://{settings.host}:{settings.bot_port}/")
        if note := about_rest(settings.host, "rest_channel" in app.blueprints):
            console.say(note)
        if note := about_sharing(is_shared(), getattr(app.ctx, "agent", None)):
            console.say(note)

    async def end(*_: Any) -> None:
        for each in ends:
            await asyncio.to_thread(each)

    listeners = [(announce, "after_server_start"), (end, "after_server_stop")]
    return run_rasa(settings, ["run", *defaults, *arguments[1:]], listeners)


def about_rest(host: str, is_open: bool) -> str:
    """What has to be known of the REST channel, which lets anybody speak in anybody's conversation."""
    if not is_open:
        return "The REST channel is closed: people use the chat widget, programs and `make shell` cannot."
    if host in ("127.0.0.1", "localhost", "::1"):
        return ""
    return (
        f"!! The REST channel is open on {host}: whoever reaches it can speak in any conversation.\n"
        "!! For the public set BOT_CREDENTIALS=credentials.production.yml, which leaves it off."
    )


def about_sharing(is_shared: bool, agent: Any) -> str:
    """What has to be known where some things are shared with other processes, and others are not."""
    from bot.runtime.conversations import RecentConversations
    from bot.runtime.locks import ConversationLocks

    own = [
        what
        for what, kept, kind in (
            ("their locks", getattr(agent, "lock_store", None), ConversationLocks),
            ("the conversations", getattr(agent, "tracker_store", None), RecentConversations),
        )
        if isinstance(kept, kind)
    ]
    if not is_shared or not own:
        return ""
    return (
        f"!! BOT_REDIS_URL lets several processes take the same person's messages, but {' and '.join(own)}\n"
        "!! are in the memory of this one: a second process would answer without knowing what was said.\n"
        "!! For several processes set BOT_ENDPOINTS=endpoints.production.yml."
    )


def _actions(settings: Settings, _: list[str]) -> int | None:
    from bot.runtime import action_server

    return action_server.serve(settings)


def _shell(settings: Settings, arguments: list[str]) -> int | None:
    from bot.runtime import shell

    return shell.talk(settings, arguments[1:])


def _other(settings: Settings, arguments: list[str]) -> int | None:
    return run_rasa(settings, arguments)


_COMMANDS: dict[str, Callable[[Settings, list[str]], int | None]] = {
    "run": _run,
    "shell": _shell,
    "actions": _actions,
}


def run_rasa(settings: Settings, arguments: list[str], server_listeners: Sequence[Any] = ()) -> int | None:
    """Rasa's command line with the mends applied; `server_listeners` go to Rasa's server."""
    with later.put_off():
        from rasa.__main__ import create_argument_parser
        from rasa.shared.exceptions import RasaException

        from bot.runtime import patches

        options = create_argument_parser().parse_args(arguments)
        console.set_up_structlog()
        patches.apply_all(settings)
    options.server_listeners = list(server_listeners)
    try:
        options.func(options)
    except RasaException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0
