"""PostgreSQL and Redis of the cluster: servers of its own, with a password, on ports of this machine only."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from tools import keys, postgresql, redis
from tools.cluster.settings import ClusterSettings
from tools.console import Problem, say
from tools.running.service import Service

DATABASES = ("bookings", "bot")
"""Of the bookings, and of the conversations."""
NO_WAY_IN = """\
PostgreSQL, which does not run as root, runs as the user {user} here, and cannot get into {folder}.
Set CLUSTER_FOLDER to a folder that everybody may enter."""


def password(settings: ClusterSettings) -> str:
    """That of both servers, made once."""
    return keys.kept(settings.folder / "password", "pw_", "another CLUSTER_FOLDER")


def database_url(settings: ClusterSettings, name: str, driver: str = "") -> str:
    """The address of one of the DATABASES; `driver` as in SQLAlchemy's addresses, "+psycopg"."""
    who = f"{postgresql.USER}:{password(settings)}"
    return f"postgresql{driver}://{who}@127.0.0.1:{settings.database_port}/{name}"


def redis_url(settings: ClusterSettings) -> str:
    """Redis' address."""
    return f"redis://:{password(settings)}@127.0.0.1:{settings.redis_port}/0"


def database(settings: ClusterSettings) -> Service:
    """PostgreSQL, its data made if there are none. Raises Problem."""
    found = postgresql.binaries()
    assert found is not None, "see missing.py"
    home = settings.folder / "postgresql"
    if not (home / "data").exists():
        _make_data(found, home, password(settings))
    options = {
        "listen_addresses": "127.0.0.1",
        "port": str(settings.database_port),
        "unix_socket_directories": "",
        "max_connections": "300",
    }
    command = (str(found / "postgres"), "-D", str(home / "data"))
    return Service(
        name="PostgreSQL",
        command=(
            *postgresql.as_somebody(outlive=False),
            *command,
            *(f"--{name}={value}" for name, value in options.items()),
        ),
        port=settings.database_port,
        port_setting="CLUSTER_FIRST_PORT",
        health=lambda: postgresql.is_ready(home / "data" / "postmaster.pid"),
        output=settings.folder / "log" / "postgresql.log",
        log=settings.folder / "log" / "postgresql.log",
        patience_seconds=60,
        stop_signal=signal.SIGINT,  # ends the sessions that are left, and stops
        pid_file=settings.folder / "pids" / "postgresql",
    )


def _make_data(found: Path, home: Path, secret: str) -> None:
    say("Making the database …")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    words = home / "password"
    words.write_text(secret)
    words.chmod(0o600)
    if os.geteuid() == 0:
        for path in (home, words):
            os.chown(path, postgresql.account().pw_uid, postgresql.account().pw_gid)
        _refuse_closed(home)
    try:
        postgresql.initialise(found, home / "new", "--auth=scram-sha-256", f"--pwfile={words}")
    except RuntimeError as problem:
        raise Problem(str(problem)) from None
    words.unlink()
    wanted = "".join(f"CREATE DATABASE {name};\n" for name in DATABASES)
    alone = [str(found / "postgres"), "--single", "-D", str(home / "new"), "postgres"]
    done = subprocess.run(
        [*postgresql.as_somebody(), *alone],
        input=wanted,
        capture_output=True,
        text=True,
        cwd=home,
        check=False,
    )
    if done.returncode:
        raise Problem(f"The databases could not be made:\n{done.stdout}{done.stderr}")
    (home / "new").rename(home / "data")


def _refuse_closed(home: Path) -> None:
    """Raises Problem when the folder's own user does not get there."""
    test = [*postgresql.as_somebody(), "test", "-x", str(home)]
    if subprocess.run(test, check=False, cwd="/").returncode:
        raise Problem(NO_WAY_IN.format(user=postgresql.account().pw_name, folder=home))


def memory(settings: ClusterSettings) -> Service:
    """Redis, which writes down what it is told: locks and sessions survive a restart."""
    found = redis.binary()
    assert found is not None, "see missing.py"
    home, secret = settings.folder / "redis", password(settings)
    home.mkdir(parents=True, exist_ok=True)
    file = home / "redis.conf"
    file.touch(mode=0o600)
    options = {
        "bind": "127.0.0.1",
        "port": str(settings.redis_port),
        "dir": f'"{home}"',
        "appendonly": "yes",
        "save": '""',
        "requirepass": secret,
    }
    file.write_text("".join(f"{name} {value}\n" for name, value in options.items()))
    return Service(
        name="Redis",
        command=(found, str(file)),
        port=settings.redis_port,
        port_setting="CLUSTER_FIRST_PORT",
        health=lambda: _answers(settings.redis_port, secret),
        output=settings.folder / "log" / "redis.log",
        log=settings.folder / "log" / "redis.log",
        patience_seconds=60,
        pid_file=settings.folder / "pids" / "redis",
    )


def _answers(port: int, secret: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {secret}\r\nPING\r\n".encode())
            return connection.makefile("rb").read(12) == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
