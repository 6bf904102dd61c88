from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from bot.api_settings import ApiSettings
from bot.catalogue import Entry, Matcher
from bot.catalogue.snapshot import Snapshot
from bot.catalogue.source import CatalogueSource, HttpFetch


class Clock:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Api:
    """Tells the names that it holds; can be down or slow."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.asked = 0
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> Snapshot:
        self.asked += 1
        self.gate.wait(5)
        if self.error:
            raise self.error
        return Snapshot(
            "Europe/London", matcher=Matcher(Entry("staff", name, (name,)) for name in self.names)
        )


def source(api: Api, clock: Callable[[], float], patience: float = 5.0) -> CatalogueSource:
    return CatalogueSource(api, max_age=1.0, patience=patience, retry=0.02, monotonic=clock)


def knows(catalogue: CatalogueSource, name: str) -> bool:
    return bool(catalogue.current().matcher.find(f"with {name}"))


def eventually(fact: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if fact():
            return True
        time.sleep(0.005)
    return False


def test_the_first_message_finds_the_catalogue_there():
    assert knows(source(Api("Sarah"), Clock()), "Sarah")


def test_a_catalogue_younger_than_a_second_is_not_asked_for_again():
    api, clock = Api("Sarah"), Clock()
    catalogue = source(api, clock)
    for step in range(5):
        clock.seconds = 100 + step * 0.19
        catalogue.current()
    assert api.asked == 1


def test_new_staff_are_known_in_the_first_message_a_second_later():
    api, clock = Api("Sarah"), Clock()
    catalogue = source(api, clock)
    assert not knows(catalogue, "Tom")
    api.names.append("Tom")
    clock.seconds += 1.0
    assert knows(catalogue, "Tom")


def test_nobody_waits_longer_than_the_limit_for_a_slow_api():
    api, clock = Api("Sarah"), Clock()
    catalogue = source(api, clock, patience=0.05)
    catalogue.current()
    api.gate.clear()
    clock.seconds += 10
    began = time.monotonic()
    assert knows(catalogue, "Sarah"), "the last known catalogue holds"
    assert time.monotonic() - began < 1
    api.gate.set()


def test_an_api_that_is_down_at_the_start_leaves_an_empty_catalogue_and_one_warning(
    caplog: pytest.LogCaptureFixture,
):
    api, clock = Api("Sarah"), Clock()
    api.error = ConnectionError("refused")
    catalogue = source(api, clock)
    with caplog.at_level(logging.WARNING):
        assert not knows(catalogue, "Sarah")
        assert eventually(lambda: api.asked >= 4), "it goes on trying by itself"
        assert not knows(catalogue, "Sarah")
    assert len(caplog.records) == 1
    assert "refused" in caplog.text


def test_while_the_api_is_down_no_message_waits():
    api, clock = Api(), Clock()
    api.error = ConnectionError("refused")
    catalogue = source(api, clock)
    catalogue.current()
    api.gate.clear()
    began = time.monotonic()
    for _ in range(20):
        catalogue.current()
    assert time.monotonic() - began < 1
    api.gate.set()


def test_after_an_outage_the_catalogue_comes_back_and_a_second_outage_is_told_again(
    caplog: pytest.LogCaptureFixture,
):
    api, clock = Api("Sarah"), Clock()
    catalogue = source(api, clock)
    assert knows(catalogue, "Sarah")
    with caplog.at_level(logging.WARNING):
        for outages in (1, 2):
            api.error = ConnectionError("refused")
            clock.seconds += 10
            assert knows(catalogue, "Sarah"), "the last known catalogue holds"
            assert eventually(lambda expected=outages: len(caplog.records) == expected)
            api.error = None
            api.names.append(f"Tom{'' if outages == 1 else 'asina'}")
            assert eventually(lambda: knows(catalogue, api.names[-1]))
    assert len(caplog.records) == 2


def test_many_threads_share_one_question():
    api, clock = Api("Sarah"), Clock()
    catalogue = source(api, clock)
    seen: list[bool] = []
    threads = [threading.Thread(target=lambda: seen.append(knows(catalogue, "Sarah"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 16
    assert api.asked <= 2


BODY = {
    "data": {
        "business": {"timezone": "Europe/London"},
        "staff": [{"id": "s1", "name": "Sarah Jones"}],
        "services": [],
        "booking_links": [],
    }
}


def fetch(handle: Callable[[httpx.Request], httpx.Response]) -> HttpFetch:
    return HttpFetch(ApiSettings("http://api.test", "bk_secret"), transport=httpx.MockTransport(handle))


def test_the_catalogue_is_fetched_with_the_key_and_then_only_checked():
    requests: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.headers.get("If-None-Match") == '"1"':
            return httpx.Response(304)
        return httpx.Response(200, json=BODY, headers={"ETag": '"1"'})

    ask = fetch(handle)
    first, second = ask(), ask()
    assert first is second
    assert first.timezone == "Europe/London"
    assert [request.headers.get("If-None-Match") for request in requests] == [None, '"1"']
    assert requests[0].headers["Authorization"] == "Bearer bk_secret"
    assert requests[0].url == "http://api.test/api/v1/catalogue"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": {"code": "unauthorized"}}),
        httpx.Response(500, text="oops"),
        httpx.Response(304),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"data": {}}),
        httpx.Response(200, content=b""),
        httpx.Response(302, headers={"Location": "http://elsewhere.test"}),
    ],
)
def test_anything_but_a_catalogue_is_an_error(answer: httpx.Response):
    with pytest.raises((ValueError, httpx.HTTPError)):
        fetch(lambda _request: answer)()
