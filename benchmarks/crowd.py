"""What people are doing, and whom they name, in messages that a crowd wrote: how much of it the bot gets.

    .venv/bot/bin/python benchmarks/crowd.py ROWS.jsonl [--model MODEL.tar.gz] [--wrong]

Each line of ROWS is a JSON object with `text`, `service`, `prev_system_acts` (what the bot did before),
`intents` (what the person is doing, several at once) and `entities`. The messages go through the trained
model and the dialogue's decisions in this process, with a catalogue of everybody whom rows of a service name.
`--wrong` counts what went wrong, without the messages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from actions.dialogue.message import Message, from_event
from benchmarks import crowd_turns, understanding


@dataclass(frozen=True)
class Result:
    """What was made of one row."""

    row: Mapping[str, Any]
    message: Message
    act: str
    """In the words of the rows' `intents`; `nothing`: the bot would say that it did not understand."""
    guessed: bool
    """The message is taken for an answer to what was asked only because it is nothing else."""

    @property
    def right(self) -> bool:
        return self.act in self.row["intents"]


def results(rows: Sequence[Mapping[str, Any]], model: Path) -> Iterator[Result]:
    """The rows, read by the model one after the other."""
    people = crowd_turns.staff_of(rows)
    parser = understanding.Parser(model)
    for service, ids in people.items():
        answer = crowd_turns.business("Appointment", ids)
        parser.know(answer)
        catalogue = crowd_turns.catalogue_of(answer)
        for row in rows:
            if row["service"] == service:
                memory = crowd_turns.remembered(row, ids)
                parsed = asyncio.run(parser.parse(row["text"], memory))
                event = {"text": row["text"], "message_id": "m1", "parse_data": parsed}
                message = from_event(event)
                act = crowd_turns.act(memory, row, message, catalogue)
                yield Result(
                    row, message, act.removeprefix(crowd_turns.GUESS), act.startswith(crowd_turns.GUESS)
                )


def named(result: Result, ids: Mapping[str, str]) -> Iterator[bool]:
    """For each name of the row whether it was found, where it stands."""
    for entity in result.row["entities"]:
        if entity["entity"] == "staff":
            yield any(
                found.start < entity["end"]
                and entity["start"] < found.end
                and ids[entity["value"]] in (found.value, *found.others)
                for found in result.message.of_kind("staff")
            )


def misnamed(result: Result) -> bool:
    """Whether somebody is found in a row in which nobody is named, not even in words that are not marked."""
    if any(entity["entity"] == "staff" for entity in result.row["entities"]):
        return False
    offered = {
        word.casefold()
        for _, slot, values in result.row["prev_system_acts"]
        if slot in crowd_turns.PEOPLE
        for value in values
        for word in value.replace(",", " ").split()
    }
    found = [result.row["text"][each.start : each.end] for each in result.message.of_kind("staff")]
    return any(not offered & {word.casefold().strip(".'s") for word in text.split()} for text in found)


def report(found: Sequence[Result], wrong: bool) -> None:
    """Print the figures."""
    right = sum(result.right for result in found)
    guessed = sum(result.guessed and result.right for result in found)
    print(f"acts: {right} of {len(found)} right, {right / len(found):.1%}")
    print(f"  of these {guessed} only because what follows a question is taken for an answer")
    people = crowd_turns.staff_of(result.row for result in found)
    names = [hit for result in found for hit in named(result, people[result.row["service"]])]
    print(f"staff: {sum(names)} of {len(names)} names found, {sum(names) / max(1, len(names)):.1%}")
    without = [r for r in found if not any(e["entity"] == "staff" for e in r.row["entities"])]
    print(f"  somebody found in {sum(map(misnamed, without))} of {len(without)} messages that name nobody")
    if wrong:
        print("\nmeant -> taken for, after what the bot did, by the intent of the classifier")
        for line, count in Counter(_line(result) for result in found if not result.right).most_common(40):
            print(f"{count:5}  {line}")


def _line(result: Result) -> str:
    before = "+".join(sorted({name for name, _, _ in result.row["prev_system_acts"]})) or "start"
    meant = "+".join(result.row["intents"])
    return f"{meant} -> {result.act}, after {before}, by {result.message.intent}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("rows", type=Path)
    options.add_argument("--model", type=Path, default=understanding.MODEL)
    options.add_argument("--wrong", action="store_true")
    chosen = options.parse_args()
    os.environ.setdefault("BOOKINGS_NOW", crowd_turns.NOW.isoformat())
    lines: Iterable[str] = chosen.rows.read_text(encoding="utf-8").splitlines()
    report(list(results([json.loads(line) for line in lines], chosen.model)), chosen.wrong)


if __name__ == "__main__":
    main()
