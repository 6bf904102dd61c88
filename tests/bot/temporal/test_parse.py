"""The function's own contract: arguments, offsets, attributes, purity, time it takes."""

import datetime as dt
import subprocess
import sys
import time

import pytest

from bot.temporal import parse
from tests.bot.temporal.reading import LONDON, TUESDAY


def test_a_naive_reference_is_refused():
    with pytest.raises(ValueError, match="aware"):
        parse("tomorrow", dt.datetime(2026, 11, 17), LONDON)  # noqa: DTZ001


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "", "../etc/passwd", "\0"])
def test_an_unknown_zone_is_refused(timezone):
    with pytest.raises(ValueError, match="IANA"):
        parse("tomorrow", TUESDAY, timezone)


def test_an_unknown_locale_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ValueError, match="en"):
        parse("morgen", TUESDAY, LONDON, locale="xx")


def test_hours_must_be_two_times():
    with pytest.raises(ValueError, match="opening"):
        parse("at 7", TUESDAY, LONDON, hours=(9, 17))


def test_offsets_point_into_the_text():
    text = "🙂 İ could you do Tuesday at 3pm, or Wednesday?"
    expressions = parse(text, TUESDAY, LONDON)
    assert [text[each.start_char : each.end_char] for each in expressions] == ["Tuesday at 3pm", "Wednesday"]
    assert [each.text for each in expressions] == ["Tuesday at 3pm", "Wednesday"]


@pytest.mark.parametrize(
    ("text", "kind", "date", "time", "grain"),
    [
        ("tomorrow", "date", dt.date(2026, 11, 18), None, "day"),
        ("at 3", "time", None, dt.time(15), "hour"),
        ("3:30pm", "time", None, dt.time(15, 30), "minute"),
        ("tomorrow at 3", "datetime", dt.date(2026, 11, 18), dt.time(15), "hour"),
        ("next week", "date_range", None, None, "week"),
        ("in May", "date_range", None, None, "month"),
        ("tomorrow morning", "datetime_range", dt.date(2026, 11, 18), None, "hour"),
        ("in the morning", "time_range", None, None, "hour"),
        ("2-4pm", "time_range", None, None, "hour"),
        ("Friday from 2:15 to 4", "datetime_range", dt.date(2026, 11, 20), None, "minute"),
        ("after 3pm", "time_range", None, dt.time(15), "hour"),
        ("by Friday", "date_range", dt.date(2026, 11, 20), None, "day"),
        ("in 20 minutes", "datetime", dt.date(2026, 11, 17), dt.time(10, 20), "minute"),
    ],
)
def test_an_expression_tells_what_the_words_state(text, kind, date, time, grain):
    (expression,) = parse(text, TUESDAY, LONDON)
    assert (expression.kind, expression.date, expression.time, expression.grain) == (kind, date, time, grain)


def test_a_past_date_is_kept_as_stated():
    (expression,) = parse("5 March 2026 at 9am", TUESDAY, LONDON)
    assert expression.starts_at.isoformat() == "2026-03-05T09:00:00+00:00"


def test_importing_loads_neither_rasa_nor_dateparser_nor_numpy():
    heavy = ("rasa", "dateparser", "numpy", "regex")
    code = f"import sys, bot.temporal; print([each for each in {heavy} if each in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "a ",
        "1-",
        "1:",
        "2pm ",
        "from 1 to ",
        "tuesday, no, ",
        "3 days after tomorrow ",
        "end of the week of ",
        "(",
        "x",
    ],
)
def test_ten_times_the_characters_do_not_take_a_hundred_times_as_long(piece):
    text = (piece * 10_000)[:10_000]
    took(text[:1000])
    assert took(text) < 20 * took(text[:1000])


def took(text):
    """Processor seconds, the least of several times: what else the machine does lengthens them all alike."""
    least = float("inf")
    for _ in range(5):
        started = time.process_time()
        parse(text, TUESDAY, LONDON)
        least = min(least, time.process_time() - started)
    return least
