from __future__ import annotations

import jwt
import pytest
import time_machine

from bot.channels.web.tokens import LIFETIME_SECONDS, BadToken, Tokens

KEY, OTHER = "k" * 40, "o" * 40


def test_a_token_opens_the_session_that_it_was_issued_for() -> None:
    tokens = Tokens([KEY])
    session_id, token = tokens.issue()
    assert tokens.read(token) == session_id
    assert tokens.issue()[0] != session_id


def test_a_new_key_signs_and_the_old_one_still_opens_what_it_signed() -> None:
    session_id, token = Tokens([OTHER]).issue()
    assert Tokens([KEY, OTHER]).read(token) == session_id
    with pytest.raises(BadToken, match="not one of this server"):
        Tokens([KEY]).read(token)


def test_an_expired_token_opens_nothing() -> None:
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False) as clock:
        _, token = Tokens([KEY]).issue()
        clock.shift(LIFETIME_SECONDS + 1)
        with pytest.raises(BadToken, match="expired"):
            Tokens([KEY]).read(token)


def test_a_clock_that_was_set_back_does_not_close_a_session() -> None:
    with time_machine.travel("2026-11-23T08:00:00+00:00", tick=False) as clock:
        session_id, token = Tokens([KEY]).issue()
        clock.shift(-3600)
        assert Tokens([KEY]).read(token) == session_id


def forged(**changes: object) -> str:
    claims = {"sub": "s" * 32, "aud": "bookings-bot/widget", "exp": 4_000_000_000} | changes
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, KEY)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "s" * 32,
        "a.b.c",
        forged(aud="elsewhere"),
        forged(sub=None),
        forged(exp=None),
        jwt.encode(
            {"sub": "s" * 32, "aud": "bookings-bot/widget", "exp": 4_000_000_000}, None, algorithm="none"
        ),
        jwt.encode(
            {"sub": "s" * 32, "aud": "bookings-bot/widget", "exp": 4_000_000_000},
            "another bot's key, as long as it has to be",
        ),
    ],
)
def test_what_is_no_token_of_ours_opens_nothing(token: str) -> None:
    with pytest.raises(BadToken, match="begin a new session"):
        Tokens([KEY]).read(token)


def test_the_control_token_differs_from_the_forged_ones_in_nothing_else() -> None:
    assert Tokens([KEY]).read(forged()) == "s" * 32
