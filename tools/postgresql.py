"""A PostgreSQL of our own for tests and benchmarks, from the binaries that are on this machine.

It listens on a socket in its own folder and on no port, so it meets no other server, and only who may
enter that folder gets in.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

NONE_FOUND = (
    "There is no PostgreSQL server on this machine. Debian's package postgresql has one; another place "
    "can be named by POSTGRESQL_BIN, the folder with initdb and postgres."
)
USER = "bookings"
START_SECONDS = 60
SAFE_TO_LOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def binaries() -> Path | None:
    """The folder with initdb and postgres: POSTGRESQL_BIN, PATH, or the newest that Debian has installed."""
    named = os.environ.get("POSTGRESQL_BIN")
    on_path = shutil.which("postgres")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    candidates = (
        [Path(named)] if named else [*([Path(on_path).resolve().parent] if on_path else []), *installed]
    )
    return next((path for path in candidates if (path / "initdb").exists()), None)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", folder.parent.name)))


@contextmanager
def running(durable: bool = False) -> Iterator[str]:
    """Start a server and stop it at the end; gives the address of its empty database.

    `durable` keeps what was committed through a crash of the machine; without it the server is quicker.
    Raises RuntimeError, with what it said, if there is none or it does not start.
    """
    with prepared(durable) as start, start() as address:
        yield address


@contextmanager
def prepared(durable: bool = False) -> Iterator[Callable[[], AbstractContextManager[str]]]:
    """Like `running`, but gives what starts the server, again and again, on the same data and address."""
    found = binaries()
    if found is None:
        raise RuntimeError(NONE_FOUND)
    folder = Path(tempfile.mkdtemp(prefix="bookings-pg-"))

    @contextmanager
    def start() -> Iterator[str]:
        with _served(found, folder, () if durable else SAFE_TO_LOSE):
            yield f"postgresql://{USER}@/postgres?host={folder}"

    try:
        if os.geteuid() == 0:
            os.chown(folder, account().pw_uid, account().pw_gid)
        initialise(found, folder / "data", "--auth=trust", "--no-sync")
        yield start
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address_of(server: str, name: str) -> str:
    """The address of another database of the same server."""
    return server.replace("/postgres?", f"/{name}?", 1)


def initialise(found: Path, data: Path, *options: str) -> None:
    """Make the folder of a server's data, with more `options` of initdb. Raises RuntimeError."""
    common = (f"--username={USER}", "--encoding=UTF8", "--locale=C")
    done = subprocess.run(
        [*as_somebody(), str(found / "initdb"), f"--pgdata={data}", *common, *options],
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"PostgreSQL could not be set up:\n{done.stdout}{done.stderr}")


@contextmanager
def _served(found: Path, folder: Path, settings: Sequence[str]) -> Iterator[None]:
    options = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=300", *settings]
    command = [str(found / "postgres"), "-D", str(folder / "data"), *(f"--{option}" for option in options)]
    with (folder / "log").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*as_somebody(outlive=False), *command], cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(process, folder)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # ends the sessions that are left and stops
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> None:
    """The server writes into its pid file when it is ready."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(folder / "data" / "postmaster.pid"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text(encoding='utf-8')}")
        time.sleep(0.05)


def is_ready(pid_file: Path) -> bool:
    """Whether the server whose postmaster.pid this is takes connections."""
    try:
        return pid_file.read_text(encoding="utf-8").rstrip().endswith("ready")
    except OSError:
        return False


def account() -> pwd.struct_passwd:
    """Who runs the server when we are root, whom PostgreSQL refuses."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def as_somebody(outlive: bool = True) -> list[str]:
    """What stands before a command: another user if we are root, and the end together with us."""
    if not shutil.which("setpriv"):
        return []
    user = ["--reuid", account().pw_name, "--regid", str(account().pw_gid), "--clear-groups"]
    return [
        "setpriv",
        *(user if os.geteuid() == 0 else []),
        *([] if outlive else ["--pdeathsig", "INT"]),
        "--",
    ]
