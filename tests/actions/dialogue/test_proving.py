"""A code by e-mail in place of a booking's reference."""

from __future__ import annotations

import pytest

from actions.dialogue import finding, proving
from actions.dialogue.decision import Decision
from actions.dialogue.memory import Made, Memory, Proof
from actions.dialogue.message import Entity, Message
from actions.dialogue.search import MOST_GUESSES, Check, Checked, Lookup, Send, Sent
from actions.dialogue.steps import MOVE_WHICH, PROOF
from tests.actions.dialogue.talking import CODE, Talk, practice, responses, told

DANA = "dana@example.org"
TUESDAY = Made(
    "bk_1",
    "K7QX-3TRB",
    "Check-up",
    "Sarah Jones",
    "2026-11-24T14:00:00Z",
    "link_checkup",
    "svc_checkup",
    "sarah",
)
FRIDAY = Made(
    "bk_2",
    "B9DF-44XK",
    "Check-up",
    "Sarah Jones",
    "2026-11-27T10:00:00Z",
    "link_checkup",
    "svc_checkup",
    "sarah",
)
ASKED = Memory(asked=PROOF, zone="Europe/London")
WAITING = ASKED.but(contact_email=DANA, by_code=True, proof=Proof(DANA, "proof_1"))


def message(text: str, intent: str = "inform", **entities: object) -> Message:
    found = []
    for kind, value in entities.items():
        start = max(text.find(str(value)), 0)
        found.append(Entity(kind, value, start, start + len(str(value))))
    return Message("m1", text, intent, 0.95, tuple(found))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("482913", "482913"),
        ("482 913", "482913"),
        ("4 8 2 9 1 3", "482913"),
        ("482-913", "482913"),
        ("the code is 482913.", "482913"),
        ("it says 048213, thanks", "048213"),
        ("48291", None),
        ("4829134", None),
        ("+44 117 496 0123", None),
        ("0117 496 0123", None),
        ("24.11.2026", None),
        ("482913 is in my mail, K7QX-3TRB", "482913"),
        ("at 14:00", None),
    ],
)
def test_six_digits_are_a_code_however_they_are_grouped(text: str, code: str | None) -> None:
    assert proving.said_code(message(text)) == code


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("I don't have the reference", True),
        ("lost it", True),
        ("no, I don't know it", True),
        ("I have no idea", True),
        ("I deleted the mail, no confirmation any more", True),
        ("send me a code please", True),
        ("can you mail a code", True),
        ("a code", True),
        ("hm", False),
        ("never mind", False),
        ("it's Sarah's", False),
    ],
)
def test_who_has_no_reference_says_so_in_many_ways(text: str, without: bool) -> None:
    assert proving.without_reference(message(text)) is without


def step(memory: Memory, said: Message) -> object:
    return finding.next_step(finding.hear(memory, said), practice())


@pytest.mark.parametrize(
    ("memory", "said", "then"),
    [
        (ASKED, message(f"it's {DANA}", email=DANA), Send(DANA)),
        (ASKED.but(contact_email=DANA), message("yes please", "affirm"), Send(DANA)),
        (ASKED.but(contact_email=DANA), message("I've lost the reference", "deny"), Send(DANA)),
        (ASKED, message(f"K7QX-3TRB, {DANA}", reference="K7QX-3TRB", email=DANA), Lookup("K7QX-3TRB", DANA)),
        (WAITING, message("482913"), Check("proof_1", "482913")),
        (WAITING, message("nothing has come"), Send(DANA, again=True)),
        (WAITING, message("I did not get any mail", "deny"), Send(DANA, again=True)),
        (WAITING, message("send it again"), Send(DANA, again=True)),
        (WAITING, message("/choose_option", option=proving.SEND), Send(DANA, again=True)),
        (WAITING, message("use rosa@example.net", email="rosa@example.net"), Send("rosa@example.net")),
        (WAITING, message("found it: K7QX-3TRB", reference="K7QX-3TRB"), Lookup("K7QX-3TRB", DANA)),
    ],
)
def test_what_is_asked_of_the_api(memory: Memory, said: Message, then: object) -> None:
    assert step(memory, said) == then


