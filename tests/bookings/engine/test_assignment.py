"""Whose turn it is: equal, by weight, by priority; and that an absence distorts nothing afterwards."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.engine.assignment import LONGEST_MEMORY, Credit, after_turn, in_turn
from bookings.engine.model import BookingLink
from tests.bookings.engine.builders import make_link

NAMES = tuple("abcdefghijkl")


def link_of(weights: Sequence[int], **changes: Any) -> BookingLink:
    names = NAMES[: len(weights)]
    by_weight = {"assignment": "weighted", "weights": dict(zip(names, weights, strict=True))}
    return make_link(staff_ids=names, **(by_weight | changes))


def takers(
    link: BookingLink, frees: Iterable[Sequence[str]], credits: dict[str, Credit] | None = None
) -> list[str]:
    """Who takes each of the bookings, given who is free for it; the credits are carried on."""
    credits, found = {} if credits is None else credits, []
    for free in frees:
        taker = in_turn(link, free, credits)[0]
        credits.update(after_turn(link, free, taker, credits))
        found.append(taker)
    return found


def furthest(link: BookingLink, taken: Sequence[str]) -> float:
    """The most that anybody was away from their exact share after any number of the bookings."""
    weights: Mapping[str, int] = {name: link.weights.get(name, 1) for name in link.staff_ids}
    total, counts, most = sum(weights.values()), Counter[str](), 0
    for number, taker in enumerate(taken, 1):
        counts[taker] += 1
        most = max(most, *(abs(counts[name] * total - number * w) for name, w in weights.items()))
    return most / total


def all_free(link: BookingLink, bookings: int) -> list[Sequence[str]]:
    return [link.staff_ids] * bookings


def random_frees(link: BookingLink, rng: Random, bookings: int) -> list[Sequence[str]]:
    """People leave for some time and come back, and are besides busy by chance."""
    frees, away, share = [], set[str](), rng.choice([0.5, 0.9, 1.0])
    for _ in range(bookings):
        if rng.random() < 0.03:
            away ^= {rng.choice(link.staff_ids)}
        free = [name for name in link.staff_ids if name not in away and rng.random() < share]
        frees += [free] if free else []
    return frees


weights = st.lists(st.integers(1, 100), min_size=2, max_size=12)
few_weights = st.lists(st.integers(1, 12), min_size=2, max_size=6)


def test_equals_take_turns_in_the_links_order() -> None:
    link = make_link(staff_ids=("ann", "ben", "cat"))
    assert takers(link, all_free(link, 6)) == ["ann", "ben", "cat"] * 2


@pytest.mark.parametrize("people", [2, 3, 7])
def test_of_a_thousand_bookings_equals_have_the_same_number_within_one_at_any_time(people: int) -> None:
    link = make_link(staff_ids=NAMES[:people])
    taken = takers(link, all_free(link, 1000))
    counts: Counter[str] = Counter()
    for taker in taken:
        counts[taker] += 1
        assert max(counts.values()) - min(counts[name] for name in link.staff_ids) <= 1


def test_what_somebody_weighs_is_spread_over_the_round() -> None:
    assert "".join(takers(link_of([5, 1, 1]), all_free(link_of([5, 1, 1]), 14))) == "aaabaac" * 2


@given(weights)
def test_by_weight_everybody_is_always_within_one_booking_of_their_share(drawn: list[int]) -> None:
    link = link_of(drawn)
    assert furthest(link, takers(link, all_free(link, 300))) < 1


def test_control_the_greatest_credit_would_not_keep_within_one() -> None:
    """Smooth weighted round robin, by the weights that the module names."""
    link = link_of([94, 1, 3, 3, 3, 1, 1, 43])
    credits, taken, total = dict.fromkeys(link.staff_ids, 0), [], sum(link.weights.values())
    for _ in range(400):
        credits = {name: credit + link.weights[name] for name, credit in credits.items()}
        taken.append(max(credits, key=lambda name: credits[name]))
        credits[taken[-1]] -= total
    assert furthest(link, taken) > 1.1
    assert furthest(link, takers(link, all_free(link, 400))) < 1


@given(few_weights, st.integers(0, 10**9), st.integers(0, 200))
def test_after_absences_of_any_kind_the_shares_are_as_if_there_had_been_none(
    drawn: list[int], seed: int, bookings: int
) -> None:
    """Nobody catches up: from the return on all are within their share and what they were ahead or behind."""
    link, credits = link_of(drawn), dict[str, Credit]()
    takers(link, random_frees(link, Random(seed), bookings), credits)
    carried = max((abs(one.earned) for one in credits.values()), default=0) / sum(drawn)
    assert carried < 1.5, "an absence earns nothing"
    assert furthest(link, takers(link, all_free(link, 200), credits)) < 1 + carried


@given(few_weights, st.integers(0, 60))
def test_who_comes_back_takes_their_turn_and_no_more(drawn: list[int], before: int) -> None:
    """However long the leave was; compared with nobody having left."""
    link, credits = link_of(drawn), dict[str, Credit]()
    takers(link, all_free(link, before), credits)
    there = credits.copy()
    takers(link, [link.staff_ids[1:]] * 500, credits)
    assert credits.get("a") == there.get("a")
    back, stayed = (takers(link, all_free(link, 60), state) for state in (credits, there))
    for window in range(1, 60):
        assert abs(back[:window].count("a") - stayed[:window].count("a")) <= 2


def test_with_two_a_leave_changes_nothing_at_all_afterwards() -> None:
    link, credits = make_link(staff_ids=("ann", "ben")), dict[str, Credit]()
    assert takers(link, all_free(link, 3), credits) == ["ann", "ben", "ann"]
    assert set(takers(link, [["ann"]] * 300, credits)) == {"ann"}
    assert takers(link, all_free(link, 4), credits) == ["ben", "ann", "ben", "ann"]


remembered = st.dictionaries(
    st.sampled_from(NAMES), st.builds(Credit, st.integers(-(10**6), 10**6), st.integers(1, 1200))
)


@given(weights, remembered)
def test_whatever_is_remembered_lasts_for_some_bookings_only(
    drawn: list[int], credits: dict[str, Credit]
) -> None:
    """So holds that were all made before a booking end in no long run."""
    link = link_of(drawn)
    taken = takers(link, all_free(link, 300), credits)
    assert max(abs(credits[name].earned) for name in link.staff_ids) <= LONGEST_MEMORY * sum(drawn)
    taken = takers(link, all_free(link, 300), credits)
    assert furthest(link, taken) <= 2 * LONGEST_MEMORY


@given(few_weights, st.integers(0, 100), st.integers(2, 9))
def test_weights_that_mean_the_same_give_the_same_turns(drawn: list[int], before: int, times: int) -> None:
    link, same = link_of(drawn), link_of([times * weight for weight in drawn])
    credits = dict[str, Credit]()
    takers(link, all_free(link, before), credits)
    assert takers(same, all_free(same, 50), credits.copy()) == takers(link, all_free(link, 50), credits)


def test_a_choice_that_was_made_otherwise_is_made_up_for() -> None:
    """A hold has chosen before; then all who were free share the booking all the same."""
    link, credits = make_link(staff_ids=("ann", "ben")), dict[str, Credit]()
    for _ in range(2):
        credits |= after_turn(link, ("ann", "ben"), "ann", credits)
    assert takers(link, all_free(link, 5), credits) == ["ben", "ben", "ann", "ben", "ann"]


def test_a_booking_without_a_choice_counts_for_nobody() -> None:
    assert after_turn(make_link(staff_ids=("ann", "ben")), ("ann",), "ann", {"ann": 1, "ben": -1}) == {}


def test_by_priority_the_first_who_is_free_takes_it() -> None:
    link = make_link(staff_ids=("ann", "ben", "cat"), assignment="priority")
    assert in_turn(link, ("ann", "ben", "cat"), {}) == ["ann", "ben", "cat"]
    assert takers(link, [("ann", "ben"), ("ben", "cat"), ("ann", "cat"), ("cat",)]) == [
        "ann",
        "ben",
        "ann",
        "cat",
    ]


def test_equals_of_a_priority_take_turns_and_who_has_none_comes_last() -> None:
    link = make_link(
        staff_ids=("zoe", "ann", "ben", "cat"),
        assignment="priority",
        priorities={"cat": 1, "ann": 2, "ben": 2},
    )
    everybody, second = link.staff_ids, ("zoe", "ann", "ben")
    assert in_turn(link, everybody, {}) == ["cat", "ann", "ben", "zoe"]
    assert takers(link, [everybody, second, everybody, second, second, ("zoe",)]) == [
        "cat", "ann", "cat", "ben", "ann", "zoe",
    ]  # fmt: skip


def test_weights_and_priorities_count_only_where_the_link_goes_by_them() -> None:
    link = link_of([9, 1], priorities={"b": 1}, assignment="round_robin")
    assert takers(link, all_free(link, 4)) == ["a", "b", "a", "b"]


def test_who_is_joined_comes_before_all_others() -> None:
    link = link_of([1, 5, 1])
    assert in_turn(link, link.staff_ids, {}, joined=("c", "a"))[:2] == ["a", "c"]


def test_the_same_history_gives_the_same_choice() -> None:
    link = link_of([3, 1, 4, 1, 5])
    first, second = (takers(link, random_frees(link, Random(7), 300)) for _ in range(2))
    assert first == second
