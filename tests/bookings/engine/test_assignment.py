"""Round robin."""

from collections import Counter
from random import Random

from bookings.engine.assignment import in_turn, next_turn


def run(days: int, absent: dict[str, range], seed: int = 1) -> list[str]:
    """A thousand bookings; on each, who is absent or (by chance) busy is not free."""
    rng, turns, taken = Random(seed), dict[str, int](), []
    for day in range(days):
        free = [who for who in ("ann", "ben", "cat") if day not in absent.get(who, ())]
        free = [who for who in free if rng.random() < 0.9] or free
        who = in_turn(free, turns)[0]
        turns[who] = next_turn(turns)
        taken.append(who)
    return taken


def test_who_has_had_none_comes_first_in_the_links_order() -> None:
    assert in_turn(["ann", "ben", "cat"], {}) == ["ann", "ben", "cat"]
    assert in_turn(["ann", "ben", "cat"], {"ann": 1}) == ["ben", "cat", "ann"]


def test_whose_turn_is_longest_ago_comes_next() -> None:
    assert in_turn(["ann", "ben", "cat"], {"ann": 3, "ben": 1, "cat": 2}) == ["ben", "cat", "ann"]


def test_the_next_turn_follows_the_last() -> None:
    assert next_turn({}) == 1
    assert next_turn({"ann": 3, "ben": 7}) == 8


def test_a_thousand_bookings_are_shared_fairly() -> None:
    counts = Counter(run(1000, {}))
    assert max(counts.values()) - min(counts.values()) <= 20


def test_an_absence_does_not_distort_what_comes_after() -> None:
    after = run(1000, {"cat": range(300)})[300:]
    counts = Counter(after)
    assert max(counts.values()) - min(counts.values()) <= 20
    assert Counter(after[:12])["cat"] <= 5


def test_the_same_history_gives_the_same_choice() -> None:
    assert run(300, {}, seed=7) == run(300, {}, seed=7)
