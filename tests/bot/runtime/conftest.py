"""A small real bot (rules only, no TensorFlow model) and an action server that can misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

FILES = {
    "config.yml": """
        recipe: default.v1
        language: en
        assistant_id: small
        pipeline: [{name: KeywordIntentClassifier}]
        policies: [{name: RulePolicy, enable_fallback_prediction: false}]
    """,
    "domain.yml": """
        version: "3.1"
        intents: [greet, book, try_again]
        slots: {noted: {type: text, mappings: [{type: custom}]}}
        actions: [action_note, action_book]
        responses:
          utter_greet: [{text: "Hello."}]
          utter_booked: [{text: "Booked, {noted}."}]
          utter_try_what: [{text: "Try what?"}]
          utter_apologise_unavailable: [{text: "Sorry.", buttons: [{title: Again, payload: /try_again}]}]
        session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
    """,
    "data.yml": """
        version: "3.1"
        nlu:
        - {intent: greet, examples: "- hello"}
        - {intent: book, examples: "- book"}
        - {intent: try_again, examples: "- again"}
        rules:
        - {rule: greet, steps: [{intent: greet}, {action: utter_greet}]}
        - {rule: again, steps: [{intent: try_again}, {action: utter_try_what}]}
        - rule: book
          steps: [{intent: book}, {action: action_note}, {action: action_book}, {action: utter_booked}]
    """,
}


@pytest.fixture(scope="session")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a trained model of the rules above in models/."""
    from textwrap import dedent

    from rasa.model_training import train

    folder = tmp_path_factory.mktemp("small")
    for name, text in FILES.items():
        (folder / name).write_text(dedent(text), encoding="utf-8")
    domain, config, data, models = (
        str(folder / x) for x in ("domain.yml", "config.yml", "data.yml", "models")
    )
    train(domain, config, [data], output=models, fixed_model_name="small")
    return folder


@dataclass
class FakeActions:
    """An action server on the loopback address; `answers` says what each action answers next."""

    url: str = ""
    calls: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    hanging: threading.Event = field(default_factory=threading.Event)

    def works(self) -> None:
        self.answers = {
            "action_note": (200, json.dumps({"events": [slot("noted", "Dana")], "responses": []})),
            "action_book": (200, json.dumps({"events": [], "responses": []})),
        }

    def hangs(self, action: str) -> None:
        self.answers[action] = (0, "")


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value, "timestamp": None}


@pytest.fixture
def fake_actions() -> Iterator[FakeActions]:
    fake = FakeActions()
    fake.works()
    with serving(fake):
        yield fake


@contextmanager
def serving(fake: FakeActions) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.calls.append(call["next_action"])
            status, body = fake.answers[call["next_action"]]
            if not status:
                fake.hanging.wait(20)
                return
            self.send_response(status)
            self.send_header("Content-Type", "application/json" if body[:1] in "{[" else "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}/webhook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        fake.hanging.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa as it came, again, when the test is over: whatever mends it applies are taken off."""
    import rasa.core.agent
    import rasa.core.run
    from rasa.core import processor
    from rasa.core.actions import action, forms
    from rasa.core.policies import memoization, rule_policy
    from rasa.core.utils import AvailableEndpoints
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.storage import ModelMetadata
    from rasa.graph_components.providers.domain_provider import DomainProvider
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier
    from rasa.nlu.utils.spacy_utils import SpacyNLP
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig
    from rasa.utils.tensorflow.models import RasaModel

    for owner, name in (
        (rasa.core.agent, "MessageProcessor"),
        (rasa.core.run, "load_agent_on_start"),
        (action, "DEFAULT_REQUEST_TIMEOUT"),
        (action.RemoteAction, "_validate_action_result"),
        (action.RemoteAction, "_action_call_format"),
        (EndpointConfig, "session"),
        (DaskGraphRunner, "run"),
        (ModelMetadata, "from_dict"),
        (DomainProvider, "load"),
        (SpacyNLP, "load_model"),
        (DIETClassifier, "_predict"),
        (DialogueStateTracker, "applied_events"),
        (DialogueStateTracker, "copy"),
        (Event, "resolve_by_type"),
        *((module, "copy") for module in (processor, forms, memoization, rule_policy)),
        (AvailableEndpoints, "read_endpoints"),
        (RasaModel, "load"),
    ):
        # Setting what is there already makes monkeypatch put it back at the end.
        monkeypatch.setattr(owner, name, vars(owner)[name])
