"""`make cluster` as a person meets it: people book through nginx while processes are killed and replaced."""

import asyncio
import itertools
import os
import signal
import subprocess
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.bot_conversations import NOW, Wish, wishes
from benchmarks.running_cluster import UNLIMITED, RunningCluster, running_cluster
from benchmarks.widget_person import Person
from tests.conversations.stack import free_ports
from tools import local_http
from tools.cluster.missing import refuse_missing
from tools.console import Problem
from tools.paths import ROOT

pytestmark = [
    pytest.mark.conversation,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="tells left-over programs by /proc"),
]
SETTINGS = UNLIMITED | {
    "BOOKINGS_BUSINESS": "benchmarks/practice_of_bots.yaml",
    "BOOKINGS_NOW": NOW.isoformat(),
}
WISHES = wishes()
TAKEN_OVER = "answered here that another process had taken"


@pytest.fixture(scope="module")
def cluster() -> Iterator[RunningCluster]:
    try:
        refuse_missing()
    except Problem as problem:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(problem))
    with running_cluster("cluster-test", first_of_free_ports(42), SETTINGS) as cluster:
        yield cluster


def first_of_free_ports(count: int) -> int:
    """So many in a row."""
    from tools.running.ports import refuse_taken

    while True:
        start = free_ports(1)[0]
        try:
            assert start + count < 65535
            refuse_taken([("127.0.0.1", port, "") for port in range(start, start + count)])
            return start
        except (AssertionError, Problem):
            continue


async def book(cluster: RunningCluster, wish: Wish, after: float = 0) -> Person:
    """Talk as somebody with this wish; nothing is said twice, and it ends in exactly the booking."""
    await asyncio.sleep(after)
    person = Person(cluster.url)
    await person.begin()
    answers = []
    for text in wish.said:
        answers.append(await person.say(text))
        await asyncio.sleep(0.5)
    await person.leave()
    assert person.faults == []
    rows = await asyncio.to_thread(cluster.bookings, wish.mail)
    found = [(row["start_time"], row["staff_name"], row["status"]) for row in rows]
    assert found == [(wish.starts_at, wish.staff, "confirmed")], (wish, answers)
    return person


async def test_people_book_through_nginx(cluster: RunningCluster) -> None:
    people = await asyncio.gather(*(book(cluster, wish) for wish in itertools.islice(WISHES, 4)))
    assert sum(person.repeats for person in people) == 0


def status(address: str) -> int:
    try:
        with local_http.get(address, 10) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_nothing_but_what_people_need_is_behind_nginx(cluster: RunningCluster) -> None:
    for path in ("/chat", "/book", "/widget/widget.js"):
        assert status(cluster.url + path) == 200, path
    for path in ("/", "/webhooks/rest/", "/model", "/conversations/x/tracker", "/docs", "/mail", "/health"):
        assert status(cluster.url + path) == 404, path


def test_a_second_one_says_that_it_is_running_already(cluster: RunningCluster) -> None:
    second = make("cluster", cluster)
    assert second.returncode != 0
    assert "It is running already" in second.stderr
    assert f"{cluster.url}/chat" in second.stderr


def make(command: str, cluster: RunningCluster) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", command], cwd=ROOT, env=dict(cluster.env), capture_output=True, text=True, check=False
    )


async def test_every_conversation_goes_on_while_one_of_each_kind_is_killed(cluster: RunningCluster) -> None:
    names = ("api-1", "worker-1", "actions-1", "bot-1")
    before = {name: cluster.life(name) for name in names}
    people = [book(cluster, wish, 0.4 * place) for place, wish in enumerate(itertools.islice(WISHES, 8))]
    talking = asyncio.gather(*people)
    for name in names:
        await asyncio.sleep(1.5)
        cluster.signal(name, signal.SIGKILL)
    await talking
    for name in names:
        await asyncio.to_thread(cluster.wait_until_replaced, name, before[name])


async def test_all_programs_are_replaced_while_people_talk(cluster: RunningCluster) -> None:
    before, taken_over = cluster.pids(), logs(cluster).count(TAKEN_OVER)
    rolling = asyncio.create_task(asyncio.to_thread(make, "roll", cluster))
    people: list[Person] = []
    while not rolling.done():
        people += await asyncio.gather(*(book(cluster, wish) for wish in itertools.islice(WISHES, 3)))
    done = await rolling
    assert done.returncode == 0, done.stdout + done.stderr
    kept = {name for name, pid in cluster.pids().items() if before[name] == pid}
    assert kept == {"postgresql", "redis", "nginx"}
    assert sum(person.repeats for person in people) == 0
    assert logs(cluster).count(TAKEN_OVER) == taken_over, "a process did not end what it was answering"


def logs(cluster: RunningCluster) -> str:
    return "".join(
        file.read_text(errors="replace") for file in (cluster.settings.folder / "log").glob("bot-*.log")
    )


def test_ending_it_leaves_nothing_behind(cluster: RunningCluster) -> None:
    pids = cluster.pids().values()
    assert len(pids) == 11
    cluster.stop()
    assert "Stopped: told to by SIGTERM." in cluster.printed()
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert make("roll", cluster).stderr.strip().startswith("No cluster runs in")
