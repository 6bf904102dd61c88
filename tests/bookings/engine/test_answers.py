from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.answers import BadAnswer, check_answer, is_email, normal_phone
from bookings.engine.questions import Question, QuestionType

YES_NO = Question("q", "Are you new?", QuestionType.BOOLEAN)
PAIN = Question("q", "How bad?", QuestionType.NUMBER, min=0, max=10)
ANY_NUMBER = Question("q", "How much?", QuestionType.NUMBER)
NOTE = Question("q", "Anything else?", QuestionType.TEXT, max_length=10)
COLOUR = Question("q", "Which?", QuestionType.CHOICE, choices=("Red", "Dark green"))
COLOURS = Question(
    "q", "Which ones?", QuestionType.MULTI_CHOICE, choices=("Red", "Dark green", "Blue"), max=2
)
MAIL = Question("q", "Where to?", QuestionType.EMAIL)
PHONE = Question("q", "Number?", QuestionType.PHONE)
BIRTHDAY = Question("q", "Born?", QuestionType.DATE, min=date(1900, 1, 1), max=date(2026, 12, 31))

GOOD = [  # question, answer, its normal form
    (YES_NO, True, True),
    (YES_NO, False, False),
    (YES_NO, "Yes", True),
    (YES_NO, " no ", False),
    (PAIN, 0, 0),
    (PAIN, 10, 10),
    (PAIN, 7.5, 7.5),
    (PAIN, "7", 7),
    (PAIN, "7.50", 7.5),
    (ANY_NUMBER, -3, -3),
    (ANY_NUMBER, "-.5", -0.5),
    (NOTE, "  hello  ", "hello"),
    (NOTE, "0123456789", "0123456789"),
    (NOTE, "a\r\n\tb", "a\n\tb"),
    (COLOUR, "dark GREEN", "Dark green"),
    (COLOURS, ["blue", "Red"], ("Red", "Blue")),
    (COLOURS, ["Red", "red"], ("Red",)),
    (COLOURS, "Blue", ("Blue",)),
    (MAIL, "dana.cole+spa@mail.example.org", "dana.cole+spa@mail.example.org"),
    (MAIL, "dana@münchen.example", "dana@münchen.example"),
    (PHONE, "+44 (0)20-7946.0000", "+4402079460000"),
    (PHONE, "020 7946 0000", "02079460000"),
    (BIRTHDAY, "2000-02-29", "2000-02-29"),
]

BAD = [  # question, answer, what the message must say
    (YES_NO, 1, "true or false"),
    (YES_NO, "maybe", "true or false"),
    (YES_NO, ["yes"], "true or false"),
    (PAIN, 11, "from 0 to 10"),
    (PAIN, -1, "from 0 to 10"),
    (PAIN, True, "number"),
    (PAIN, "seven", "number"),
    (PAIN, "1_0", "number"),
    (ANY_NUMBER, float("nan"), "number"),
    (ANY_NUMBER, float("inf"), "number"),
    (ANY_NUMBER, 10**400, "number"),
    (ANY_NUMBER, "9" * 31, "number"),
    (NOTE, "01234567890", "at most 10 characters, not 11"),
    (NOTE, 5, "text"),
    (NOTE, "a\x00b", "control characters"),
    (MAIL, "da\x00na@example.org", "e-mail"),
    (COLOUR, "Green", "one of: Red, Dark green"),
    (COLOUR, ["Red"], "one of: Red, Dark green"),
    (COLOURS, ["Red", "Pink"], "any of: Red, Dark green, Blue"),
    (COLOURS, ["Red", {}], "any of"),
    (COLOURS, [None], "any of"),
    (COLOURS, {"Red": True}, "any of"),
    (COLOURS, ["Red", "Blue", "Dark green"], "at most 2"),
    (MAIL, "dana@example", "e-mail"),
    (MAIL, "dana cole@example.org", "e-mail"),
    (MAIL, "dana@@example.org", "e-mail"),
    (MAIL, "dana@example..org", "e-mail"),
    (MAIL, 5, "e-mail"),
    (PHONE, "1234", "5 to 15 digits"),
    (PHONE, "call me", "phone"),
    (PHONE, 2079460000, "phone"),
    (BIRTHDAY, "1899-12-31", "from 1900-01-01 to 2026-12-31"),
    (BIRTHDAY, "2025-02-29", "no date of the calendar"),
    (BIRTHDAY, "20250228", "YYYY-MM-DD"),
    (BIRTHDAY, "28/02/2025", "YYYY-MM-DD"),
]


@pytest.mark.parametrize(("question", "answer", "normal"), GOOD)
def test_a_good_answer_is_brought_into_its_normal_form(question, answer, normal):
    value = check_answer(question, answer)
    assert value == normal
    assert type(value) is type(normal)


@pytest.mark.parametrize(("question", "answer", "says"), BAD)
def test_a_bad_answer_is_refused_with_what_was_expected(question, answer, says):
    with pytest.raises(BadAnswer, match=says.replace("|", "\\|")):
        check_answer(question, answer)


@pytest.mark.parametrize("question", [YES_NO, PAIN, NOTE, COLOUR, COLOURS, MAIL, PHONE, BIRTHDAY])
@pytest.mark.parametrize("nothing", [None, "", "  ", [], "\u200b\u200d\u2060", "\ufeff \u202e"])
def test_an_empty_answer_is_no_answer(question, nothing):
    assert check_answer(question, nothing) is None


@pytest.mark.parametrize(("low", "high", "says"), [(2, None, "at least 2"), (None, 2, "at most 2")])
def test_a_limit_on_one_side_is_named_alone(low, high, says):
    with pytest.raises(BadAnswer, match=says):
        check_answer(Question("q", "?", QuestionType.NUMBER, min=low, max=high), 1 if low else 3)


def test_a_date_limit_on_one_side_is_named_alone():
    for limits, day, says in (
        ({"min": date(2026, 1, 1)}, "2025-12-31", "from 2026-01-01 on"),
        ({"max": date(2026, 1, 1)}, "2026-01-02", "up to 2026-01-01"),
    ):
        with pytest.raises(BadAnswer, match=says):
            check_answer(Question("q", "?", QuestionType.DATE, **limits), day)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(JSON, st.sampled_from([YES_NO, PAIN, ANY_NUMBER, NOTE, COLOUR, COLOURS, MAIL, PHONE, BIRTHDAY]))
def test_any_json_value_is_either_refused_or_settles_in_a_form_that_stays_the_same(answer, question):
    try:
        value = check_answer(question, answer)
    except BadAnswer:
        return
    assert check_answer(question, value) == value


@given(st.emails())
def test_ordinary_addresses_are_accepted(address):
    local, domain = address.rsplit("@", 1)
    ordinary = ".." not in address and not domain.rsplit(".", 1)[-1].isdigit() and len(address) <= 254
    assert is_email(address) or not ordinary or not local.isascii()


def test_phone_fillers_do_not_matter():
    assert normal_phone("+1 (555) 010-9999") == normal_phone("+1.555.010.9999") == "+15550109999"
    assert normal_phone("12+345678") is None
