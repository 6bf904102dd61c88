"""Applying a business file: what it changes, what it leaves alone, and what it refuses."""

import copy
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

from bookings.business_file import BusinessFileError, read_business_file
from bookings.identifiers import new_key_id
from bookings.services.apply_business import apply_business
from bookings.services.counts import Counts
from bookings.services.keep_keys import revoke_key
from bookings.storage import key_queries, tables
from bookings.storage.business_queries import BusinessUnit
from tests.bookings.support import DENTIST, KEY, NOW, error_of

PRACTICE = Path(__file__).parents[1] / "business_file" / "practice.yaml"
ENVIRONMENT = {"KEY": KEY, "PRACTICE_KEY": "another-key-0123456789"}


@pytest.fixture
def apply(storage):
    """Apply a business given as text or as a document; each time an hour later."""
    hours = iter(range(1000))

    def run(business, environment=ENVIRONMENT, **options):
        text = business if isinstance(business, str) else yaml.safe_dump(business)
        file = read_business_file(text, "business.yaml")
        with storage.database.writing() as connection:
            now = NOW + timedelta(hours=next(hours))
            return apply_business(BusinessUnit(connection), file, environment, now, new_key_id, **options)

    return run


@pytest.fixture
def everything(storage):
    """All rows of all tables, to see whether anything at all has changed."""

    def read():
        with storage.database.reading() as connection:
            return {
                name: sorted(map(repr, connection.execute(select(table))))
                for name, table in tables.metadata.tables.items()
            }

    return read


@pytest.fixture
def configuration(storage):
    def read(business_id="dentist"):
        with storage.reading() as view:
            return view.configuration(business_id)

    return read


def test_what_is_stored_is_what_the_file_says(apply, configuration):
    text = PRACTICE.read_text(encoding="utf-8")
    file = read_business_file(text, "practice.yaml")
    apply(text)
    stored = configuration("practice")
    assert stored.business == file.business
    assert tuple(stored.staff.values()) == file.staff
    assert tuple(stored.services.values()) == file.services
    assert tuple(stored.links.values()) == file.booking_links


def test_the_first_time_everything_is_added(apply):
    applied = apply(DENTIST)
    assert applied.is_new
    assert applied.version == 1
    assert applied.counts == {
        "business": Counts(added=1),
        "staff": Counts(added=2),
        "services": Counts(added=2),
        "booking_links": Counts(added=1),
        "api_keys": Counts(added=1),
    }


def test_the_second_time_nothing_at_all_is_written(apply, everything):
    apply(DENTIST)
    apply(PRACTICE.read_text(encoding="utf-8"))
    before = everything()
    applied = apply(DENTIST)
    assert not applied.changed_anything
    assert not apply(PRACTICE.read_text(encoding="utf-8")).changed_anything
    assert everything() == before


CHANGES = [  # what is changed in the file, and what is counted
    (lambda b: b["business"].update(name="Other"), {"business": Counts(changed=1)}),
    (lambda b: b["business"].update(facts={"phone": "1"}), {"business": Counts(changed=1)}),
    (lambda b: b["staff"][0].update(name="Sara"), {"staff": Counts(changed=1)}),
    (lambda b: b["staff"][0].update(windows={"mon": ["09:00-10:00"]}), {"staff": Counts(changed=1)}),
    (lambda b: b["staff"][0].update(services=["checkup"]), {"staff": Counts(changed=1)}),
    (lambda b: b["staff"].reverse(), {"staff": Counts(changed=2)}),
    (lambda b: b["services"][0].update(price="£5"), {"services": Counts(changed=1)}),
    (lambda b: b["booking_links"][0].update(title="New"), {"booking_links": Counts(changed=1)}),
    (lambda b: b["booking_links"][0].update(staff=["sarah"]), {"booking_links": Counts(changed=1)}),
    (lambda b: b["booking_links"][0].update(staff=["tom", "sarah"]), {"booking_links": Counts(changed=1)}),
    (lambda b: b["booking_links"][0].update(services=["checkup"]), {"booking_links": Counts(changed=1)}),
    (
        lambda b: b["booking_links"][0].update(exceptions=[{"date": "2026-12-25", "closed": True}]),
        {"booking_links": Counts(changed=1)},
    ),
    (
        lambda b: b["booking_links"][0].update(questions=[{"id": "q", "text": "?", "type": "text"}]),
        {"booking_links": Counts(changed=1)},
    ),
    (lambda b: b["staff"].append({"id": "ann", "name": "Ann"}), {"staff": Counts(added=1)}),
    (
        lambda b: (b["services"].pop(), b["booking_links"][0].update(services=["checkup"])),
        {"services": Counts(archived=1), "booking_links": Counts(changed=1)},
    ),
    (lambda b: b["booking_links"].clear(), {"booking_links": Counts(archived=1)}),
]


