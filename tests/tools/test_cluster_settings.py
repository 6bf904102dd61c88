"""The cluster before it is started: its settings, what it needs, and the configuration of nginx."""

import os
import subprocess
from pathlib import Path

import pytest

from tools import postgresql
from tools.cluster import missing, proxy, settings
from tools.cluster.programs import action_servers, apis, bots, settings_for, workers
from tools.console import Problem
from tools.paths import VAR

KEYS = {"BOOKINGS_API_KEY": "a-key-that-a-person-chose", "BOT_SESSION_KEY": "s" * 32}


def test_without_any_setting_there_are_two_of_each() -> None:
    asked = settings.read({})
    assert (asked.apis, asked.workers, asked.action_servers, asked.bots) == (2, 2, 2, 2)
    assert (asked.port, asked.folder) == (8080, VAR / "cluster")


def test_every_program_has_a_port_of_its_own() -> None:
    asked = settings.read(dict.fromkeys(settings._KINDS, "8"))
    ports = [port for _, port, _ in asked.every_port]
    assert len(set(ports)) == len(ports) == 1 + 4 + 3 * 8
    assert max(ports) < asked.first_port + settings.PORTS


@pytest.mark.parametrize("text", ["0", "9", "two", "1.5", "-1", "٢"])
def test_a_number_of_processes_that_is_none_is_told(text: str) -> None:
    with pytest.raises(Problem, match=f"CLUSTER_BOTS={text}: Rasa takes a whole number from 1 to 8"):
        settings.read({"CLUSTER_BOTS": text})


def test_a_port_among_the_inner_ones_is_told() -> None:
    with pytest.raises(Problem, match="CLUSTER_PORT=8210 is among the 40 ports.*move one of the two"):
        settings.read({"CLUSTER_PORT": "8210"})


def test_what_is_missing_is_told_at_once_with_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "binaries", lambda: None)
    monkeypatch.setattr(proxy, "binary", lambda: None)
    monkeypatch.setattr(missing.redis, "binary", lambda: "/usr/bin/redis-server")
    with pytest.raises(Problem) as told:
        missing.refuse_missing()
    assert "PostgreSQL, nginx: not on this machine" in str(told.value)
    assert "apt-get install postgresql nginx-light" in str(told.value)
    assert "POSTGRESQL_BIN" in str(told.value)


def test_the_programs_share_databases_and_keys_but_no_port_and_no_log(tmp_path: Path) -> None:
    asked = settings.read({"CLUSTER_FOLDER": str(tmp_path)})
    given = {"BOOKINGS_BUSINESS": "none", "BOOKINGS_DATABASE_URL": "sqlite:///x.db", **KEYS}
    shared = settings_for(asked, given)
    env = shared.environment()
    assert env["BOOKINGS_DATABASE_URL"].startswith("postgresql+psycopg://bookings:pw_")
    assert env["BOT_DATABASE_URL"].endswith(f"@127.0.0.1:{asked.database_port}/bot")
    assert env["BOT_REDIS_URL"].endswith(f"@127.0.0.1:{asked.redis_port}/0")
    assert env["BOT_ENDPOINTS"] == "endpoints.production.yml"
    assert env["BOT_CREDENTIALS"] == "credentials.production.yml"
    started = [each for make in (apis, workers, action_servers, bots) for each in make(asked, shared)]
    assert len({each.name for each in started}) == len({each.log for each in started}) == 8
    own = [each.extra[name] for each in started for name in each.extra if name.endswith("_PORT")]
    assert len(set(own)) == len(own) == 6


def test_nginx_takes_what_is_written_for_it(tmp_path: Path) -> None:
    found = proxy.binary()
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("nginx is not installed")
    asked = settings.read({"CLUSTER_FOLDER": str(tmp_path / "with a blank"), "CLUSTER_BOTS": "3"})
    service = proxy.proxy(asked)
    assert proxy.configuration(asked).count("max_fails=0") == 4 + 3 + 2 * 2 - 1
    done = subprocess.run([*service.command, "-t"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_nginx_could_not_read_is_told(tmp_path: Path) -> None:
    asked = settings.read({"CLUSTER_FOLDER": str(tmp_path / "for$sale")})
    with pytest.raises(Problem, match="nginx cannot read names with one of"):
        proxy.configuration(asked)
