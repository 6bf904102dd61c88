from __future__ import annotations

import copy
from datetime import time
from typing import Any

import pytest

from bot.catalogue.snapshot import WrongCatalogue, snapshot_of

TOLD: dict[str, Any] = {
    "data": {
        "business": {"id": "b", "name": "Bright Smiles", "timezone": "Europe/London", "facts": {}},
        "staff": [{"id": "s1", "name": "Sarah Jones", "aliases": ["Dr Jones"]}, {"id": "s2", "name": "Tom"}],
        "services": [{"id": "v1", "name": "Check-up", "aliases": ["examination"]}],
        "booking_links": [
            {
                "id": "l1",
                "slug": "first-visit",
                "title": "Dental visit",
                "windows": {"mon": ["09:00-12:30", "13:30-17:00"], "tue": ["08:00-12:00"]},
            }
        ],
    }
}


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("with Sarah", "staff", "s1"),
        ("dr jones", "staff", "s1"),
        ("tom", "staff", "s2"),
        ("an examination", "service", "v1"),
        ("a dental visit", "booking_link", "l1"),
        ("first visit", "booking_link", "l1"),
    ],
)
def test_names_aliases_titles_and_slugs_can_be_found(text: str, kind: str, found: str):
    (match,) = snapshot_of(TOLD).matcher.find(text)
    assert (match.kind, match.id) == (kind, found)


def test_the_zone_and_the_hours_are_told():
    snapshot = snapshot_of(TOLD)
    assert snapshot.timezone == "Europe/London"
    assert snapshot.hours == (time(8), time(17))


@pytest.mark.parametrize(
    "windows",
    [{}, None, {"mon": ["00:00-24:00"]}, {"mon": ["nine to five"]}, {"mon": []}, {"mon": "09:00-17:00"}],
)
def test_hours_that_say_nothing_are_none(windows: object):
    told = copy.deepcopy(TOLD)
    told["data"]["booking_links"][0]["windows"] = windows
    assert snapshot_of(told).hours is None


def test_no_business_is_an_empty_catalogue():
    snapshot = snapshot_of({"data": {"business": None, "staff": [], "services": [], "booking_links": []}})
    assert snapshot.timezone is None
    assert snapshot.matcher.find("with Sarah") == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "ok",
        {},
        {"data": None},
        {"data": {}},
        {"data": {"business": {}, "staff": [], "services": [], "booking_links": []}},
        {"data": {"business": None, "staff": {}, "services": [], "booking_links": []}},
        {"data": {"business": None, "staff": [None], "services": [], "booking_links": []}},
        {"data": {"business": None, "staff": [{"id": 1, "name": "x"}], "services": [], "booking_links": []}},
        {
            "data": {
                "business": None,
                "staff": [{"id": "x", "name": "x", "aliases": [1]}],
                "services": [],
                "booking_links": [],
            }
        },
    ],
)
def test_what_is_no_catalogue_is_refused(body: object):
    with pytest.raises(WrongCatalogue):
        snapshot_of(body)
