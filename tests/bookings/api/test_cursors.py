"""GET /api/v1/bookings by cursor, and by page, against a naive model."""

from __future__ import annotations

import base64
import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from litestar.testing import TestClient
from sqlalchemy import text

from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.services.ports import BookingFilter, ListPlace
from bookings.storage import booking_queries
from bookings.storage.database import Database
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.databases import Backend
from tests.bookings.support import DENTIST, KEY, NOW, Api, error_of

OTHER_KEY = "key-of-the-others-0123456789"


def listed(api: Api, **params: Any) -> tuple[list[str], dict[str, Any]]:
    """The ids on a page, and its pagination."""
    answer = api.get("/api/v1/bookings", **params)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["data"]], answer.json()["pagination"]


@pytest.fixture
def made(api: Api) -> list[str]:
    """Twelve bookings in the order of the list; each start has two, so that ids decide."""
    answers = [
        api.book(start, staff_id=who) for start in api.starts("2026-06-02") for who in ("tom", "sarah")
    ]
    rows = [answer.json()["data"] for answer in answers]
    return [row["id"] for row in sorted(rows, key=lambda row: (row["start_time"], row["id"]))]


def test_cursors_lead_through_the_whole_list(api: Api, made: list[str]) -> None:
    found: list[str] = []
    pages, cursor = [], {}
    while True:
        ids, pagination = listed(api, limit=5, **cursor)
        found += ids
        pages.append((pagination["page"], pagination["total"], pagination["hasMore"]))
        if "nextCursor" not in pagination:
            break
        cursor = {"cursor": pagination["nextCursor"]}
    assert found == made
    assert pages == [(1, 12, True), (2, 12, True), (3, 12, False)]


def test_the_last_page_has_no_cursor_also_when_it_is_full(api: Api, made: list[str]) -> None:
    _, first = listed(api, limit=6)
    ids, second = listed(api, limit=6, cursor=first["nextCursor"])
    assert ids == made[6:]
    assert second == {"page": 2, "limit": 6, "total": 12, "hasMore": False}


def test_the_size_of_the_page_can_change_on_the_way(api: Api, made: list[str]) -> None:
    _, first = listed(api, limit=1)
    assert listed(api, limit=3, cursor=first["nextCursor"])[0] == made[1:4]


def test_a_page_leads_on_by_cursor(api: Api, made: list[str]) -> None:
    _, second = listed(api, limit=3, page=2)
    ids, third = listed(api, limit=3, cursor=second["nextCursor"])
    assert (ids, third["page"]) == (made[6:9], 3)


def test_what_is_cancelled_before_the_cursor_skips_nothing(api: Api, made: list[str]) -> None:
    _, first = listed(api, status="confirmed", limit=4)
    for booking in made[:4]:  # the cursor's own booking among them
        assert api.call("PATCH", f"/api/v1/bookings/{booking}/cancel").status_code == 200
    ids, second = listed(api, status="confirmed", limit=4, cursor=first["nextCursor"])
    assert ids == made[4:8]
    assert (second["total"], second["hasMore"]) == (8, True)
    assert listed(api, status="confirmed", limit=4, page=2)[0] == made[8:]  # by page, four are skipped


def test_what_is_added_before_the_cursor_repeats_nothing(api: Api, made: list[str]) -> None:
    _, first = listed(api, limit=4)
    api.clock.step(hours=-24)
    assert api.book("2026-06-01T08:00:00Z").status_code == 201
    assert listed(api, limit=4, cursor=first["nextCursor"])[0] == made[4:8]
    assert listed(api, limit=4, page=2)[0] == made[3:7]  # by page, one is repeated


@pytest.mark.parametrize(
    "cursor",
    ["x", "a" * 1000, "é", "WyJ4Il0", "bnVsbA", "%2B/=", "eyJhIjogMX0"]
    + [
        base64.urlsafe_b64encode(json.dumps(inside).encode()).decode()
        for inside in (["d", 2, 10**30, "bk_1"], ["d", 2, 0, "bk\0"], ["d", -2, 0, "b"], ["d", 2, 0, "b", 1])
    ],
)
def test_a_cursor_that_is_none_is_refused(api: Api, cursor: str) -> None:
    error = error_of(api.get("/api/v1/bookings", cursor=cursor), 400)
    assert error["code"] == "validation_failed"
    (problem,) = error["details"]["problems"]
    assert problem["field"] == "cursor"
    assert "nextCursor of an earlier page" in problem["message"]


