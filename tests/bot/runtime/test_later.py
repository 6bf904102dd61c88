from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from bot.runtime.later import Later, StandIn, put_off

LIBRARY = {
    "heavy/__init__.py": "class Thing:\n    kind = 'real'\n    def __init__(self, size): self.size = size\n",
    "heavy/below.py": "def double(number): return 2 * number\n",
    "other.py": "def say(): return 'here'\n",
}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules of LIBRARY, which can be imported."""
    for name, text in LIBRARY.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("heavy", "heavy.below", "other"):
        monkeypatch.delitem(sys.modules, name, raising=False)


pytestmark = pytest.mark.usefixtures("library")


def test_what_is_put_off_is_imported_when_it_is_called() -> None:
    with put_off(["heavy"]):
        from heavy import Thing
        from heavy.below import double
    assert isinstance(Thing, Later)
    assert "heavy" not in sys.modules
    assert double(4) == 8
    assert Thing(size=3).size == 3
    assert Thing.kind == "real"
    assert not isinstance(sys.modules["heavy"], StandIn)


def test_a_module_that_was_imported_whole_is_looked_into_later() -> None:
    with put_off(["heavy"]):
        import heavy.below
    assert isinstance(heavy, StandIn)
    assert heavy.below.double(1) == 2
    assert heavy.Thing is sys.modules["heavy"].Thing


def test_whoever_imports_it_afterwards_gets_it_as_it_is() -> None:
    with put_off(["heavy"]):
        import heavy as stand_in
    import heavy

    assert heavy is not stand_in
    assert stand_in.Thing is heavy.Thing


def test_a_class_can_be_built_upon_it_and_asked_for() -> None:
    with put_off(["heavy", "other"]):
        from heavy import Thing
        from other import say

        class More(Thing):
            pass

        # What had to be imported is; the rest still waits.
        assert not isinstance(sys.modules["heavy"], StandIn)
        assert isinstance(sys.modules["other"], StandIn)
    assert isinstance(More(2), Thing)
    assert issubclass(More, Thing)
    assert not isinstance("text", Thing)
    assert say() == "here"


def test_what_is_imported_already_stays() -> None:
    import heavy

    with put_off(["heavy"]):
        from heavy import Thing
    assert Thing is heavy.Thing


def test_a_name_that_is_not_there_is_told_at_the_first_use() -> None:
    with put_off(["heavy", "nowhere"]):
        from heavy import Nothing
        from nowhere import Thing
    assert repr(Nothing) == "<heavy.Nothing, not imported yet>"
    with pytest.raises(AttributeError, match="Nothing"):
        Nothing()
    with pytest.raises(ModuleNotFoundError, match="nowhere"):
        Thing()


def run(code: str, *arguments: str, folder: Path | None = None) -> str:
    """What the code prints; in a process of its own, where nothing is imported yet."""
    command = [sys.executable, "-W", "ignore", "-c", dedent(code), *arguments]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment(root), check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def environment(root: Path) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(root), "TF_CPP_MIN_LOG_LEVEL": "2"}


RASA = """
    import sys
    from bot.runtime import console, later, settings
    console.set_up_logging(None)
    console.set_up_structlog()
    with later.put_off():
        import rasa.__main__
        from bot.runtime import patches
        patches.apply_all(settings.from_environment())
"""


@pytest.mark.slow
def test_a_bot_without_neural_networks_answers_without_tensorflow(small_project: Path) -> None:
    answer = """
    import asyncio
    from rasa.core.agent import Agent
    agent = Agent.load(sys.argv[1])
    print(asyncio.run(agent.handle_text("hello"))[0]["text"])
    heavy = "tensorflow keras matplotlib boto3 pymongo aiogram twilio dask".split()
    print([name for name in heavy if name in sys.modules])
    """
    said = run(RASA + answer, str(small_project / "models" / "small.tar.gz"))
    assert said.splitlines() == ["Hello.", "[]"]


@pytest.mark.slow
def test_all_that_waits_can_be_had() -> None:
    use_all = """
    from bot.runtime.later import Later, NAMES, PUT_OFF, StandIn
    waiting = [
        (module.__name__, name, value)
        for module in list(sys.modules.values()) if module.__name__.startswith("rasa")
        for name, value in vars(module).items() if isinstance(value, (Later, StandIn))
    ]
    for module, name, value in waiting:
        real = value._Later__real() if isinstance(value, Later) else sys.modules.get(value.__name__)
        assert not isinstance(real, (Later, StandIn)), (module, name)
    for (module, name), told in NAMES.items():
        assert getattr(__import__(module, fromlist=[name]), name).name() == told
    from rasa.core.channels import BUILTIN_CHANNELS
    assert BUILTIN_CHANNELS["telegram"].from_credentials({
        "access_token": "1:a", "verify": "x", "webhook_url": "y"
    }).__class__.__name__ == "TelegramInput"
    print(len(waiting) > 20)
    """
    assert run(RASA + use_all).split() == ["True"]


NETWORKS = {
    "config.yml": """
        recipe: default.v1
        language: en
        assistant_id: networks
        pipeline:
          - name: WhitespaceTokenizer
          - name: CountVectorsFeaturizer
          - {name: DIETClassifier, epochs: 10, random_seed: 1, constrain_similarities: true}
        policies:
          - {name: TEDPolicy, epochs: 2, random_seed: 1, constrain_similarities: true}
          - {name: RulePolicy, enable_fallback_prediction: false}
    """,
    "data.yml": """
        version: "3.1"
        nlu:
          - {intent: greet, examples: "- hello\\n- hello there\\n- good morning"}
          - {intent: leave, examples: "- bye\\n- bye bye\\n- see you"}
        stories:
          - story: both
            steps: [{intent: greet}, {action: utter_hello}, {intent: leave}, {action: utter_bye}]
        rules:
          - {rule: greet, steps: [{intent: greet}, {action: utter_hello}]}
          - {rule: leave, steps: [{intent: leave}, {action: utter_bye}]}
    """,
    "domain.yml": """
        version: "3.1"
        intents: [greet, leave]
        responses: {utter_hello: [{text: Hello.}], utter_bye: [{text: Bye.}]}
    """,
}


@pytest.mark.slow
def test_a_bot_with_neural_networks_is_trained_and_answers(tmp_path: Path) -> None:
    for name, text in NETWORKS.items():
        (tmp_path / name).write_text(dedent(text))
    train = """
    import sys
    from bot.runtime import launcher
    sys.exit(launcher.main(["train", "--data", "data.yml", "--fixed-model-name", "networks"]))
    """
    run(train, folder=tmp_path)
    answer = """
    import asyncio
    from rasa.core.agent import Agent
    agent = Agent.load(sys.argv[1])
    async def talk():
        return [said["text"] for text in ("hello", "bye") for said in await agent.handle_text(text)]
    print(asyncio.run(talk()))
    print("tensorflow" in sys.modules)
    """
    said = run(RASA + answer, str(tmp_path / "models" / "networks.tar.gz"))
    assert said.splitlines() == ["['Hello.', 'Bye.']", "True"]
