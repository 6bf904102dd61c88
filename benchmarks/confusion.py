"""The confusion matrix of the held-out messages as a picture, and the share of them that is understood.

    .venv/bot/bin/python benchmarks/confusion.py [--picture docs/images/confusion.png]

Rows are what is meant, columns what was understood; shares of the row, the diagonal is right.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import yaml

from benchmarks import understanding
from tests.nlu.catalogue import catalogue

ROOT = Path(__file__).resolve().parent.parent
TABLES = ("messages.yml", "out_of_scope_unseen.yml")


def readings(model: Path) -> list[tuple[str, str]]:
    """What is meant and what was understood, for each held-out message."""
    parser = understanding.Parser(model)
    parser.know(catalogue())

    async def read() -> list[tuple[str, str]]:
        return [(meant, (await parser.parse(text))["intent"]["name"]) for meant, text in _messages()]

    return asyncio.run(read())


def _messages() -> list[tuple[str, str]]:
    found = []
    for name in TABLES:
        table = yaml.safe_load((ROOT / "tests" / "nlu" / name).read_text(encoding="utf-8"))
        for key, block in table.items():
            meant = key if name == "messages.yml" else "out_of_scope"
            found += [(meant, text) for text in block.splitlines()]
    return found


def draw(found: list[tuple[str, str]], picture: Path) -> None:
    """Save the matrix as a PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    meant = list(dict.fromkeys(intent for intent, _ in found))
    read = [*meant, "nlu_fallback"]
    counts, totals = Counter(found), Counter(intent for intent, _ in found)
    shares = [[counts[row, column] / totals[row] for column in read] for row in meant]
    figure, axes = pyplot.subplots(figsize=(10, 9.5))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(read)), read, rotation=90, fontsize=8)
    axes.set_yticks(range(len(meant)), [f"{row} ({totals[row]})" for row in meant], fontsize=8)
    axes.set_xlabel("understood as")
    axes.set_ylabel("meant (messages)")
    for row, line in enumerate(shares):
        for column, share in enumerate(line):
            if share >= 0.005:
                colour = "white" if share > 0.5 else "black"
                axes.text(
                    column, row, f"{share:.0%}"[:-1], ha="center", va="center", fontsize=6, color=colour
                )
    figure.tight_layout()
    figure.savefig(picture, dpi=80, metadata={"Software": None})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--model", type=Path, default=understanding.MODEL)
    options.add_argument("--picture", type=Path)
    chosen = options.parse_args()
    found = readings(chosen.model)
    known = [(meant, read) for meant, read in found if meant != "out_of_scope"]
    right = sum(meant == read for meant, read in known)
    print(f"{right} of {len(known)} held-out messages understood, {right / len(known):.1%}")
    if chosen.picture:
        draw(found, chosen.picture)


if __name__ == "__main__":
    main()
