"""Asking for access: state and PKCE, and what can go wrong on the way."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bookings.integrations.calendars.oauth import Authorization, OAuthClient, exchange
from bookings.integrations.calendars.opening import google_app, microsoft_app
from bookings.services.calendars.errors import Refused
from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.loopback import Told
from tests.bookings.integrations.calendars.places import app_of
from tests.bookings.support import NOW


def attempt(client: OAuthClient) -> Authorization:
    return Authorization(client, "http://127.0.0.1:8765/", "state-1", "v" * 64)


async def test_a_granted_code_becomes_tokens(google: GoogleFake) -> None:
    asked = attempt(app_of(google))
    code = asked.code_in(google.authorize(asked.url()))
    async with httpx.AsyncClient(trust_env=False) as http:
        tokens = await exchange(http, asked, code, NOW)
        assert tokens.access_token in google.access
        assert tokens.refresh_token in google.grants
        with pytest.raises(Refused, match="invalid_grant"):
            await exchange(http, asked, code, NOW)


async def test_a_code_is_useless_without_the_verifier(google: GoogleFake) -> None:
    asked = attempt(app_of(google))
    code = asked.code_in(google.authorize(asked.url()))
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(Refused, match="invalid_grant"):
            await exchange(http, replace(asked, verifier="w" * 64), code, NOW)


async def test_access_that_cannot_be_kept_is_none(google: GoogleFake) -> None:
    asked = attempt(app_of(google))
    google.fail(Told(200, {"access_token": "a", "expires_in": 3599}))
    async with httpx.AsyncClient(trust_env=False) as http:
        with pytest.raises(Refused, match="gave no refresh token"):
            await exchange(http, asked, "code", NOW)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:8765/?code=c&state=state-2", "is not the answer to this request"),
        ("http://127.0.0.1:8765/?code=c", "is not the answer to this request"),
        ("", "is not the answer to this request"),
        ("http://127.0.0.1:8765/?error=access_denied&state=state-1", "was not granted: access_denied"),
        ("http://127.0.0.1:8765/?state=state-1", "has no code in it"),
    ],
)
def test_an_answer_that_is_none_is_refused(google: GoogleFake, address: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        attempt(app_of(google)).code_in(address)


def test_secrets_are_not_shown(google: GoogleFake) -> None:
    shown = repr(attempt(app_of(google)))
    assert "secret-of-the-tests" not in shown
    assert "state-1" not in shown
    assert "vvvv" not in shown


def test_both_providers_are_asked_for_what_lasts() -> None:
    google = parse_qs(urlsplit(attempt(google_app("id", "secret")).url()).query)
    assert (google["access_type"], google["prompt"]) == (["offline"], ["consent"])
    assert google["scope"][0].split()[0].endswith("/auth/calendar.events")
    url = urlsplit(attempt(microsoft_app("id", None, "common")).url())
    assert url.path == "/common/oauth2/v2.0/authorize"
    assert "offline_access" in parse_qs(url.query)["scope"][0].split()
