"""A language is data: a handful of German words are enough for the same grammar."""

import sys

import pytest

from bot.temporal.lexicon import Lexicon
from tests.bot.temporal.reading import read

WORDS = {
    "weekday": {1: "dienstag", 3: "donnerstag"},
    "dayword": {0: "heute", 1: "morgen", 2: "übermorgen"},
    "month": {12: "dezember"},
    "number": {2: "zwei", 3: "drei"},
    "unit": {"day": "tage, tagen", "week": "woche, wochen"},
    "which": {"next": "nächste, nächsten, nächster"},
    "in": {"in": "in"},
    "at": {True: "um, gegen"},
    "glue": {True: "um, am, der, den, ','"},
    "oclock": {True: "uhr"},
    "from": {True: "von, zwischen"},
    "between": {True: "zwischen"},
    "to": {True: "bis, und, -"},
    "and": {True: "und"},
    "open": {"after": "nach", "before": "vor", "before_or_at": "bis"},
    "part": {"afternoon": "nachmittag"},
    "the": {True: "der, den"},
    "article": {True: "der, den"},
    "sign": {True: "."},
}
PARTS = {"afternoon": (720, 960, "pm"), "morning": (480, 720, "am"), "tonight": (1080, 1440, "night")}


@pytest.fixture
def german(monkeypatch):
    lexicon = Lexicon(WORDS, PARTS, "donnerstag dienstag", "", ("weekday", "part"))
    # The package's attribute of that name is the function.
    monkeypatch.setattr(sys.modules["bot.temporal.parse"], "load", {"de": lexicon}.__getitem__)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Dienstag um 15 Uhr", "Tue 24 Nov 15:00"),
        ("morgen um 9:30", "Wed 18 Nov 09:30"),
        ("am 5. Dezember um 14 Uhr", "Sat 5 Dec 14:00"),
        ("in zwei Wochen", "Tue 1 Dec"),
        ("nächste Woche", "Mon 23 Nov > Mon 30 Nov"),
        ("zwischen 14 und 16 Uhr", "14:00 > 16:00"),
        ("nach 17 Uhr", "after 17:00"),
        ("Donerstagnachmittag", ""),
        ("Donnerstagnachmittag", "Thu 19 Nov 12:00 > 16:00"),
        ("übermorgen", "Thu 19 Nov"),
    ],
)
def test_the_grammar_reads_another_language(phrase, expected):
    assert read(phrase, locale="de") == expected