def test_a_cursor_goes_with_its_filters_and_its_business_only(api: Api, made: list[str]) -> None:
    _, first = listed(api, limit=4, staff_id="tom")
    cursor = first["nextCursor"]
    assert len(listed(api, limit=4, staff_id="tom", cursor=cursor)[0]) == 2
    other = copy.deepcopy(DENTIST)
    other["business"] |= {"id": "barber"}
    api.apply(other, OTHER_KEY)
    for query, key in [("", KEY), ("&staff_id=sarah", KEY), ("&staff_id=tom", OTHER_KEY)]:
        answer = api.call("GET", f"/api/v1/bookings?cursor={cursor}{query}", key=key)
        assert "other filters" in error_of(answer, 400)["message"]


def test_a_cursor_and_a_page_contradict_one_another(api: Api, made: list[str]) -> None:
    _, first = listed(api, limit=4)
    answer = api.get("/api/v1/bookings", cursor=first["nextCursor"], page=2)
    assert "either page or cursor" in error_of(answer, 400)["message"]
    assert listed(api, limit=4, cursor="")[0] == made[:4]


INDEXES = {
    "ix_bookings_list": BookingFilter(),
    "ix_bookings_list_email": BookingFilter(contact_email="dana@example.com"),
    "ix_bookings_list_staff": BookingFilter(staff_id="tom"),
    "ix_bookings_list_link": BookingFilter(link_id="link_checkup"),
}


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("after", [None, ListPlace(datetime(2026, 6, 2, 9, tzinfo=UTC), "bk_1")])
def test_each_list_is_read_by_an_index_in_its_order(
    api: Api, made: list[str], index: str, after: ListPlace | None
) -> None:
    """No sorting, and the cursor's place is where the index is entered."""
    query = booking_queries.page_query("dentist", INDEXES[index], after)
    with api.storage.database.reading() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
        if not is_sqlite:
            connection.execute(
                text("SET LOCAL enable_seqscan = off")
            )  # the table is too small to need an index
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
            connection.execute(text("SET LOCAL enable_sort = off"))
        explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
        plan = "\n".join(str(row) for row in connection.execute(text(f"{explain} {compiled}")))
    assert "SORT" not in plan.replace("Incremental ", "").upper().replace("TEMP B-TREE", "SORT"), plan
    if is_sqlite or index == "ix_bookings_list":
        assert f"{index} " in plan.replace(")", " "), plan
    if after is not None:
        assert ("(starts_at,id)>(?,?)" in plan) if is_sqlite else ("ROW(" in plan), plan


def matches(row: dict[str, Any], name: str, value: str) -> bool:
    if name == "from":
        return bool(row["start_time"] >= value)
    return bool(row["start_time"] <= value if name == "to" else row[name] == value)