@pytest.mark.parametrize(
    ("memory", "said", "response"),
    [
        (ASKED, message("I don't have it"), "utter_proving_ask_email"),
        (ASKED, message("hm"), "utter_finding_ask_both"),
        (ASKED, message("K7QX-3TRB", reference="K7QX-3TRB"), "utter_finding_ask_email"),
        (ASKED.but(contact_email=DANA), message("hm"), "utter_finding_ask_reference"),
        (WAITING, message("what"), "utter_proving_ask_code"),
    ],
)
def test_what_is_asked_of_the_person(memory: Memory, said: Message, response: str) -> None:
    decision = step(memory, said)
    assert isinstance(decision, Decision)
    assert responses(decision)[-1] == response
    assert decision.waits_for == PROOF


def test_a_refusal_that_tells_what_is_missing_does_not_end_the_search() -> None:
    assert finding.leaves(WAITING, message("no thanks", "deny"))
    assert not finding.leaves(WAITING, message("no, nothing arrived", "deny"))
    assert not finding.leaves(ASKED, message("no, I lost it", "deny"))
    assert proving.locked_out(WAITING, message("I can't access that address any more"))


def test_a_code_is_asked_for_and_where_it_went_is_told() -> None:
    searched = proving.after_sent(WAITING.but(proof=None), Send(DANA), Sent("proof_2"), practice())
    assert responses(searched.decision) == ["utter_proving_ask_code"]
    assert told(searched.decision, "email") == DANA
    assert searched.memory.proof == Proof(DANA, "proof_2")
    again = proving.after_sent(WAITING, Send(DANA, again=True), Sent("proof_3"), practice())
    assert responses(again.decision) == ["utter_proving_ask_code_again"]


def test_too_many_codes_end_the_search_with_the_telephone_number() -> None:
    searched = proving.after_sent(WAITING, Send(DANA), Sent(None), practice())
    assert responses(searched.decision) == ["utter_proving_too_often_call"]
    assert searched.memory.asked is None


def test_the_right_code_opens_all_bookings_to_come() -> None:
    given = WAITING.but(code=CODE)
    searched = proving.after_checked(given, Checked(True, bookings=(TUESDAY, FRIDAY)), practice())
    assert searched.found == (TUESDAY, FRIDAY)
    assert searched.only is None
    assert searched.memory.made == (TUESDAY, FRIDAY)
    assert (searched.memory.proof, searched.memory.code, searched.memory.by_code) == (None, None, False)
    one = proving.after_checked(given.but(made=(TUESDAY,)), Checked(True, bookings=(TUESDAY,)), practice())
    assert (one.only, one.memory.made) == (TUESDAY, (TUESDAY,))
    none = proving.after_checked(given, Checked(True), practice())
    assert responses(none.decision) == ["utter_proving_none"]


def test_a_wrong_code_can_be_put_right_and_used_up_ones_end_the_search() -> None:
    wrong = proving.after_checked(WAITING.but(code="000000"), Checked(False), practice())
    assert responses(wrong.decision) == ["utter_proving_wrong"]
    assert wrong.memory.proof == Proof(DANA, "proof_1")
    memory = WAITING
    for _ in range(MOST_GUESSES - 1):
        over = proving.after_checked(memory.but(code="000000"), Checked(False, over=True), practice())
        assert responses(over.decision) == ["utter_proving_over"]
        assert step(over.memory, message("yes", "affirm")) == Send(DANA)
        memory = over.memory.but(proof=Proof(DANA, "proof_2"))
    over = proving.after_checked(memory.but(code="000000"), Checked(False, over=True), practice())
    assert responses(over.decision) == ["utter_finding_too_often_call"]


def test_a_move_goes_on_with_the_day_that_was_said_before_the_code() -> None:
    person = Talk(of_address=(TUESDAY,))
    person.say("I have to move my booking to Wednesday", "move_booking")
    assert responses(person.say("I don't have the reference")) == ["utter_proving_ask_email"]
    assert responses(person.say(DANA, email=DANA)) == ["utter_proving_ask_code"]
    assert responses(person.say("111111")) == ["utter_proving_wrong"]
    decision = person.say(CODE)
    assert told(decision, "when") == "Wednesday 25 November 2026 at 2:00 pm"


def test_of_several_bookings_the_one_to_move_is_chosen() -> None:
    person = Talk(of_address=(TUESDAY, FRIDAY))
    person.say("I have to move my booking to Thursday", "move_booking")
    person.say(DANA, email=DANA)
    decision = person.say(CODE)
    assert decision.waits_for == MOVE_WHICH
    assert told(person.say("the one on Friday"), "when") == "Thursday 26 November 2026 at 10:00 am"
