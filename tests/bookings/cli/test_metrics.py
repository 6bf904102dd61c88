"""The metrics of API and worker, fetched from the programs as they run in earnest."""

from __future__ import annotations

import json
import re
import socket
import time
import urllib.request
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bookings.testing import ROOT, RunningApi, running_api
from tests.bookings.cli.test_serve import serve
from tests.bookings.cli.test_worker import mails, running_worker
from tests.bookings.support import NOW

pytestmark = pytest.mark.slow
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
MARKS = ("Zebulon", "marked", "555777")
BOOKING = {
    "slug": "check-up",
    "contact_name": "Zebulon Marked",
    "contact_email": "zebulon@marked.example",
    "contact_phone": "+44 20 555777",
    "start_time": "2026-06-02T08:00:00Z",
}
Samples = Mapping[tuple[str, tuple[str, ...]], float]


def free_ports(count: int) -> int:
    """The first of so many in a row that are free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as chosen:
            first: int = chosen.getsockname()[1]
        try:
            for port in range(first, first + count):
                socket.create_server(("127.0.0.1", port)).close()
        except (OSError, OverflowError):
            continue
        return first


def wait_for(is_so: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def fetched(port: int) -> str:
    with OPENER.open(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        return str(answer.read().decode())


def samples(text: str) -> Samples:
    """By name and the values of the labels, in the order of the labels' names."""
    return {
        (sample.name, tuple(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def ports() -> tuple[int, int]:
    first = free_ports(2)
    return first, first + 1


@pytest.fixture
def settings(tmp_path: Path, ports: tuple[int, int]) -> dict[str, str]:
    return {
        "BOOKINGS_METRICS": str(ports[0]),
        "BOOKINGS_WORKER_METRICS": f"127.0.0.1:{ports[1]}",
        "BOOKINGS_MAIL_FOLDER": str(tmp_path / "mail"),
        "BOOKINGS_SECRET_KEY": "secret" * 8,
    }


@pytest.fixture
def business(dentist: dict[str, Any]) -> str:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    for person in dentist["staff"]:
        del person["email"]
    return yaml.safe_dump(dentist)


def use(api: RunningApi) -> str:
    """Something of everything: the booking's id."""
    status, answer = api.request("POST", "/api/v1/bookings", BOOKING)
    assert status == 201, answer
    booking_id: str = answer["data"]["id"]
    while api.request("POST", "/api/v1/bookings", BOOKING)[0] == 201:
        pass  # until everybody who could take it is taken
    assert api.request("GET", f"/api/v1/bookings/{booking_id}")[0] == 200
    assert api.request("GET", "/api/v1/bookings/Zebulon")[0] == 404
    assert api.request("GET", "/Zebulon/marked")[0] == 404
    assert api.request("GET", "/api/v1/availability?slug=check-up&date=2026-06-03")[0] == 200
    return booking_id


def test_the_api_tells_what_it_answered_and_the_worker_what_it_delivered(
    tmp_path: Path, business: str, settings: dict[str, str], ports: tuple[int, int]
) -> None:
    with running_api(tmp_path, business, NOW.isoformat(), environment=settings) as api:
        booking_id = use(api)
        text = fetched(ports[0])
        told = samples(text)
        route = "/api/v1/bookings/{booking_id}"
        booked = told["bookings_creations_total", ("booked",)]
        assert booked >= 1
        assert told["bookings_http_requests_total", ("POST", "/api/v1/bookings", "201")] == booked
        assert told["bookings_creations_total", ("slot_taken",)] == 1
        assert told["bookings_errors_total", ("slot_taken",)] == 1
        assert told["bookings_errors_total", ("rate_limited",)] == 0
        assert told["bookings_slots_listed_total", ()] > 1
        assert told["bookings_http_requests_total", ("GET", route, "200")] == 1
        assert told["bookings_http_requests_total", ("GET", route, "404")] == 1
        assert told["bookings_http_requests_total", ("GET", "none", "404")] == 1
        assert told["bookings_http_request_seconds_count", ("GET", route)] == 2
        exported = {name for name, _ in told}
        assert not [mark for mark in (*MARKS, booking_id) if mark.lower() in text.lower()]

        with running_worker(api, tmp_path / "worker.log"):
            mails(tmp_path / "mail", int(booked))
            delivered = "bookings_outbox_outcomes_total", ("email.confirmation", "delivered")
            wait_for(lambda: samples(fetched(ports[1])).get(delivered) == booked)
            text = fetched(ports[1])
            told = samples(text)
        assert told["bookings_events_total", ("booking.created",)] == booked
        assert told["bookings_outbox_readable", ()] == 1
        assert (told["bookings_outbox_due", ()], told["bookings_outbox_dead", ()]) == (0, 0)
        assert told["bookings_outbox_waiting", ()] >= 0
        assert told["bookings_outbox_oldest_due_seconds", ()] == 0
        assert not [mark for mark in (*MARKS, booking_id) if mark.lower() in text.lower()]
        exported |= {name for name, _ in told}
    assert named(expressions()) - exported == set()
    ours = {name for name in exported if name.startswith("bookings_")}
    assert documented() == {
        re.sub("_(bucket|count|sum|created)$", "", name) for name in ours if not name.endswith("_created")
    }


def expressions() -> str:
    """Everything that the dashboard and the alerts ask of Prometheus."""
    dashboard = json.loads((ROOT / "deploy/grafana/bookings-bot.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return "\n".join(asked + [alert["expr"] for alert in alerts()])


def alerts() -> list[dict[str, Any]]:
    rules = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text())
    return [rule for group in rules["groups"] for rule in group["rules"]]


def named(text: str) -> set[str]:
    """The metrics in expressions; what is quoted is no metric."""
    found = set(re.findall(r"\b(?:bookings|process)_[a-z_]+", re.sub('"[^"]*"', "", text)))
    assert found
    return found


def documented() -> set[str]:
    table = (ROOT / "docs/operating.md").read_text()
    return set(re.findall(r"^\| `(bookings_[a-z_]+)` \|", table, re.MULTILINE))


def test_every_alert_has_its_runbook_and_every_runbook_its_alert() -> None:
    headings = re.findall(r"^### (Bookings\w+)$", (ROOT / "docs/operating.md").read_text(), re.MULTILINE)
    assert sorted(headings) == sorted(alert["alert"] for alert in alerts())
    for alert in alerts():
        assert alert["annotations"]["runbook"] == f"docs/operating.md#{alert['alert'].lower()}"


def test_each_of_several_processes_tells_its_own(
    tmp_path: Path, business: str, settings: dict[str, str], ports: tuple[int, int]
) -> None:
    with running_api(tmp_path, business, environment=settings, workers=2) as api:
        for port in ports:
            wait_for(partial(is_told, port))
        for _ in range(10):
            assert api.request("GET", "/health")[0] == 200
        key = "bookings_http_requests_total", ("GET", "/health", "200")
        assert sum(samples(fetched(port)).get(key, 0) for port in ports) == 10


def is_told(port: int) -> bool:
    try:
        return "process_cpu_seconds_total" in fetched(port)
    except OSError:
        return False


def test_without_the_setting_nothing_listens_and_the_public_port_does_not_tell(tmp_path: Path) -> None:
    with running_api(tmp_path) as api:
        assert api.request("GET", "/metrics")[0] == 404


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = serve(tmp_path, BOOKINGS_METRICS=str(port))
    assert done.returncode == 3
    assert f"BOOKINGS_METRICS: cannot listen on 127.0.0.1:{port}: Address already in use." in done.stderr
    assert "Traceback" not in done.stderr
