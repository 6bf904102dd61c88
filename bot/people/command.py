"""`python -m bot.people export|erase|forget`."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.channels.providers.agreements import Agreements
from bot.clock import now
from bot.people.conversations import Conversations
from bot.people.person import NobodyMeant, Person, person
from bot.people.store import opened

DONE, REFUSED = 0, 1
IN_MEMORY = (
    "The bot keeps conversations in its memory only: they are gone when it ends, or a day after they "
    "fell silent."
)


def main(arguments: Sequence[str]) -> int:
    """What the parser says; 0: it worked, 1: refused, and nothing was changed."""
    parsed = _parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        return code
    except NobodyMeant as error:
        print(f"bot.people: {error}", file=sys.stderr)
        return REFUSED


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bot.people", description=__doc__)
    commands = top.add_subparsers(metavar="<command>", required=True)
    for name, run, about in (
        ("export", run_export, "write what a person said to the bot as JSON"),
        ("erase", run_erase, "erase every conversation in which a person is named"),
    ):
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("person", metavar="PERSON", nargs="+", help="e-mail address or telephone number")
        command.add_argument("--reference", action="append", default=[], help="of a booking of theirs")
        command.set_defaults(run=run)
        _store_options(command)
    forget = commands.add_parser("forget", help="erase conversations that have been silent for long")
    forget.add_argument("--silent-for", metavar="DAYS", type=_days, required=True, help="like 30d")
    forget.add_argument("--dry-run", action="store_true", help="only tell how many there are")
    forget.set_defaults(run=run_forget)
    _store_options(forget)
    return top


def _store_options(parser: argparse.ArgumentParser) -> None:
    where = os.environ.get("BOT_ENDPOINTS", "").strip() or "endpoints.yml"
    parser.add_argument("--endpoints", metavar="FILE", default=where, help="names the tracker store")


def _days(text: str) -> timedelta:
    if not re.fullmatch(r"[1-9][0-9]{0,3}d", text):
        raise argparse.ArgumentTypeError(f'"{text}" is no number of days; write it like 30d')
    return timedelta(days=int(text[:-1]))


def run_export(arguments: argparse.Namespace) -> int:
    whom = person(arguments.person, arguments.reference)
    kept = opened(arguments.endpoints)
    senders = kept.of(whom) if kept else []
    document: dict[str, Any] = {
        "format": "bot-person",
        "version": 1,
        "person": sorted(arguments.person),
        "conversations": [kept.told(sender) for sender in senders] if kept else [],
        "notices": _notices(whom, senders),
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    print()
    if kept is None:
        print(IN_MEMORY, file=sys.stderr)
    return DONE


def run_erase(arguments: argparse.Namespace) -> int:
    whom = person(arguments.person, arguments.reference)
    kept = opened(arguments.endpoints)
    senders = kept.of(whom) if kept else []
    notices = _notices(whom, senders, erase=True)
    if kept is not None:
        events = _erase(kept, senders)
        print(f"Erased with the bot: {len(senders)} conversations ({events} events), {len(notices)} notices")
    else:
        print(f"Erased with the bot: {len(notices)} notices. {IN_MEMORY}")
    return DONE


def _erase(kept: Conversations, senders: Sequence[str]) -> int:
    events = kept.erase(senders)
    if events:
        kept.scrub()
    return events


def run_forget(arguments: argparse.Namespace) -> int:
    kept, before = opened(arguments.endpoints), now() - arguments.silent_for
    if kept is None:
        print(IN_MEMORY)
    elif arguments.dry_run:
        print(f"Would be erased: {kept.silent_since(before)} conversations")
    else:
        print(f"Erased: {kept.forget(before)} conversations")
    return DONE


def _notices(whom: Person, senders: Sequence[str], erase: bool = False) -> list[dict[str, Any]]:
    """Where the bot may write to them, see docs/messaging.md."""
    file = Path(os.environ.get("BOT_NOTICE_FILE", "").strip() or "var/notices.db")
    if not file.exists():
        return []
    found = Agreements(file).about(lambda text: whom.is_named(text) or text in senders)
    if erase:
        Agreements(file).forget([each["conversation"] for each in found])
    return found
