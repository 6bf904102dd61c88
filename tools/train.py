"""`make train`: the model, trained again only when something that it is made from has changed."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools import environments
from tools.commands import run_logged
from tools.console import Problem, say, step
from tools.locking import held
from tools.paths import BOT_PYTHON, LOGS, MODELS, REQUIREMENTS, ROOT, VAR

MODEL = "bookings-bot"
MODEL_FILE = MODELS / f"{MODEL}.tar.gz"
STAMP = MODELS / "trained.json"
LOG = "train.log"

DATA = ("domain.yml", "config.yml", "data")
# The components see the training examples as well: what they find there is masked before anything is learnt.
CODE = ("bot/nlu", "bot/temporal", "bot/catalogue")
CODE_ENDINGS = (".py", ".json", ".txt", ".yml", ".yaml")


def main(_command: str = "train") -> None:
    """Train into models/, unless nothing has changed. Raises Problem with the log's end when that fails."""
    environments.ensure(environments.BOT)
    if is_current():
        say("The trained model is current.")
        return
    with held(VAR / "train.lock", "another training of this folder") as lock:
        if not is_current():
            _train(lock)


def is_current() -> bool:
    """Whether the model is there, whole, and made from what is there now."""
    stamp = _stamp()
    return stamp.get("made_from") == _made_from() and stamp.get("bytes") == _size(MODEL_FILE)


def _stamp() -> dict[str, object]:
    try:
        content = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _made_from() -> dict[str, str]:
    return {"data": _digest(_data_files()), "code": _digest(_code_files())}


def _data_files() -> Iterator[Path]:
    for name in DATA:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.y*ml"))


def _code_files() -> Iterator[Path]:
    yield REQUIREMENTS / "bot.txt"
    for name in CODE:
        yield from sorted(path for path in (ROOT / name).rglob("*") if path.suffix in CODE_ENDINGS)


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _train(lock: int) -> None:
    """Train beside models/ and move the model there when it is whole: the old one stays usable."""
    made_from = _made_from()
    output = VAR / "training"
    shutil.rmtree(output, ignore_errors=True)
    with step("Training the model (some minutes the first time)", Progress(LOGS / LOG).told):
        _make_pipeline(lock)
        run_logged(_command(output, made_from), LOG, "The training failed", QUIET, lock)
    trained = output / f"{MODEL}.tar.gz"
    if not trained.is_file():
        raise Problem(f"The training ended without a model; see var/log/{LOG}.")
    trained.replace(MODEL_FILE)
    shutil.rmtree(output, ignore_errors=True)
    STAMP.write_text(json.dumps({"made_from": made_from, "bytes": _size(MODEL_FILE)}, indent=1) + "\n")


QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}


def _make_pipeline(lock: int) -> None:
    if (ROOT / "bot" / "nlu" / "spacy_pipeline.py").exists():
        command: list[str | Path] = [BOT_PYTHON, "-m", "bot.nlu.spacy_pipeline", MODELS]
        run_logged(command, "spacy-pipeline.log", "The spaCy pipeline could not be made", QUIET, lock)


def _command(output: Path, made_from: dict[str, str]) -> list[str | Path]:
    """Rasa reuses what it trained before, by settings and data; it does not see a change in our code."""
    last = _stamp().get("made_from")
    code_is_known = isinstance(last, dict) and last.get("code") == made_from["code"]
    command: list[str | Path] = [
        BOT_PYTHON,
        "-m",
        "rasa",
        "train",
        "--fixed-model-name",
        MODEL,
        "--out",
        output,
    ]
    return command if code_is_known else [*command, "--force"]


class Progress:
    """How far Rasa is, read from what it logs."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def told(self) -> str:
        """The component in training and its share of epochs, like "DIETClassifier 40 %"."""
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        components = list(re.finditer(r"Starting to train component '(\w+)'", text))
        if not components:
            return ""
        epochs = re.findall(r"Epochs:\s+(\d+)%", text[components[-1].end() :])
        return components[-1][1] + (f" {epochs[-1]} %" if epochs else "")
