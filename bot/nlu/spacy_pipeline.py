"""The spaCy pipeline that the bot tokenises with: a blank English one, so nothing is downloaded.

    python -m bot.nlu.spacy_pipeline [DIRECTORY]

saves it under DIRECTORY (default: models), unless it is there, and prints its path. The path ends in a
hash of the pipeline, because Rasa tells two pipelines apart by their names only; config.yml holds it.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path
from tempfile import mkdtemp

import spacy
from spacy.language import Language

LANGUAGE = "en"
_HASH_LENGTH = 12


def blank_pipeline() -> Language:
    """English tokenisation, and nothing that is trained."""
    return spacy.blank(LANGUAGE)


def directory_name(pipeline: Language) -> str:
    """A name that is another one when the pipeline or the version of spaCy is."""
    told = pipeline.config.to_str().encode() + spacy.__version__.encode()
    tokenizer = pipeline.tokenizer.to_bytes(exclude=["vocab"])
    return f"spacy-{LANGUAGE}-{hashlib.sha256(told + tokenizer).hexdigest()[:_HASH_LENGTH]}"


def save_pipeline(models: Path) -> Path:
    """Save the pipeline under `models`, whole or not at all, and return where it is."""
    pipeline = blank_pipeline()
    target = models / directory_name(pipeline)
    if not (target / "meta.json").is_file():
        models.mkdir(parents=True, exist_ok=True)
        unfinished = Path(mkdtemp(prefix=".spacy-", dir=models))
        pipeline.to_disk(unfinished)
        unfinished.chmod(0o755)  # a temporary directory is its maker's only
        shutil.rmtree(target, ignore_errors=True)
        unfinished.rename(target)
    return target


def main(arguments: list[str]) -> int:
    """Save the pipeline and print where."""
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        sys.stderr.write("usage: python -m bot.nlu.spacy_pipeline [DIRECTORY]\n")
        return 2
    sys.stdout.write(f"{save_pipeline(Path(arguments[0] if arguments else 'models'))}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