@pytest.mark.parametrize(("change", "counted"), CHANGES)
def test_a_change_is_counted_stored_and_told_to_running_programs(apply, configuration, change, counted):
    apply(DENTIST)
    changed = copy.deepcopy(DENTIST)
    change(changed)
    applied = apply(changed)
    assert {section: counts for section, counts in applied.counts.items() if counts} == counted
    assert applied.version == configuration().business.version == 2
    assert not apply(changed).changed_anything


def test_what_is_no_longer_named_is_archived_and_comes_back_when_it_is_named_again(
    apply, configuration, everything
):
    apply(DENTIST)
    fewer = copy.deepcopy(DENTIST)
    fewer["staff"].pop()
    fewer["booking_links"][0]["staff"] = ["sarah"]
    assert apply(fewer).counts["staff"] == Counts(archived=1)
    assert list(configuration().staff) == ["sarah"]
    before = everything()
    assert not apply(fewer).changed_anything
    assert everything() == before
    assert apply(DENTIST).counts["staff"] == Counts(added=1)
    assert list(configuration().staff) == ["sarah", "tom"]


def test_nothing_is_ever_deleted(apply, storage):
    apply(DENTIST)
    bare = {"business": DENTIST["business"]}
    apply(bare)
    with storage.database.reading() as connection:
        for table, rows in ((tables.staff, 2), (tables.services, 2), (tables.booking_links, 1)):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == rows


def test_old_bookings_stay_readable_when_all_they_refer_to_is_archived(api, dentist):
    booked = api.book("2026-06-02T08:00:00Z", service_id="checkup").json()["data"]
    keys = dentist["api_keys"]
    api.apply({"business": dentist["business"], "api_keys": keys})
    found = api.get(f"/api/v1/bookings/{booked['id']}")
    assert found.status_code == 200
    assert found.json()["data"] == booked
    assert api.get("/api/v1/bookings").json()["pagination"]["total"] == 1


def test_an_archived_link_can_no_longer_be_booked_and_its_slug_is_free(api, dentist):
    dentist["booking_links"][0]["id"] = "link_new"
    api.apply(dentist)
    error_of(api.book("2026-06-02T08:00:00Z"), 404)
    assert api.book("2026-06-02T08:00:00Z", booking_link_id="link_new").status_code == 201


def test_a_running_api_notices_a_change_without_a_restart(api, dentist):
    assert api.starts("2026-06-02") == [f"2026-06-02T{h:02}:{m:02}:00Z" for h in (8, 9, 10) for m in (0, 30)]
    before = api.get("/api/v1/catalogue").headers["etag"]
    dentist["booking_links"][0]["windows"]["tue"] = ["10:00-11:00"]
    api.apply(dentist)
    assert api.starts("2026-06-02") == ["2026-06-02T09:00:00Z", "2026-06-02T09:30:00Z"]
    assert api.get("/api/v1/catalogue").headers["etag"] != before


def test_two_links_can_swap_their_slugs(apply, configuration):
    business = copy.deepcopy(DENTIST)
    second = {**business["booking_links"][0], "id": "second", "slug": "other"}
    business["booking_links"].append(second)
    apply(business)
    for link, slug in zip(business["booking_links"], ("other", "check-up"), strict=True):
        link["slug"] = slug
    assert apply(business).counts["booking_links"] == Counts(changed=2)
    assert {link.id: link.slug for link in configuration().links.values()} == {
        "link_checkup": "other",
        "second": "check-up",
    }


def test_businesses_with_the_same_ids_do_not_touch_each_other(apply, configuration):
    apply(DENTIST)
    before = configuration()
    other = copy.deepcopy(DENTIST)
    other["business"]["id"] = "other"
    other["staff"][0]["name"] = "Sarah Smith"
    other["booking_links"][0]["windows"] = {"sun": ["09:00-10:00"]}
    apply(other, {"KEY": "the-other-key-0123456789"})
    apply({"business": other["business"]})
    assert configuration() == before
    assert configuration("other").staff == {}


