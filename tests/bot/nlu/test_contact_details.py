from __future__ import annotations

import time

import pytest

from bot.nlu.contact_details import find_emails, find_phones


def emails(text: str) -> list[tuple[str, str]]:
    return [(text[each["start"] : each["end"]], each["value"]) for each in find_emails(text)]


def phones(text: str) -> list[str]:
    return [each["value"] for each in find_phones(text)]


@pytest.mark.parametrize(
    ("text", "words", "address"),
    [
        ("jane@example.org", "jane@example.org", "jane@example.org"),
        ("My mail is Jane.Doe+x@Example.CO.UK.", "Jane.Doe+x@Example.CO.UK", "jane.doe+x@example.co.uk"),
        ("<o'brien@mail.example.org>, thanks", "o'brien@mail.example.org", "o'brien@mail.example.org"),
        ("jane @ example.com", "jane @ example.com", "jane@example.com"),
        ("jane(at)example.org", "jane(at)example.org", "jane@example.org"),
        ("dana dot cole at example dot com", "dana dot cole at example dot com", "dana.cole@example.com"),
        ("jane at example dot co dot uk", "jane at example dot co dot uk", "jane@example.co.uk"),
        ("e-mail:a_b-c@x-y.io", "a_b-c@x-y.io", "a_b-c@x-y.io"),
    ],
)
def test_addresses_are_found_and_lower_cased(text: str, words: str, address: str):
    assert emails(text) == [(words, address)]


@pytest.mark.parametrize(
    "text",
    [
        "jane@",
        "@example.org",
        "jane@example",
        "meet at example.org",
        "at 3",
        "a@b",
        "come at noon dot",
        "x @ y",
    ],
)
def test_what_only_looks_like_an_address_is_none(text: str):
    assert emails(text) == []


def test_two_addresses_are_two():
    assert [address for _, address in emails("a@x.org or b@y.org")] == ["a@x.org", "b@y.org"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+44 7700 900 123", "+447700900123"),
        ("my mobile is 07700 900123", "07700900123"),
        ("(555) 123-4567", "5551234567"),
        ("555-123-4567 thanks", "5551234567"),
        ("555.123.4567", "5551234567"),
        ("555-1234", "5551234"),
        ("call me on 5551234", "5551234"),
        ("1 555 123 4567", "15551234567"),
        ("+1 (555) 123-4567", "+15551234567"),
        ("020 7946 0958", "02079460958"),
        ("+49 30 901820", "+4930901820"),
        ("01.23.45.67.89", "0123456789"),
        ("my number is 20 7946 0958", "2079460958"),
        ("1234567890", "1234567890"),
        ("0044 20 7946 0958.", "00442079460958"),
        ("tel: 030/901820", "030901820"),
    ],
)
def test_telephone_numbers_of_any_country_are_found(text: str, number: str):
    assert phones(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01",
        "01/05/2026 at 10",
        "1.5.2026",
        "01 05 2026",
        "10:30 or 11:45",
        "10 30 11 30",
        "between 10-11 or 14-15",
        "from 2026-05-01 10:00 to 2026-05-02 11:00",
        "3, 4, 5, 6, 7, 8, 9",
        "order 12345678",
        "£1,234,567",
        "$12345678",
        "#1234567",
        "room 12",
        "12345678901234567890",
        "id 555-1234@x",
    ],
)
def test_dates_times_and_counts_are_no_telephone_numbers(text: str):
    assert phones(text) == []


@pytest.mark.parametrize("piece", ["a", "1 ", "a.", "@", "0", "dot ", "a at ", "a@a.", "+1", "1-"])
def test_long_nonsense_is_read_quickly(piece: str):
    text = piece * (4000 // len(piece))
    began = time.perf_counter()
    emails(text)
    phones(text)
    assert time.perf_counter() - began < 0.25