class AnyList(RuleBasedStateMachine):
    """The model is every booking as it was answered, filtered and sorted each time."""

    def __init__(self, backend: Backend, client: TestClient[Any]) -> None:
        super().__init__()
        self.backend, self.url = backend, backend.make()
        storage = SqlStorage(Database(self.url))
        clock = SteppingClock(NOW)
        client.app.state.core = Core(storage, clock, RandomIdentifiers())
        self.api = Api(client, storage, clock)
        self.api.apply(copy.deepcopy(DENTIST))
        self.rows: dict[str, dict[str, Any]] = {}
        self.walk: dict[str, Any] | None = None

    def teardown(self) -> None:
        self.api.storage.database.close()
        self.backend.drop(self.url)

    def matching(self, filters: dict[str, str]) -> list[str]:
        names = {
            "from": lambda row, at: row["start_time"] >= at,
            "to": lambda row, at: row["start_time"] <= at,
        }
        kept = [
            row
            for row in self.rows.values()
            if all(
                names[name](row, value) if name in names else row[name] == value
                for name, value in filters.items()
            )
        ]
        return [row["id"] for row in sorted(kept, key=lambda row: (row["start_time"], row["id"]))]

    @rule(half_hours=st.integers(0, 11), staff=st.sampled_from(["tom", "sarah"]), who=st.sampled_from("ab"))
    def book(self, half_hours: int, staff: str, who: str) -> None:
        start = datetime(2026, 6, 2 + half_hours // 6, 8, tzinfo=UTC) + timedelta(
            minutes=30 * (half_hours % 6)
        )
        email = f"{who}@example.com"
        answer = self.api.book(start.strftime("%Y-%m-%dT%H:%M:%SZ"), staff_id=staff, contact_email=email)
        if answer.status_code == 201:
            row = answer.json()["data"]
            self.rows[row["id"]] = row

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        which = sorted(self.rows, key=lambda key: self.rows[key]["start_time"] + self.rows[key]["staff_id"])
        booking = which[data.draw(st.integers(0, len(which) - 1))]
        if self.api.call("PATCH", f"/api/v1/bookings/{booking}/cancel").status_code == 200:
            self.rows[booking]["status"] = "cancelled"

    filters = st.fixed_dictionaries(
        {},
        optional={
            "status": st.sampled_from(["confirmed", "cancelled", "no_show"]),
            "staff_id": st.sampled_from(["tom", "sarah"]),
            "contact_email": st.sampled_from(["a@example.com", "b@example.com"]),
            "booking_link_id": st.just("link_checkup"),
            "from": st.sampled_from(["2026-06-02T09:00:00Z", "2026-06-03T00:00:00Z"]),
            "to": st.sampled_from(["2026-06-02T09:30:00Z", "2026-06-03T08:30:00Z"]),
        },
    )

    @rule(filters=filters, limit=st.integers(1, 4), page=st.integers(1, 4))
    def list_by_page(self, filters: dict[str, str], limit: int, page: int) -> None:
        expected = self.matching(filters)
        ids, pagination = listed(self.api, **filters, limit=limit, page=page)
        assert ids == expected[(page - 1) * limit : page * limit]
        assert (pagination["page"], pagination["limit"]) == (page, limit)
        assert pagination["total"] == len(expected)
        assert pagination["hasMore"] == (page * limit < len(expected)) == ("nextCursor" in pagination)

    @precondition(lambda self: self.walk is None)
    @rule(filters=filters, limit=st.integers(1, 3))
    def begin(self, filters: dict[str, str], limit: int) -> None:
        self.walk = {"filters": filters, "limit": limit, "seen": [], "always": set(self.rows), "cursor": ""}
        self.go_on()

    @precondition(lambda self: self.walk is not None)
    @rule()
    def go_on(self) -> None:
        """Exactly what matches now and stands after the last one seen; at the end, nothing was left out."""
        walk = self.walk
        assert walk is not None
        expected = self.matching(walk["filters"])
        walk["always"] &= set(expected)
        place = (self.rows[walk["seen"][-1]]["start_time"], walk["seen"][-1]) if walk["seen"] else ("", "")
        left = [key for key in expected if (self.rows[key]["start_time"], key) > place]
        ids, pagination = listed(self.api, **walk["filters"], limit=walk["limit"], cursor=walk["cursor"])
        assert ids == left[: walk["limit"]]
        assert pagination["total"] == len(expected)
        walk["seen"] += ids
        assert len(walk["seen"]) == len(set(walk["seen"]))
        if pagination["hasMore"]:
            walk["cursor"] = pagination["nextCursor"]
        else:
            assert walk["always"] <= set(walk["seen"])
            self.walk = None


@pytest.mark.slow
def test_filters_pages_and_cursors_agree_with_the_model(backend: Backend, client: TestClient[Any]) -> None:
    run_state_machine_as_test(
        lambda: AnyList(backend, client),
        settings=settings(max_examples=8, stateful_step_count=25, deadline=None),
    )
