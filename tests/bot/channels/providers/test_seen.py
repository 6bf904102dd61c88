from __future__ import annotations

from bot.channels.providers.seen import RecentIds


def test_an_id_is_new_once() -> None:
    seen = RecentIds()
    assert [seen.is_new(name) for name in ("a", "b", "a")] == [True, True, False]
    assert "a" in seen
    assert "c" not in seen


def test_an_id_is_forgotten_in_the_end() -> None:
    now = 0.0
    seen = RecentIds(keep_seconds=10, monotonic=lambda: now)
    seen.is_new("a")
    now = 10.0
    assert "a" in seen
    now = 10.1
    assert seen.is_new("a")


def test_the_oldest_are_forgotten_when_there_are_too_many() -> None:
    seen = RecentIds(most=3)
    for number in range(10):
        seen.is_new(str(number))
    assert "9" in seen
    assert "0" not in seen
    assert len(seen._seen_at) <= 4
