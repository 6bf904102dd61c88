from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain

from bot.runtime.responses import APOLOGY, TOO_LONG, response


def domain_with(responses: dict) -> Domain:
    return Domain.from_dict({"version": "3.1", "responses": responses})


def test_the_texts_of_the_loaded_data_are_said() -> None:
    domain = domain_with({APOLOGY: [{"text": "So sorry.", "buttons": [{"title": "Again", "payload": "/a"}]}]})
    assert response(domain, APOLOGY, "rest") == {
        "text": "So sorry.",
        "buttons": [{"title": "Again", "payload": "/a"}],
    }


def test_placeholders_are_filled() -> None:
    domain = domain_with({TOO_LONG: [{"text": "At most {limit}, please."}]})
    assert response(domain, TOO_LONG, "rest", limit="2,000")["text"] == "At most 2,000, please."


@pytest.mark.parametrize("who", ["{limit}", "{0}", "{limit.__class__}", "{{7*7}}", "{% x %}", "%(limit)s"])
def test_what_stands_in_a_value_is_no_placeholder(who: str) -> None:
    domain = domain_with({TOO_LONG: [{"text": "{who}, at most {limit}."}]})
    assert response(domain, TOO_LONG, "rest", who=who, limit="9")["text"] == f"{who}, at most 9."


def test_without_a_model_or_its_texts_there_is_still_an_apology_with_a_way_on() -> None:
    for domain in (None, domain_with({})):
        said = response(domain, APOLOGY, "rest")
        assert said["text"]
        assert said["buttons"] == [{"title": "Try again", "payload": "/try_again"}]
        assert "2,000" in response(domain, TOO_LONG, "rest", limit="2,000")["text"]


def test_each_call_gives_a_copy_of_its_own() -> None:
    # Rasa takes responses apart while it sends them.
    response(None, APOLOGY, "rest")["buttons"].clear()
    assert response(None, APOLOGY, "rest")["buttons"]
