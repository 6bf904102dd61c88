"""What holds for every text, reference and zone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.temporal import parse
from bot.temporal.locales.en import WORDS

ZONES = (
    "UTC",
    "Europe/London",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
VOCABULARY = sorted(
    {
        " ".join(phrase.split())
        for values in WORDS.values()
        for words in values.values()
        for phrase in words.split(",")
    }
    - {""}
)

zones = st.sampled_from(ZONES)
references = st.datetimes(timezones=zones.map(ZoneInfo))
signs = st.sampled_from([" ", ", ", "-", "/", ":", ".", "", " - ", "\n", "'", "(", "😀"])
numbers = st.integers(0, 99999).map(str)
ordinals = st.integers(0, 40).map(lambda n: f"{n}th")
words = st.one_of(st.sampled_from(VOCABULARY), numbers, ordinals)
sentences = st.lists(st.tuples(words, signs), max_size=12).map(lambda pairs: "".join(a + b for a, b in pairs))
texts = st.one_of(st.text(max_size=60), sentences, sentences, sentences)
hours = st.one_of(st.none(), st.tuples(st.times(), st.times()))


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(texts, references, zones, hours)
@example("in 9999 years", dt.datetime(9999, 12, 31, 23, tzinfo=dt.timezone.utc), "Europe/London", None)
@example("9999 months ago", dt.datetime(1, 1, 1, tzinfo=dt.timezone.utc), "America/New_York", None)
@example("²th of ٣ ½ ⅷ １２pm", dt.datetime(2026, 3, 29, 1, tzinfo=dt.timezone.utc), "Europe/London", None)
def test_no_text_raises_and_every_expression_is_sound(text, reference, timezone, hours):
    last_end = 0
    for expression in parse(text, reference, timezone, hours=hours):
        assert expression.text == text[expression.start_char : expression.end_char] != ""
        assert expression.start_char >= last_end
        last_end = expression.end_char
        for each in (expression, *expression.alternatives):
            _is_sound(each, timezone)


def _is_sound(expression, timezone):
    starts_at, ends_at = expression.starts_at, expression.ends_at
    for instant in filter(None, (starts_at, ends_at)):
        assert instant.utcoffset() is not None
        assert instant.tzinfo == ZoneInfo(timezone)
        there_and_back = instant.astimezone(dt.timezone.utc).astimezone(instant.tzinfo)
        assert there_and_back.replace(tzinfo=None) == instant.replace(tzinfo=None)
    if expression.open == "after":
        assert starts_at is not None
        assert ends_at is None
    elif expression.open == "before":
        assert starts_at is None
        assert ends_at is not None
    elif expression.kind.endswith("_range"):
        assert starts_at is not None
        assert ends_at is not None
        assert starts_at.timestamp() < ends_at.timestamp()
    else:
        assert starts_at is not None
        assert ends_at is None
    if expression.kind in ("date", "datetime"):
        assert expression.date == starts_at.date()
    if expression.kind in ("time", "datetime"):
        assert expression.time is not None


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(sentences, references, zones)
def test_the_same_call_gives_the_same_answer(text, reference, timezone):
    assert parse(text, reference, timezone) == parse(text, reference, timezone)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    sentences,
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1), timezones=zones.map(ZoneInfo)),  # noqa: DTZ001
)
def test_case_does_not_change_what_is_found_in_lower_case_words(text, reference):
    lower = parse(text.lower(), reference, "UTC")
    for expression in lower:
        assert expression.starts_at or expression.ends_at
