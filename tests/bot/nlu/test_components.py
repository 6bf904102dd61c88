"""The components as Rasa drives them: on Message objects, without a trained model."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import clock
from bot.api_settings import ApiSettingError
from bot.catalogue import Entry, Matcher
from bot.catalogue.snapshot import Snapshot
from bot.nlu import catalogue_extractor, time_extractor
from bot.nlu.catalogue_extractor import CatalogueExtractor
from bot.nlu.component import Extractor
from bot.nlu.contact_extractor import ContactExtractor
from bot.nlu.masking_tokenizer import MaskingTokenizer
from bot.nlu.masks import MOST_PIECES
from bot.nlu.number_extractor import NumberExtractor
from bot.nlu.overlap_resolver import OverlapResolver
from bot.nlu.spacy_pipeline import blank_pipeline
from bot.nlu.time_extractor import TimeExtractor

pytestmark = pytest.mark.slow  # importing Rasa takes seconds

# Thursday, noon in London; Friday already in Auckland.
NOW = datetime(2026, 11, 19, 12, 0, tzinfo=timezone.utc)
CATALOGUE = Snapshot(
    timezone="Europe/London",
    matcher=Matcher(
        [
            Entry("staff", "staff_sarah", ("Sarah Jones", "Dr Jones")),
            Entry("staff", "staff_tom", ("Tom Jones",)),
            Entry("service", "svc_checkup", ("Check-up",)),
        ]
    ),
)


class Told:
    """Stands for the catalogue's source: tells one catalogue."""

    def current(self) -> Snapshot:
        return CATALOGUE


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for module in (time_extractor, catalogue_extractor):
        monkeypatch.setattr(module, "shared_source", lambda _settings: Told())


def component(kind: Any) -> Any:
    context = ExecutionContext(GraphSchema({}))
    config = kind.get_default_config()
    return kind.create(config, LocalModelStorage.__new__(LocalModelStorage), Resource("r"), context)


SPACY = SpacyNLP(SpacyModel(blank_pipeline(), "blank"), {"case_sensitive": True})


def understood(text: str, metadata: Any = None) -> Message:
    """A message after all components before the featurisers."""
    message = Message(data={TEXT: text, "metadata": metadata})
    messages = SPACY.process([message], SPACY.provide())
    for kind in (TimeExtractor, CatalogueExtractor, ContactExtractor, NumberExtractor, OverlapResolver):
        messages = component(kind).process(messages)
    (message,) = component(MaskingTokenizer).process(messages)
    return message


def tokens(message: Message) -> str:
    begin, *between, end = (token.text for token in message.get(TOKENS_NAMES[TEXT]))
    assert (begin, end) == ("__begin__", "__end__")
    return " ".join(between)


def test_a_sentence_becomes_entities_and_a_masked_sentence():
    message = understood(
        "Book me with Dr Jones next Tuesday at 2pm for a check up, I'm Dana Cole, dana@x.org"
    )
    assert [(each["entity"], each["text"], each["extractor"]) for each in message.get(ENTITIES)] == [
        ("staff", "Dr Jones", "CatalogueExtractor"),
        ("when", "next Tuesday at 2pm", "TimeExtractor"),
        ("service", "check up", "CatalogueExtractor"),
        ("person_name", "Dana Cole", "ContactExtractor"),
        ("email", "dana@x.org", "ContactExtractor"),
    ]
    assert tokens(message) == (
        "book me with __staff__ __when__ for a __service__ i 'm __person_name__ __email__"
    )


def test_a_time_is_told_whole():
    (when,) = understood("Tuesday at 2pm", {"timezone": "Europe/Paris"}).get(ENTITIES)
    assert when["value"] == {
        "kind": "datetime",
        "text": "Tuesday at 2pm",
        "date": "2026-11-24",
        "time": "14:00",
        "starts_at": "2026-11-24T14:00:00+01:00",
        "ends_at": None,
        "grain": when["value"]["grain"],
        "open": None,
        "timezone": "Europe/Paris",
        "alternatives": when["value"]["alternatives"],
    }


def test_alternatives_of_a_time_have_its_shape_but_no_alternatives():
    (when, _number) = understood("at 7").get(ENTITIES)
    alternatives = when["value"]["alternatives"]
    assert {each["time"] for each in [when["value"], *alternatives]} == {"07:00", "19:00"}
    assert all(set(each) == set(when["value"]) - {"alternatives"} for each in alternatives)


@pytest.mark.parametrize(
    ("metadata", "zone"),
    [
        ({"timezone": "Asia/Kolkata"}, "Asia/Kolkata"),
        ({"timezone": "Atlantis/Middle"}, "Europe/London"),
        (None, "Europe/London"),
        ("nonsense", "Europe/London"),
    ],
)
def test_times_are_meant_in_the_persons_zone_else_in_the_businesss(metadata: Any, zone: str):
    (when,) = understood("tomorrow", metadata).get(ENTITIES)
    assert when["value"]["timezone"] == zone


