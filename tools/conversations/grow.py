"""`python -m tools.conversations.grow`: the examples that grow from seeds/, taught and kept back."""

import re
import sys
from collections import defaultdict
from pathlib import Path

import yaml

from tools.console import say
from tools.conversations.growing import grown, seeds
from tools.paths import ROOT

GROWN = "Grown from seeds/ by `python -m tools.conversations.grow`; change it there.\n"
HEADS = {"taught": f"# {GROWN}", "kept_back": f"# Never trained on. {GROWN}"}
FILES = {"taught": "data/nlu/grown.yml", "kept_back": "tests/nlu/grown.yml"}


def examples(half: str, root: Path = ROOT) -> dict[str, list[str]]:
    """By intent what grows of this half; what stands elsewhere already is left out."""
    known = _written(root) if half == "taught" else set()
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for path in sorted((root / "seeds").glob("*.yml")):
        for seed in seeds(yaml.safe_load(path.read_text(encoding="utf-8")), half):
            found[seed.intent].update(dict.fromkeys(text for text in grown(seed) if bare(text) not in known))
    return {intent: list(texts) for intent, texts in found.items()}


def content(half: str, root: Path = ROOT) -> str:
    """The file that holds them."""
    found = examples(half, root)
    if half == "kept_back":
        blocks = (f"\n{intent}: |\n{_lines(texts, '  ')}" for intent, texts in found.items())
        return HEADS[half] + "".join(blocks)
    parts = (
        f"\n  - intent: {intent}\n    examples: |\n{_lines(texts, '      - ')}"
        for intent, texts in found.items()
    )
    return f'version: "3.1"\n\n{HEADS[half]}nlu:' + "".join(parts)


def bare(text: str) -> str:
    """Lower case, no punctuation, unless there is nothing else: what the classifier can't tell apart."""
    words = " ".join(re.sub(r"[.,;:!?]+", " ", text.casefold()).split())
    return words or text


def _lines(texts: list[str], indent: str) -> str:
    return "".join(f"{indent}{text}\n" for text in texts)


def _written(root: Path) -> set[str]:
    """What is taught already, and what is kept back from it: each stands there once."""
    paths = [*(root / "data" / "nlu").glob("*.yml"), *(root / "tests" / "nlu").glob("*.yml")]
    written = [path for path in paths if path != root / FILES["taught"]]
    lines = [line.strip() for path in written for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [line.removeprefix("- ") for line in lines]
    return {bare(re.sub(r"\[([^]]+)\]\(\w+\)", r"\1", text)) for text in texts}


def main() -> int:
    """Write both files."""
    for half, name in FILES.items():
        (ROOT / name).write_text(content(half), encoding="utf-8")
        say(f"{name}: {sum(map(len, examples(half).values()))} examples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
