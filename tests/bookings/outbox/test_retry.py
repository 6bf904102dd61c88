"""What becomes of a message whose delivery failed."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from bookings.outbox.retry import after_failure, pause_after
from bookings.services.delivery import Postponed, PutAside
from bookings.services.messages import GiveUp, Message, RetryLater, RetryPolicy
from tests.bookings.support import NOW

POLICY = RetryPolicy(
    first_pause=timedelta(seconds=10),
    longest_pause=timedelta(hours=1),
    give_up_after=timedelta(days=3),
    least_attempts=8,
)


def message(attempts: int = 1) -> Message:
    return Message(1, "dentist", None, "test.note", {}, NOW, attempts)


@pytest.mark.parametrize(
    ("attempts", "longest"), [(1, 10), (2, 20), (3, 40), (9, 2560), (10, 3600), (5000, 3600)]
)
def test_pauses_double_up_to_the_longest_and_are_cut_by_chance(attempts: int, longest: int) -> None:
    pauses = [pause_after(attempts, POLICY, Random(seed)).total_seconds() for seed in range(200)]
    assert longest / 2 <= min(pauses) < longest * 0.55
    assert longest * 0.95 < max(pauses) <= longest


def test_the_other_sides_wish_to_be_left_alone_is_heard() -> None:
    outcome = after_failure(message(), RetryLater("429", timedelta(hours=5)), POLICY, NOW, Random(1))
    assert outcome == Postponed(message(), "429", NOW + timedelta(hours=5))
    impatient = after_failure(message(), RetryLater("429", timedelta(0)), POLICY, NOW, Random(1))
    assert isinstance(impatient, Postponed)
    assert impatient.until >= NOW + timedelta(seconds=5)


def test_what_will_never_work_is_put_aside_at_once() -> None:
    assert after_failure(message(), GiveUp("550 no such user"), POLICY, NOW, Random(1)) == PutAside(
        message(), "550 no such user"
    )


@pytest.mark.parametrize(
    ("attempts", "days", "aside"), [(8, 3, True), (7, 3, False), (8, 2.99, False), (1, 30, False)]
)
def test_it_is_put_aside_when_it_is_old_and_was_tried_often(attempts: int, days: float, aside: bool) -> None:
    now = NOW + timedelta(days=days)
    outcome = after_failure(message(attempts), RetryLater("down"), POLICY, now, Random(1))
    assert isinstance(outcome, PutAside) is aside
    if aside:
        assert outcome == PutAside(message(attempts), "Given up after 8 attempts: down")


def test_a_reason_is_one_line_and_not_too_long() -> None:
    outcome = after_failure(message(), ValueError("a\r\nb\x1b[31m" + "c" * 2000), POLICY, NOW, Random(1))
    assert isinstance(outcome, Postponed)
    assert outcome.error.startswith("ValueError: a  b [31mccc")
    assert len(outcome.error) == 500
