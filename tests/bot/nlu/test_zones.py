from __future__ import annotations

import pytest

from bot.nlu.zones import zone_of


def test_the_persons_zone_comes_first():
    assert zone_of({"timezone": "Asia/Kolkata"}, "Europe/London") == "Asia/Kolkata"


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        [],
        "Europe/Paris",
        {"timezone": None},
        {"timezone": ""},
        {"timezone": "Mars/Olympus"},
        {"timezone": "europe/paris"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "/etc/localtime"},
        {"timezone": "Europe"},
        {"timezone": ["Europe/Paris"]},
        {"timezone": {"a": 1}},
        {"timezone": "A" * 100_000},
    ],
)
def test_without_a_valid_one_the_businesss_holds_and_then_utc(metadata: object):
    assert zone_of(metadata, "Europe/London") == "Europe/London"
    assert zone_of(metadata, None) == "UTC"
    assert zone_of(metadata, "Nowhere") == "UTC"
