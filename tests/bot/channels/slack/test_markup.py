from __future__ import annotations

import pytest

from bot.channels.slack.markup import mentioned, plain, written


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Monday at 2:00 pm", "Monday at 2:00 pm"),
        ("Jones & Sons <3", "Jones &amp; Sons &lt;3"),
        ("<!channel> <@U123>", "&lt;!channel&gt; &lt;@U123&gt;"),
        (
            "See https://a.example/x?a=1&b=2, please.",
            "See <https://a.example/x?a=1&amp;b=2>, please.",
        ),
    ],
)
def test_nothing_in_a_text_can_mention_anybody(text: str, sent: str) -> None:
    assert written(text) == sent


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U0BOT> check-up tomorrow", "check-up tomorrow"),
        ("hi <@U0BOT>, check-up", "hi , check-up"),
        ("with <@U0002> please", "with Sarah Jones please"),
        ("with <@U0003|tom> please", "with tom please"),
        ("I'm Dana, <mailto:dana@example.org|dana@example.org>", "I'm Dana, dana@example.org"),
        ("<tel:+4420|020 7946 0000>", "020 7946 0000"),
        ("<https://example.org>", "https://example.org"),
        ("in <#C1|general> <!here>", "in general"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("*Monday*  at\t2", "*Monday* at 2"),
    ],
)
def test_what_a_person_wrote_is_read_without_slacks_marks(text: str, read: str) -> None:
    assert plain(text, "U0BOT", {"U0002": "Sarah Jones"}) == read


def test_everybody_mentioned_is_found_once() -> None:
    assert mentioned("<@U1> <@W2|x> <@U1> <#C1>") == ("U1", "W2")


def test_what_was_written_is_read_as_it_was() -> None:
    text = "Jones & Sons <b>, https://a.example/?q=1&r=2"
    assert plain(written(text)) == text
