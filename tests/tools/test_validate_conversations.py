"""The validator: silent on a sound project, and each kind of mistake told with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools.conversations.code import Code
from tools.conversations.code import read as read_code
from tools.validate_conversations import mistakes

DOMAIN = """\
version: "3.1"
intents:
  - book_appointment
  - affirm:
      use_entities: []
entities:
  - when
slots:
  link_id:
    type: any
    mappings:
      - type: custom
forms:
  booking_form:
    required_slots: [link_id]
actions:
  - validate_booking_form
  - action_create_booking
"""
BOOKING = """\
nlu:
  - intent: book_appointment
    examples: |
      - book me in [tomorrow](when)
      - i want an appointment
      - appointment please
      - can i come in
      - make me a booking
      - fit me in
      - schedule a visit
      - reserve a time [at 2pm]{"entity": "when"}
"""
SMALLTALK = """\
nlu:
  - intent: affirm
    examples: |
      - yes
      - yep
      - sure
      - ok
      - fine
      - of course
      - go ahead
      - do it
"""
RULES = """\
rules:
  - rule: book
    steps:
      - intent: book_appointment
      - action: booking_form
      - active_loop: booking_form
  - rule: agree
    condition:
      - active_loop: booking_form
      - slot_was_set:
          - link_id: x
    steps:
      - or:
          - intent: affirm
      - action: action_create_booking
      - action: utter_booking_done
      - action: action_listen
"""
RESPONSES = """\
responses:
  utter_booking_done:
    - text: "Booked: {reference}."
      buttons:
        - {title: "Yes", payload: "/affirm"}
    - text: "Done: {reference}."
  utter_booking_summary:
    - text: "Is {link_id} right?"
  utter_booking_summary_two_zones:
    - text: "Is {link_id} right?"