# API keys


def scopes_of(api, path="/api/v1/bookings", key=KEY):
    return api.call("GET", path, key=key).status_code


def test_a_key_works_as_long_as_the_file_names_it(api, dentist):
    assert scopes_of(api) == 200
    keyless = {**dentist, "api_keys": []}
    api.apply(keyless)
    error_of(api.get("/api/v1/bookings"), 401)
    api.apply(dentist)
    assert scopes_of(api) == 200


def test_a_changed_value_replaces_the_key(api, dentist):
    api.apply(dentist, key="a-new-key-0123456789")
    assert scopes_of(api) == 401
    assert scopes_of(api, key="a-new-key-0123456789") == 200


def test_a_key_can_be_renamed_and_lose_a_scope(api, dentist):
    dentist["api_keys"] = [{"name": "reader", "key_env": "KEY", "scopes": ["bookings:read"]}]
    api.apply(dentist)
    assert scopes_of(api) == 200
    error_of(api.book("2026-06-02T08:00:00Z"), 403)


def test_two_keys_can_swap_their_names(apply):
    business = copy.deepcopy(DENTIST)
    business["api_keys"].append({"name": "second", "key_env": "SECOND", "scopes": ["bookings:read"]})
    apply(business, {"KEY": "first-key", "SECOND": "second-key"})
    applied = apply(business, {"KEY": "second-key", "SECOND": "first-key"})
    assert applied.counts["api_keys"] == Counts(changed=2)
    assert not apply(business, {"KEY": "second-key", "SECOND": "first-key"}).changed_anything


def test_keys_alone_leave_the_version_as_it_is(apply):
    apply(DENTIST)
    applied = apply(DENTIST, {"KEY": "renewed-key-0123456789"})
    assert applied.counts["api_keys"] == Counts(changed=1)
    assert applied.version == 1


def test_a_key_that_somebody_revoked_stays_revoked(api, dentist):
    with api.storage.database.writing() as connection:
        (key,) = key_queries.listed(connection)
        revoke_key(key_queries.KeyUnit(connection), key.id, NOW)
    with pytest.raises(BusinessFileError, match='has been revoked \\(as "bot"\\), expected another key'):
        api.apply(dentist)
    assert scopes_of(api) == 401


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "the environment variable KEY is not set, expected the key in it"),
        ("", "the environment variable KEY is not set"),
        ("two words", "holds spaces or special characters"),
        ("schlüssel", "holds spaces or special characters"),
    ],
)
def test_a_variable_that_holds_no_key_is_a_mistake_and_nothing_is_written(apply, everything, value, says):
    before = everything()
    with pytest.raises(BusinessFileError, match=says) as caught:
        apply(DENTIST, {} if value is None else {"KEY": value})
    assert caught.value.mistakes[0].where == "api_keys[0].key_env"
    assert everything() == before


def test_two_keys_of_one_file_cannot_be_the_same(apply):
    business = copy.deepcopy(DENTIST)
    business["api_keys"].append({"name": "second", "key_env": "SECOND", "scopes": ["bookings:read"]})
    with pytest.raises(BusinessFileError, match='SECOND holds the key of "bot"'):
        apply(business, {"KEY": "same-key", "SECOND": "same-key"})


def test_a_key_of_another_business_is_refused_and_nothing_is_written(apply, everything):
    apply(DENTIST)
    other = copy.deepcopy(DENTIST)
    other["business"]["id"] = "other"
    before = everything()
    with pytest.raises(BusinessFileError, match='already lets into the business "dentist"'):
        apply(other)
    assert everything() == before


def test_a_key_of_another_business_can_be_taken_on_purpose(api, dentist, apply):
    other = copy.deepcopy(dentist)
    other["business"] = {"id": "other", "name": "The Other", "timezone": "UTC"}
    assert apply(other, take_keys=True).counts["api_keys"] == Counts(added=1)
    assert api.get("/api/v1/catalogue").json()["data"]["business"]["id"] == "other"


def test_a_key_that_another_business_no_longer_names_is_free(api, dentist, apply):
    apply({"business": dentist["business"]})
    other = copy.deepcopy(dentist)
    other["business"]["id"] = "other"
    apply(other)
    assert api.get("/api/v1/catalogue").json()["data"]["business"]["id"] == "other"
