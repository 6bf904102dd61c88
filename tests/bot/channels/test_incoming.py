from __future__ import annotations

import json

from bot.channels.incoming import BadMessage, read_message


def test_reading_keeps_the_words_as_they_are() -> None:
    incoming = read_message('{"sender": "a", "message": "Grüße \\ud83d\\ude00", "metadata": null}'.encode())
    assert (incoming.sender, incoming.text, incoming.metadata) == ("a", "Grüße 😀", {})


def test_the_envelope_is_the_one_of_all_our_programs() -> None:
    envelope = json.loads(BadMessage("malformed_json", "No.", status=413).as_response().body)
    assert envelope == {"error": {"code": "malformed_json", "message": "No.", "details": {}}}
