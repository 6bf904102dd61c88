import pytest

from bookings.engine.questions import QuestionType, question_from_json, question_to_json

STORED = [
    {"id": "q_new", "text": "Are you new?", "type": "boolean", "required": True},
    {"id": "q_pain", "text": "How bad?", "type": "number", "required": False, "min": 0, "max": 10,
     "ask_if": {"q_new": False}},
    {"id": "q_note", "text": "Anything else?", "type": "text", "required": False, "max_length": 100},
    {"id": "q_colour", "text": "Which?", "type": "multi_choice", "required": False, "min": 1,
     "choices": ["Red", "Blue"], "ask_if": {"q_pain": {"gte": 3, "lt": 8}}},
    {"id": "q_born", "text": "Born?", "type": "date", "required": True, "min": "1900-01-01"},
]  # fmt: skip


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored["id"])
def test_a_question_is_stored_as_it_was_written(stored):
    assert question_to_json(question_from_json(stored)) == stored


def test_absent_keys_have_their_defaults():
    question = question_from_json({"id": "q", "text": "?", "type": "email"})
    assert (question.type, question.required, question.ask_if) == (QuestionType.EMAIL, False, {})


@pytest.mark.parametrize("change", [{"type": "colour"}, {"ask_if": {"q": {"above": 1}}}])
def test_what_no_checked_file_contains_is_refused(change):
    with pytest.raises(ValueError, match="colour|above"):
        question_from_json(STORED[0] | change)