def test_today_is_the_persons_day():
    (when,) = understood("tomorrow", {"timezone": "Pacific/Auckland"}).get(ENTITIES)
    assert when["value"]["date"] == "2026-11-21"


def tracker(**slots: Any) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(
        "d", [SlotSet(*slot) for slot in slots.items()], [AnySlot(name, []) for name in slots]
    )


@pytest.mark.parametrize(
    ("asked", "offered", "time"),
    [
        ("when", None, "15:00"),
        ("confirmation", [], "15:00"),
        ("when", [{}, {}, {}], None),
        ("contact", None, None),
    ],
)
def test_a_bare_number_is_a_time_when_one_was_asked_for(asked: str, offered: Any, time: str | None):
    extractor = component(TimeExtractor)
    (message,) = extractor.process([Message(data={TEXT: "3 please"})], tracker(asked=asked, offered=offered))
    assert [each["value"]["time"] for each in message.get(ENTITIES)] == ([time] if time else [])


def test_who_is_meant_as_well_is_told():
    (staff,) = understood("with Jones").get(ENTITIES)
    assert staff["value"] == "staff_sarah"
    assert staff["alternatives"] == ["staff_tom"]
    assert 0 < staff["confidence"] <= 1


@pytest.mark.parametrize("text", ["/affirm", '/choose_option{"option": "Tuesday at 2pm with Sarah"}'])
def test_what_a_button_sends_is_not_read(text: str):
    assert understood(text).get(ENTITIES) is None


@pytest.mark.parametrize("text", ["", " ", "🙂", "\x00", "‮", "a" * 20_000, "tuesday " * 3000])
def test_any_text_passes(text: str):
    message = understood(text)
    assert len(message.get(TOKENS_NAMES[TEXT]) or []) <= MOST_PIECES + 2


def test_offsets_are_those_of_the_text_even_where_lower_case_is_longer():
    text = "İİİ with Sarah on Friday"
    message = understood(text)
    for each in message.get(ENTITIES):
        assert text[each["start"] : each["end"]] == each["text"]
    for token in message.get(TOKENS_NAMES[TEXT]):
        assert token.text.startswith("__") or text[token.start : token.end].lower() == token.text


def test_entities_can_be_stored_as_json():
    message = understood("the 2nd one with Sarah at 7 or 8, dana@x.org, 07700 900123, three out of ten")
    assert json.loads(json.dumps(message.get(ENTITIES))) == message.get(ENTITIES)


def test_one_failing_extractor_neither_stops_the_message_nor_logs_its_words(caplog: pytest.LogCaptureFixture):
    class Failing(Extractor):
        def find(self, text: str, metadata: Any, tracker: Any) -> Any:
            raise RuntimeError("broken")

    with caplog.at_level(logging.ERROR):
        (message,) = component(Failing).process([Message(data={TEXT: "secret words"})])
    assert message.get(ENTITIES) == []
    assert "Failing failed" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("kind", [TimeExtractor, CatalogueExtractor])
def test_a_wrong_setting_is_an_error_when_the_model_is_loaded(kind: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BOOKINGS_PORT", "eight thousand")
    with pytest.raises(ApiSettingError, match="BOOKINGS_PORT"):
        component(kind)


def trained(text: str, *annotated: tuple[str, str]) -> Message:
    entities = [
        {"entity": kind, "start": text.index(words), "end": text.index(words) + len(words), "value": words}
        for kind, words in annotated
    ]
    example = Message(data={TEXT: text, INTENT: "inform", ENTITIES: entities})
    data = SPACY.process_training_data(TrainingData([example]), SPACY.provide())
    (example,) = component(MaskingTokenizer).process_training_data(data).training_examples
    assert example.get(ENTITIES) == entities, "annotations stay as they were"
    return example


@pytest.mark.parametrize(
    ("text", "annotated"),
    [
        ("book me with Sarah next Tuesday at 2pm", [("staff", "Sarah"), ("when", "next Tuesday at 2pm")]),
        ("on Friday for a check-up", [("when", "on Friday"), ("service", "check-up")]),
        ("my name is Dana Cole, dana@x.org, 07700 900123", []),
        ("the second one", [("ordinal", "second")]),
        ("three out of ten", []),
    ],
)
def test_training_and_run_time_see_the_same_sentence(text: str, annotated: list[tuple[str, str]]):
    assert tokens(trained(text, *annotated)) == tokens(understood(text))


def test_a_name_that_no_catalogue_knows_is_masked_in_training_by_its_annotation():
    assert tokens(trained("with Chloe on Friday", ("staff", "Chloe"))) == "with __staff__ on __when__"


def test_a_time_that_cannot_be_read_is_not_hidden_from_training():
    assert tokens(trained("in a jiffy", ("when", "in a jiffy"))) == "in a jiffy"


def test_the_cache_of_training_knows_the_code_that_masks():
    fingerprint = MaskingTokenizer.fingerprint_addon({})
    assert fingerprint == MaskingTokenizer.fingerprint_addon({})
    assert fingerprint
    assert len(fingerprint) == 64
