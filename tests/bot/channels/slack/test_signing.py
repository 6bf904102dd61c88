from __future__ import annotations

import pytest

from bot.channels.slack.signing import is_genuine, sign

# The example of Slack's documentation.
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
STAMP = "1531420618"
BODY = (
    b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
    b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
    b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
    b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)
SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
HEADERS = {"x-slack-request-timestamp": STAMP, "x-slack-signature": SIGNATURE}


def genuine(headers: dict[str, str], body: bytes = BODY, secret: str = SECRET, now: int = 1531420618) -> bool:
    return is_genuine(secret, headers, body, lambda: now)


def test_the_documented_example_is_genuine() -> None:
    assert sign(SECRET, STAMP, BODY) == SIGNATURE
    assert genuine(HEADERS)


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_request_holds_for_five_minutes(seconds: int) -> None:
    assert genuine(HEADERS, now=int(STAMP) + seconds)


@pytest.mark.parametrize("seconds", [-301, 301, 10**9])
def test_an_older_one_is_a_replay(seconds: int) -> None:
    assert not genuine(HEADERS, now=int(STAMP) + seconds)


@pytest.mark.parametrize(
    "changed",
    [
        {"x-slack-signature": "v0=" + "0" * 64},
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=é\udce9"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "1531420618.5"},
        {"x-slack-request-timestamp": "-1"},
        {"x-slack-request-timestamp": "٣"},
        {"x-slack-request-timestamp": "9" * 5000},
        {"x-slack-request-timestamp": "1531420619"},
    ],
)
def test_a_header_that_is_not_slacks_is_refused(changed: dict[str, str]) -> None:
    assert not genuine(HEADERS | changed)


def test_a_changed_body_and_another_secret_are_refused() -> None:
    assert not genuine(HEADERS, BODY + b"x")
    assert not genuine(HEADERS, secret="another")
    assert not genuine({})
