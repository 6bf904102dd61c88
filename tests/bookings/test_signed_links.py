"""Signed links and the secret behind them."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bookings.engine.errors import ConfigurationError
from bookings.secret_key import secret_key, secret_keys
from bookings.services.links import CANCEL, MOVE, Grant, LinkExpired, LinkInvalid
from bookings.signed_links import SignedLinks
from tests.bookings.support import NOW

LINKS = SignedLinks(["s" * 32], "https://book.example.com/")
GRANT = Grant(CANCEL, "dentist", "bk_1", NOW + timedelta(days=1))


def token(grant: Grant = GRANT, links: SignedLinks = LINKS) -> str:
    return links.address(grant).rpartition("/")[2]


def test_a_link_is_read_as_it_was_written() -> None:
    assert LINKS.address(GRANT).startswith("https://book.example.com/b/cancel/")
    assert LINKS.read(CANCEL, token(), NOW) == GRANT


def test_a_link_ends() -> None:
    assert LINKS.read(CANCEL, token(), GRANT.until - timedelta(seconds=1)) == GRANT
    with pytest.raises(LinkExpired):
        LINKS.read(CANCEL, token(), GRANT.until)


def test_a_link_for_one_purpose_is_none_for_another() -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(MOVE, token(), NOW)


def test_a_link_signed_with_another_secret_is_none_of_ours() -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(CANCEL, token(links=SignedLinks(["t" * 32], "https://book.example.com")), NOW)


def test_no_changed_character_goes_unnoticed() -> None:
    whole = token()
    for place, character in enumerate(whole):
        changed = whole[:place] + ("A" if character != "A" else "B") + whole[place + 1 :]
        try:
            assert LINKS.read(CANCEL, changed, NOW) == GRANT  # the last one holds bits that mean nothing
            assert place == len(whole) - 1
        except LinkInvalid:
            pass


@pytest.mark.parametrize("text", ["", ".", "x", "é", "a.b.c", "x" * 100_000, token()[:-3], "null.", "\0"])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(LinkInvalid):
        LINKS.read(CANCEL, text, NOW)


def test_a_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret-key"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: secret_key(None, file), range(8)))
    assert len(made) == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]
    assert secret_key("c" * 40, file) == "c" * 40


def test_a_secret_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short\n")
    for chosen, file in (("short", tmp_path / "none"), (None, tmp_path / "short")):
        with pytest.raises(ConfigurationError, match="at least 32 characters"):
            secret_key(chosen, file)
    assert not (tmp_path / "none").exists()
    with pytest.raises(ConfigurationError, match="cannot be"):
        secret_key(None, tmp_path / "short" / "below-a-file")


def test_a_secret_can_be_replaced(tmp_path: Path) -> None:
    """The new one in front: it signs, and what the old one has signed is still known, until it is gone."""
    old, new = "o" * 40, "n" * 40
    both = secret_keys(f"{new}, {old}", tmp_path / "none")
    assert both == [new, old]
    address = SignedLinks([old], "https://book.example").address(GRANT).rpartition("/")[2]
    assert SignedLinks(both, "").read(CANCEL, address, NOW) == GRANT
    later = SignedLinks(both, "").address(GRANT).rpartition("/")[2]
    assert SignedLinks([new], "").read(CANCEL, later, NOW) == GRANT
    with pytest.raises(LinkInvalid):
        SignedLinks([new], "").read(CANCEL, address, NOW)
    with pytest.raises(ConfigurationError, match="at least 32 characters"):
        secret_keys(f"{new},short", tmp_path / "none")
