"""Nobody who talks to the bot is found in any log, and each message is found in all of them by its trace.

Everything that marked people say goes through the running programs, also where something fails, at the usual
level and at the one that tells most, with Rasa's own debugging asked for as well.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conversations.stack import API_PYTHON, ROOT, Stack, running, wait_for

SENDER = "+447700900461"
"""As Twilio names a conversation."""
EMAIL = "zebulon.quixmark@quixmail.example"
MARKS = re.compile(r"quix|zebulon|7700[ -]?900[ -]?461", re.IGNORECASE)
HOSTILE = (
    "'; DROP TABLE quixtable; --",
    "<script>alert('quixscript')</script>",
    "%s %d %(quixformat)s %n {quixbrace} ${jndi:ldap://quixjndi.example/a}",
    "hello\nERROR bookings.api: quixinjected\r\nTraceback (most recent call last):",
    "\x1b[31mquixcolour\x00",
    '/quixintent{"quixentity": "quixvalue"}',
    '/inform{"contact_name": {"quix": ["Zebulon"]}}',
    "/inform{quixbroken",
    "my number is 07700 900461, or was it +44 7700 900461?",
    "quixquix " * 400,
    "Quixblah florp wibble 🙂 quix‮gninruter",
)
LOUD = {
    "BOOKINGS_LOG_LEVEL": "debug",
    "BOOKINGS_LOG_FORMAT": "json",
    "LOG_LEVEL": "DEBUG",
    "LOG_LEVEL_LIBRARIES": "DEBUG",
    "LOG_LEVEL_RASA": "DEBUG",
}
DEBUGGING = ("--debug",)


@pytest.fixture(scope="module", params=["as it comes", "as loud as can be"])
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, model: Path
) -> Iterator[Stack]:
    """Programs of our own, in whose logs nobody else is."""
    settings = LOUD if request.param == "as loud as can be" else {}
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    folder, options = tmp_path_factory.mktemp("logs"), DEBUGGING if settings else ()
    with running(folder, business, model, everywhere=settings, options=options) as stack, worker(stack):
        yield stack


@contextmanager
def worker(stack: Stack) -> Iterator[None]:
    with (stack.folder / "worker.log").open("w") as log:
        command = [str(API_PYTHON), "-m", "bookings", "worker"]
        process = subprocess.Popen(command, env=dict(stack.api.environment), cwd=ROOT, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


def says(stack: Stack, text: str, sender: str = SENDER) -> str:
    return " ".join(message.get("text") or "" for message in stack.say(sender, text))


def logs(stack: Stack) -> Mapping[str, str]:
    found = {file.name: file.read_text(errors="replace") for file in sorted(stack.folder.glob("*.log*"))}
    assert {"api.log", "worker.log", "actions.log", "bot.log", "rasa.log"} <= set(found)
    return found


def nobody_is_in(stack: Stack) -> None:
    seen = [
        (name, line[:300])
        for name, text in logs(stack).items()
        for line in text.splitlines()
        if MARKS.search(line)
    ]
    assert seen == []


def book(stack: Stack) -> None:
    says(stack, "hi, I am Zebulon Quixmark, please book a check-up with Sarah tomorrow at 2pm")
    says(stack, f"Zebulon Quixmark, {EMAIL}, 07700 900461")
    says(stack, "yes, and please note that my quixtooth hurts")
    says(stack, "yes")
    if not stack.bookings(EMAIL):
        says(stack, "yes")
    assert [row["status"] for row in stack.bookings(EMAIL)][-1:] == ["confirmed"]


def test_who_books_and_cancels_is_in_no_log(stack: Stack) -> None:
    book(stack)
    says(stack, "cancel my appointment")
    says(stack, "yes")
    says(stack, "my quixcat is ill")
    assert stack.bookings(EMAIL)[-1]["status"] == "cancelled"
    says(stack, "what about booking QUIX1234?")
    says(stack, f"can somebody call me back? {EMAIL}, 07700 900461")
    nobody_is_in(stack)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_typed_is_in_no_log(stack: Stack, text: str) -> None:
    assert says(stack, text, SENDER + "1")
    nobody_is_in(stack)


@pytest.mark.parametrize("fault", ["down", "nonsense", "lost"])
def test_who_talks_while_the_api_fails_is_in_no_log(stack: Stack, fault: str) -> None:
    with stack.faults.having(fault):
        says(stack, "I am Zebulon Quixmark, book a check-up with Sarah tomorrow at 3pm", SENDER + fault)
        says(stack, f"Zebulon Quixmark, {EMAIL}", SENDER + fault)
        says(stack, f"cancel booking QUIX1234 of {EMAIL}", SENDER + fault)
    nobody_is_in(stack)
    assert "did not help" in logs(stack)["rasa.log"]


def test_who_talks_while_the_action_server_is_away_is_in_no_log(stack: Stack) -> None:
    stack.stop("actions")
    try:
        says(stack, f"I am Zebulon Quixmark, {EMAIL}, book a check-up", SENDER + "2")
    finally:
        stack.start("actions", "actions")
    wait_for(f"{stack.actions_url}/health", stack.folder / "actions.log")
    nobody_is_in(stack)
    assert re.search(r"Action '\w+' failed: RasaException from ClientConnectorError", logs(stack)["rasa.log"])


def test_what_an_action_stumbles_over_is_in_no_log(stack: Stack) -> None:
    tracker = {
        "sender_id": SENDER,
        "slots": {"memory": "Zebulon Quixmark", "contact_name": ["Zebulon"]},
        "latest_message": {"text": EMAIL, "entities": "quixentities"},
        "events": [{"event": "user", "text": "quixtext", "parse_data": "quix", "timestamp": "quix"}],
    }
    call = {"next_action": "action_listen_in", "sender_id": SENDER, "tracker": tracker, "domain": {}}
    names = [each["name"] for each in httpx.get(f"{stack.actions_url}/actions", trust_env=False).json()]
    failed = 0
    for name in [*names, "action_quix", "Zebulon Quixmark"]:
        body = call | {"next_action": name}
        failed += httpx.post(f"{stack.actions_url}/webhook", json=body, trust_env=False).status_code >= 400
    for raw in (b"quix", b'{"next_action": "quix"', b'["quix"]', b'"quix"'):
        failed += httpx.post(f"{stack.actions_url}/webhook", content=raw, trust_env=False).status_code >= 400
    assert failed > 5
    nobody_is_in(stack)


def test_bad_requests_are_in_no_log(stack: Stack) -> None:
    rest = f"{stack.bot_url}/webhooks/rest/webhook"
    for body in (b'{"sender": "quix", "message": 7}', b'{"sender": "quix', b'"quix"'):
        assert httpx.post(rest, content=body, trust_env=False).status_code == 400
    httpx.get(f"{stack.bot_url}/quix?email={EMAIL}", trust_env=False)
    key = {"Authorization": f"Bearer {stack.api.api_key}", "traceparent": "00-quix-quix-01"}
    for path in (
        "/api/v1/bookings/Zebulon",
        f"/api/v1/bookings?contact_email={EMAIL}&from=quix",
        f"/quix?{EMAIL}",
    ):
        httpx.get(stack.api.url + path, headers=key, trust_env=False)
    body: dict[str, Any] = {
        "slug": "quix",
        "contact_name": "Zebulon",
        "contact_email": "quix",
        "start_time": "quix",
    }
    httpx.post(f"{stack.api.url}/api/v1/bookings", json=body, headers=key, trust_env=False)
    wrong = {"Authorization": "Bearer quixkey"}
    assert httpx.get(f"{stack.api.url}/api/v1/bookings", headers=wrong, trust_env=False).status_code == 401
    nobody_is_in(stack)


def test_one_trace_leads_from_a_message_through_the_action_to_the_request(stack: Stack) -> None:
    if stack.api.environment.get("BOOKINGS_LOG_FORMAT") != "json":
        pytest.skip("the API notes each request from the level info on")
    says(stack, "which services do you offer?", SENDER + "3")
    notes = {
        name: [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        for name, text in logs(stack).items()
    }
    message = [note for note in notes["rasa.log"] if note["message"] == "A message was answered."][-1]
    assert message["channel"] == "rest"
    same = [
        note
        for name in ("rasa.log", "api.log")
        for note in notes[name]
        if note.get("trace_id") == message["trace_id"]
    ]
    assert {note["program"] for note in same} == {"bot", "actions", "api"}
    assert {note["message"] for note in same} >= {
        "A message was answered.",
        "An action was carried out.",
        "A request was answered.",
    }


def test_a_message_has_its_trace_in_lines_for_people_as_well(stack: Stack) -> None:
    if stack.api.environment.get("BOOKINGS_LOG_FORMAT") == "json":
        pytest.skip("the lines are for programs")
    says(stack, "which services do you offer?", SENDER + "4")
    text = logs(stack)["rasa.log"]
    answered = re.findall(
        r"INFO bot\.channels\.base \[([0-9a-f]{32})\]: A message was answered\. channel=rest", text
    )
    done = re.findall(
        r"INFO bot\.runtime\.action_server \[([0-9a-f]{32})\]: An action was carried out\.", text
    )
    assert answered[-1] in done


def test_what_breaks_inside_the_api_is_in_no_log(stack: Stack) -> None:
    """The last one: the database is not whole any more."""
    with closing(sqlite3.connect(stack.folder / "bookings.db")) as database:
        database.execute("ALTER TABLE bookings RENAME TO lost")
    says(stack, "book a check-up with Sarah on Thursday at 2pm", SENDER + "5")
    says(stack, f"Zebulon Quixmark, {EMAIL}", SENDER + "5")
    body = {
        "slug": "check-up",
        "contact_name": "Zebulon Quixmark",
        "contact_email": EMAIL,
        "start_time": "2026-11-26T14:00:00Z",
        "answers": [{"question_id": "q_new", "answer": True}],
    }
    assert stack.api.request("POST", "/api/v1/bookings", body)[0] == 500
    assert stack.api.request("GET", f"/api/v1/bookings?contact_email={EMAIL}")[0] == 500
    nobody_is_in(stack)
    assert "POST /api/v1/bookings failed" in logs(stack)["api.log"]
    assert "OperationalError" in logs(stack)["api.log"]
