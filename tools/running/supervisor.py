"""Starts programs, waits until each answers, keeps them running, and leaves none behind."""

import itertools
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tools.console import Problem, say, terminal_is_gone
from tools.paths import ROOT
from tools.running.child import Child
from tools.running.service import Service

POLL_SECONDS = 0.2
STOP_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
RESTARTS = 5
CALM_SECONDS = 300.0
PROPER_NAMES = ("Rasa", "PostgreSQL", "Redis", "nginx")
REPLACED_SECONDS = 30.0
"""How long a program may end what it is doing before another takes its place."""


@dataclass
class _Post:
    """The place of one program, whoever fills it."""

    service: Service
    child: Child
    wave: int
    """Those that were started together have the same; the later ones need the earlier ones."""
    restarts: int = 0
    started_at: float = field(default_factory=time.monotonic)
    """Monotonic seconds."""
    start_again_at: float | None = None
    """Monotonic seconds; None while the child runs."""
    told_ready: bool = False


class Supervisor:
    """Use as a context manager: leaving it, for whatever reason, stops every program that it started."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._posts: list[_Post] = []
        self._waves = itertools.count()

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, services: Sequence[Service]) -> None:
        """Start all and return when each answers. Raises Problem when one ends or stays silent."""
        wave = next(self._waves)
        posts = [_Post(service, Child(service, self._env), wave) for service in services]
        self._posts += posts
        waiting = list(posts)
        while waiting:
            _pause()
            for post in list(waiting):
                if self._is_ready(post):
                    waiting.remove(post)

    def _is_ready(self, post: _Post) -> bool:
        seconds = time.monotonic() - post.started_at
        if post.child.exit_code is not None:
            raise _ended(post, "did not start")
        if post.service.answers():
            _tell_ready(post)
            return True
        if seconds > post.service.patience_seconds:
            raise Problem(
                f"{_subject(post.service)} does not answer after {seconds:.0f} s; see {_log(post.service)}."
            )
        return False

    def watch(self) -> None:
        """Keep all running, for ever. Raises Problem when one keeps ending."""
        while True:
            self.look_after_all()

    def look_after_all(self) -> None:
        """One round: start again what has ended. Raises Problem when one keeps ending."""
        _pause()
        for post in self._posts:
            self._look_after(post)

    def replace(self, name: str) -> None:
        """Have the program end what it is doing, and another started in its place that answers.

        The others are looked after meanwhile. Raises Problem when the new one does not start.
        """
        post = next(each for each in self._posts if each.service.name == name)
        post.child.signal_group(post.service.stop_signal)
        until = time.monotonic() + REPLACED_SECONDS
        while post.child.exit_code is None and time.monotonic() < until:
            _pause()
            self._look_after_others(post)
        post.child.finish_output()
        self._restart(post)
        while not self._is_ready(post):
            _pause()
            self._look_after_others(post)

    def _look_after_others(self, post: _Post) -> None:
        for other in self._posts:
            if other is not post:
                self._look_after(other)

    def _look_after(self, post: _Post) -> None:
        moment = time.monotonic()
        if post.start_again_at is not None:
            if moment >= post.start_again_at:
                self._restart(post)
        elif post.child.exit_code is not None:
            _plan_restart(post, moment)
        elif not post.told_ready and post.service.answers():
            _tell_ready(post)

    def _restart(self, post: _Post) -> None:
        post.child = Child(post.service, self._env)
        post.started_at, post.start_again_at, post.told_ready = time.monotonic(), None, False

    def stop(self) -> None:
        """End every program, those that were started last first: asked, then made to.

        A second Ctrl-C meanwhile changes nothing.
        """
        before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
        try:
            posts, self._posts = self._posts, []
            for wave in sorted({post.wave for post in posts}, reverse=True):
                _end([post for post in posts if post.wave == wave])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _end(posts: Sequence[_Post]) -> None:
    for post in posts:
        post.child.signal_group(post.service.stop_signal)
    until = time.monotonic() + STOP_SECONDS
    for post in posts:
        post.child.wait(max(0.1, until - time.monotonic()))
        post.child.signal_group(signal.SIGKILL)
        post.child.wait(2)
        post.child.finish_output()


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _pause() -> None:
    time.sleep(POLL_SECONDS)
    if terminal_is_gone():
        raise SystemExit(128 + signal.SIGHUP)


def _tell_ready(post: _Post) -> None:
    post.told_ready = True
    say(f"  {post.service.name} answers after {time.monotonic() - post.started_at:.0f} s")


def _plan_restart(post: _Post, moment: float) -> None:
    if moment - post.started_at > CALM_SECONDS:
        post.restarts = 0
    if post.restarts == RESTARTS:
        raise _ended(post, f"has ended {RESTARTS + 1} times")
    pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**post.restarts)
    post.restarts += 1
    post.start_again_at = moment + pause
    say(f"{_ended(post, 'has ended')}\nStarting it again in {pause:.0f} s.")


def _ended(post: _Post, what: str) -> Problem:
    code = post.child.exit_code or 0
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    post.child.finish_output()
    lines = "\n".join(f"    {line}" for line in post.child.last_lines) or "    (it printed nothing)"
    more = f"More is in {_log(post.service)}."
    text = f"{_subject(post.service)} {what} ({how}). It printed last:\n\n{lines}\n\n{more}"
    return Problem(text, exit_code=128 - code if code < 0 else code or 1)


def _subject(service: Service) -> str:
    return service.name if service.name.split()[0] in PROPER_NAMES else f"The {service.name}"


def _log(service: Service) -> str:
    return str(service.log.relative_to(ROOT)) if service.log.is_relative_to(ROOT) else str(service.log)
