import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.conditions import conditions_from_json
from bookings.engine.qualification import Fault, applicable, qualify
from bookings.engine.questions import Question, QuestionType

NEW = Question("q_new", "Are you a new patient?", QuestionType.BOOLEAN, required=True)
PAIN = Question(
    "q_pain",
    "How bad is the pain?",
    QuestionType.NUMBER,
    required=True,
    min=0,
    max=10,
    ask_if=conditions_from_json({"q_new": False}),
)
WHERE = Question(
    "q_where", "Where?", QuestionType.TEXT, required=True, ask_if=conditions_from_json({"q_pain": {"gte": 5}})
)
NOTES = Question("q_notes", "Anything else?", QuestionType.TEXT)
ALL = (NEW, PAIN, WHERE, NOTES)


def ids(questions):
    return [question.id for question in questions]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["q_new", "q_notes"]),
        ({"q_new": True}, ["q_new", "q_notes"]),
        ({"q_new": False}, ["q_new", "q_pain", "q_notes"]),
        (
            {"q_new": True, "q_pain": 5},
            ["q_new", "q_notes"],
        ),  # whatever would follow from q_pain is not asked
        ({"q_pain": 5}, ["q_new", "q_notes"]),
        ({"q_new": False, "q_pain": 4}, ["q_new", "q_pain", "q_notes"]),
        ({"q_new": False, "q_pain": 5}, ["q_new", "q_pain", "q_where", "q_notes"]),
    ],
)
def test_a_question_is_asked_when_the_answers_before_it_call_for_it(answers, asked):
    assert ids(applicable(ALL, answers)) == asked


def test_complete_answers_qualify_and_come_back_in_the_order_of_the_questions():
    result = qualify(ALL, [("q_where", "left"), ("q_pain", "6"), ("q_new", "no")])
    assert result.problems == ()
    assert list(result.answers.items()) == [("q_new", False), ("q_pain", 6), ("q_where", "left")]


def test_a_question_that_is_not_asked_is_never_missing():
    assert qualify(ALL, [("q_new", True)]).problems == ()


def test_all_faults_are_told_at_once_in_the_order_of_the_questions():
    result = qualify(ALL, [("q_colour", "red"), ("q_notes", 5), ("q_pain", 11)])
    assert [(p.question_id, p.kind) for p in result.problems] == [
        ("q_new", Fault.MISSING),
        ("q_pain", Fault.INVALID),
        ("q_notes", Fault.INVALID),
        ("q_colour", Fault.INVALID),
    ]
    assert [problem.message for problem in result.problems] == [
        '"q_new" needs an answer: Are you a new patient?',
        '"q_pain": expected a number from 0 to 10.',
        '"q_notes": expected text.',
        'There is no question "q_colour"; '
        "the questions of this booking link are: q_new, q_pain, q_where, q_notes.",
    ]


def test_an_invalid_required_answer_is_told_once_and_not_as_missing_too():
    result = qualify([NEW], [("q_new", "perhaps")])
    assert [p.kind for p in result.problems] == [Fault.INVALID]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_an_empty_answer_to_a_required_question_is_missing(nothing):
    result = qualify([NEW], [("q_new", nothing)])
    assert [p.kind for p in result.problems] == [Fault.MISSING]
    assert "Are you a new patient?" in result.problems[0].message


def test_an_answer_counts_when_it_is_given_even_if_the_question_was_not_asked():
    result = qualify(ALL, [("q_new", True), ("q_pain", 3)])
    assert result.answers == {"q_new": True, "q_pain": 3}
    assert result.problems == ()


def test_the_same_question_answered_twice_is_a_fault():
    result = qualify([NEW], [("q_new", True), ("q_new", False)])
    assert [(p.question_id, p.message) for p in result.problems] == [
        ("q_new", '"q_new" is answered more than once.')
    ]


def test_an_answer_that_was_not_asked_for_calls_for_no_others():
    result = qualify(ALL, [("q_new", True), ("q_pain", 9)])
    assert result.problems == ()
    assert result.answers == {"q_new": True, "q_pain": 9}


def test_a_question_for_lack_of_an_answer_is_asked_when_it_is_lacking():
    instead = Question(
        "q_why",
        "Why not?",
        QuestionType.TEXT,
        True,
        ask_if=conditions_from_json({"q_pain": {"answered": False}}),
    )
    assert ids(applicable((*ALL, instead), {"q_new": True})) == ["q_new", "q_notes", "q_why"]
    assert ids(applicable((*ALL, instead), {"q_new": True, "q_pain": 1})) == ["q_new", "q_notes"]


def test_an_unknown_question_is_told_as_unknown_however_often_it_is_answered():
    (problem,) = qualify([NEW], [("q_new", True), ("q_x", 1), ("q_x", 2)]).problems
    assert problem.message.startswith('There is no question "q_x"')


def test_a_link_without_questions_says_so():
    result = qualify([], [("q_new", True)])
    message = result.problems[0].message
    assert message == 'There is no question "q_new"; the questions of this booking link are: none.'
    assert qualify([], []).problems == ()


IDS = st.sampled_from(["q_new", "q_pain", "q_where", "q_notes", "q_other"])
VALUES = (
    st.none() | st.booleans() | st.integers(-1, 12) | st.text(max_size=5) | st.lists(st.text(), max_size=2)
)


@given(st.lists(st.tuples(IDS, VALUES), max_size=6))
def test_what_qualifies_once_qualifies_again_in_its_normal_form(given_answers):
    result = qualify(ALL, given_answers)
    if not result.problems:
        again = qualify(ALL, result.answers.items())
        assert (again.answers, again.problems) == (result.answers, ())
        asked = {question.id for question in applicable(ALL, result.answers) if question.required}
        assert asked <= result.answers.keys()


@given(st.lists(st.tuples(IDS, VALUES), max_size=6))
def test_every_problem_is_about_a_question_of_the_link_or_one_that_was_answered(given_answers):
    problems = qualify(ALL, given_answers).problems
    named = [problem.question_id for problem in problems]
    assert len(named) == len(set(named))
    assert set(named) <= {question_id for question_id, _ in given_answers} | set(ids(ALL))
