"""The model is trained when something it is made from has changed, and only then."""

import sys
from pathlib import Path

import pytest

from tools import commands, train
from tools.console import Problem

# Stands in for Rasa: writes a model, and notes how it was called.
FAKE_RASA = """#!{python}
import pathlib, sys
arguments = sys.argv[1:]
pathlib.Path("calls").open("a").write(" ".join(arguments) + "\\n")
if pathlib.Path("domain.yml").read_text() == "broken":
    print("InvalidDomain: slot 'x' has no type")
    sys.exit(1)
output = pathlib.Path(arguments[arguments.index("--out") + 1])
output.mkdir(parents=True)
(output / "bookings-bot.tar.gz").write_text("model of " + pathlib.Path("domain.yml").read_text())
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project whose training takes no time."""
    for name in ("bot/nlu", "bot/temporal", "data/nlu", "requirements", "models"):
        (tmp_path / name).mkdir(parents=True)
    for name in (
        "domain.yml",
        "config.yml",
        "data/nlu/times.yml",
        "bot/temporal/parse.py",
        "requirements/bot.txt",
    ):
        (tmp_path / name).write_text("first")
    python = tmp_path / "python"
    python.write_text(FAKE_RASA.format(python=sys.executable))
    python.chmod(0o755)
    for module, name, path in (
        (train, "ROOT", tmp_path),
        (train, "REQUIREMENTS", tmp_path / "requirements"),
        (train, "MODELS", tmp_path / "models"),
        (train, "MODEL_FILE", tmp_path / "models" / "bookings-bot.tar.gz"),
        (train, "STAMP", tmp_path / "models" / "trained.json"),
        (train, "VAR", tmp_path / "var"),
        (train, "LOGS", tmp_path / "var" / "log"),
        (train, "BOT_PYTHON", python),
        (commands, "ROOT", tmp_path),
        (commands, "LOGS", tmp_path / "var" / "log"),
    ):
        monkeypatch.setattr(module, name, path)
    monkeypatch.setattr(train.environments, "ensure", lambda *_: None)
    return tmp_path


def trainings(project: Path) -> list[str]:
    """The trainings since the last look: "new" or "forced"."""
    calls = project / "calls"
    lines = calls.read_text().splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    return ["forced" if "--force" in line else "new" for line in lines]


def test_a_model_is_made_once(project: Path) -> None:
    train.main()
    assert train.MODEL_FILE.read_text() == "model of first"
    assert trainings(project) == ["forced"]
    train.main()
    assert trainings(project) == []


@pytest.mark.parametrize("name", ["domain.yml", "config.yml", "data/nlu/times.yml"])
def test_changed_data_is_trained_with_what_rasa_remembers(project: Path, name: str) -> None:
    train.main()
    trainings(project)
    (project / name).write_text("second")
    train.main()
    assert trainings(project) == ["new"]


@pytest.mark.parametrize("name", ["bot/temporal/parse.py", "bot/nlu/new.py", "requirements/bot.txt"])
def test_changed_code_is_trained_from_the_beginning(project: Path, name: str) -> None:
    train.main()
    trainings(project)
    (project / name).write_text("second")
    train.main()
    assert trainings(project) == ["forced"]


def test_a_file_that_moves_is_a_change(project: Path) -> None:
    train.main()
    trainings(project)
    (project / "data/nlu/times.yml").rename(project / "data/nlu/booking.yml")
    train.main()
    assert trainings(project) == ["new"]


@pytest.mark.parametrize("damage", ["model gone", "model cut short", "stamp gone", "stamp unreadable"])
def test_a_damaged_model_is_made_again(project: Path, damage: str) -> None:
    train.main()
    trainings(project)
    file = train.MODEL_FILE if damage.startswith("model") else train.STAMP
    file.unlink() if damage.endswith("gone") else file.write_text("mod")
    train.main()
    assert len(trainings(project)) == 1
    assert train.is_current()


def test_a_failed_training_shows_why_and_keeps_the_old_model(project: Path) -> None:
    train.main()
    (project / "domain.yml").write_text("broken")
    with pytest.raises(Problem, match="(?s)training failed.*slot 'x' has no type"):
        train.main()
    assert train.MODEL_FILE.read_text() == "model of first"
    assert not train.is_current()


def test_progress_names_the_component_and_its_epochs(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    progress = train.Progress(log)
    assert progress.told() == ""
    log.write_text(
        "Starting to train component 'SpacyTokenizer'.\nFinished.\n"
        "Starting to train component 'DIETClassifier'.\n"
        "Epochs:   0%|  | 0/9\rEpochs:  43%|####  | 4/9\r"
    )
    assert progress.told() == "DIETClassifier 43 %"