"""
CODE = '''\
"""Handlers."""
FORM = "booking_form"
class Validate(Action):
    action = f"validate_{FORM}"
class Create(Action):
    def name(self):
        return "action_create_booking"
    def run(self):
        say("utter_booking_done", reference=1)
        response = "utter_booking_summary"
        response += "_two_zones"
'''
FILES = {
    "domain.yml": DOMAIN,
    "data/nlu/booking.yml": BOOKING,
    "data/nlu/smalltalk.yml": SMALLTALK,
    "data/rules/booking.yml": RULES,
    "data/responses/booking.yml": RESPONSES,
    "actions/handlers/booking.py": CODE,
}

Told = Callable[..., list[str]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """What is told about the sound project after a replacement in one file, or with one more file."""

    def tell(name: str = "", old: str = "", new: str = "") -> list[str]:
        for file, content in {**FILES, **({name: new} if name not in FILES and name else {})}.items():
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if file == name and old:
                assert old in content
                content = content.replace(old, new, 1)
            path.write_text(content)
        return [str(mistake) for mistake in mistakes(tmp_path)]

    return tell


def test_nothing_is_told_about_a_sound_project(told: Told) -> None:
    assert told() == []


def test_a_response_that_rasa_says_by_itself_need_not_be_used(told: Told) -> None:
    said = "responses:\n  utter_restart:\n    - text: From the start.\n"
    assert told("data/responses/smalltalk.yml", "", said) == []


NLU = "data/nlu/booking.yml"
RESPONSE = "data/responses/booking.yml"
MISTAKES = [
    (
        NLU,
        "- fit me in",
        "- yes",
        f"data/nlu/smalltalk.yml:4: 'yes' teaches affirm, and book_appointment in {NLU}:9",
    ),
    (NLU, "- fit me in", "-  Can I come  in", f"{NLU}:9: 'can i come in' teaches book_appointment"),
    (NLU, "      - fit me in\n", "", "domain.yml:3: the intent book_appointment has 7 examples; it needs 8"),
    (NLU, "(when)", "(wen)", f"{NLU}:4: the entity wen is defined nowhere; is when meant?"),
    (
        NLU,
        "intent: book_",
        "intent: bok_",
        f"{NLU}:4: the intent bok_appointment is defined nowhere; is book_appoin",
    ),
    (NLU, "nlu:", "nlu: [", "data/nlu/booking.yml:2: this is not YAML"),
    ("domain.yml", "  - when", "  - when\n  - staff", "domain.yml:8: the entity staff is used nowhere"),
    (
        "domain.yml",
        "  - when",
        "  - when\n  - when",
        "domain.yml:8: the entity when is defined already in domain.yml, line 7",
    ),
    ("domain.yml", "slots:", "slots:\n  old: {type: any}", "domain.yml:9: the slot old is used nowhere"),
    (
        "domain.yml",
        "slots:",
        "slots:\n  link_id: {type: any}",
        "domain.yml:10: the key 'link_id' stands already in line 9",
    ),
    (
        "domain.yml",
        "[link_id]",
        "[link]",
        "domain.yml:15: the slot link is defined nowhere; is link_id meant?",
    ),
    (
        "domain.yml",
        "  - validate_",
        "  - action_x\n  - validate_",
        "domain.yml:17: no class in actions/ is named action_x",
    ),
    ("domain.yml", "  - action_create_booking\n", "", "the action action_create_booking is defined nowhere"),
    (
        "data/rules/booking.yml",
        "- action: booking_form",
        "- action: form",
        "booking.yml:5: the action form is defined nowhere",
    ),
    (
        "data/rules/booking.yml",
        "utter_booking_done",
        "utter_done",
        "booking.yml:16: the response utter_done is defined nowhere",
    ),
    (
        "data/rules/booking.yml",
        "- link_id: x",
        "- link: x",
        "booking.yml:11: the slot link is defined nowhere",
    ),
    (
        "data/rules/booking.yml",
        "- intent: affirm",
        "- intent: deny",
        "booking.yml:14: the intent deny is defined nowhere",
    ),
    (
        RESPONSE,
        "utter_booking_summary:",
        "utter_other:",
        f"{RESPONSE}:7: the response utter_other is used nowhere",
    ),
    (
        RESPONSE,
        "utter_booking_summary:",
        "utter_booking_done:",
        f"{RESPONSE}:7: the key 'utter_booking_done' stands",
    ),
    (
        RESPONSE,
        "Done: {reference}",
        "Done",
        f"{RESPONSE}:2: the variations of utter_booking_done name different values",
    ),
    (
        RESPONSE,
        "Is {link_id}",
        "Is {title}",
        f"{RESPONSE}:8: nothing gives {{title}} in utter_booking_summary a value",
    ),
    (
        RESPONSE,
        "Is {link_id}",
        "Is {link id}",
        f"{RESPONSE}:8: the braces in utter_booking_summary do not enclose a name",
    ),
    (RESPONSE, "/affirm", "/yes", f"{RESPONSE}:5: a button of utter_booking_done sends no intent: '/yes'"),
    (
        RESPONSE,
        '- text: "Is',
        '- image: "Is',
        f"{RESPONSE}:8: a variation of utter_booking_summary has no text",
    ),
    (
        "data/responses/weather.yml",
        "",
        "responses: {}",
        "data/responses/weather.yml: a file here is named by its topic",
    ),
    (
        "actions/handlers/booking.py",
        '"utter_booking_done"',
        '"utter_gone"',
        "booking.py:9: the response utter_gone is def",
    ),
    (
        "actions/handlers/booking.py",
        '"_two_zones"',
        '"_zones"',
        "the response utter_booking_summary_two_zones is used",
    ),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"), MISTAKES, ids=[case[3][:60] for case in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(told: Told, name: str, old: str, new: str, expected: str) -> None:
    found = told(name, old, new)
    assert any(expected in mistake for mistake in found), found


def test_a_missing_domain_is_told(tmp_path: Path) -> None:
    assert "domain.yml: this file is missing" in [str(mistake) for mistake in mistakes(tmp_path)]


def test_a_response_defined_in_two_files_is_told(told: Told) -> None:
    found = told("data/responses/times.yml", "", 'responses: {utter_booking_done: [{text: "{reference}"}]}\n')
    assert found == [
        "data/responses/times.yml:1: the response utter_booking_done is defined already in "
        "data/responses/booking.yml, line 2"
    ]


def test_names_that_the_code_completes_are_understood(tmp_path: Path) -> None:
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "x.py").write_text(
        'def f(kind, free):\n    say(f"utter_ask_{kind}")\n    say(name + ("" if free else "_optional"))\n'
        '    say(f"{name}_anybody")\n    say(f"plain")\n'
    )
    code = read_code(tmp_path)
    assert isinstance(code, Code)
    assert code.beginnings == {"utter_ask_"}
    assert code.endings == {"_optional", "_anybody"}
