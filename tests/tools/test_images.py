"""The steps of the Dockerfiles, carried out without an engine: what is forgotten in an image shows here.

Requirements are installed by hash into an empty environment, the files are those that .dockerignore
lets in, and the program runs with nothing else and may write nothing there.
"""

import fnmatch
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools import environments, interpreters, uv
from tools.paths import ROOT

pytestmark = pytest.mark.conversation  # the bot's image holds the trained model

SECRET = "a-secret-of-more-than-thirty-two-characters"
IGNORED = (ROOT / ".dockerignore").read_text().splitlines()


def let_in(path: Path) -> bool:
    """Whether .dockerignore lets a file into the build: ours names what is allowed, after a `*`."""
    name = path.relative_to(ROOT).as_posix()
    allowed = [line[1:] for line in IGNORED if line.startswith("!")]
    return "__pycache__" not in name and any(
        fnmatch.fnmatch(name, each) or name.startswith(f"{each}/") for each in allowed
    )


def stages(name: str) -> tuple[str, str]:
    """The building stage and the last one of a Dockerfile."""
    text = (ROOT / "deploy" / "docker" / f"{name}.Dockerfile").read_text().replace("\\\n", "")
    _, build, last = re.split(r"^FROM .*\n", text, flags=re.MULTILINE)
    return build, last


def copy_in(stage: str, into: Path) -> None:
    """Carry out the COPY lines that take files from the project."""
    copies = [line.split()[1:] for line in re.findall(r"^COPY (?!--from).*$", stage, re.MULTILINE)]
    assert copies
    for *sources, target in copies:
        for pattern in sources:
            found = [path for path in sorted(ROOT.glob(pattern)) if path.exists()]
            assert found, f"COPY {pattern}: there is nothing of that name"
            for source in found:
                _copy(source, into / target if source.is_dir() else into)


def _copy(source: Path, target: Path) -> None:
    files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
    taken = [path for path in files if let_in(path)]
    assert taken, f".dockerignore keeps {source.name} out"
    for path in taken:
        place = target / (path.relative_to(source) if source.is_dir() else path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def image(name: str, wanted: interpreters.Wanted, folder: Path) -> Path:
    """What an image holds, in folders: `venv` for /opt/venv, `app` for /app. Gives the app's."""
    build, last = stages(name)
    work, app = folder / "build", folder / "app"
    work.mkdir()
    copy_in(build, work)
    lock = subprocess.run(
        [sys.executable, "runtime_requirements.py", f"{name}.txt"],
        cwd=work, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    (work / "runtime.txt").write_text(lock)
    installer = uv.find_or_install()
    python = interpreters.find(wanted, installer)
    quiet = {"check": True, "capture_output": True}
    subprocess.run([installer, "venv", "--no-project", "--python", python, folder / "venv"], **quiet)  # type: ignore[call-overload]
    subprocess.run(
        [installer, "pip", "install", "--no-deps", "--require-hashes", "--python",
         folder / "venv" / "bin" / "python", "-r", work / "runtime.txt"], **quiet,
    )  # type: ignore[call-overload]  # fmt: skip
    copy_in(last, app)
    for path in [app, *app.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return app


def _port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        return int(holder.getsockname()[1])


def told_by(last: str, folder: Path) -> dict[str, str]:
    """The environment of the image's ENV lines, with nothing of ours."""
    pairs = dict(re.findall(r"([A-Z_]+)=(\S+)", " ".join(re.findall(r"^ENV .*$", last, re.MULTILINE))))
    tmp = folder / "tmp"
    tmp.mkdir(exist_ok=True)
    pairs.pop("PYTHONDONTWRITEBYTECODE")  # pip compiles what it installs, uv leaves that to the first start
    return pairs | {
        "PATH": f"{folder / 'venv' / 'bin'}:{os.defpath}", "HOME": str(tmp), "TMPDIR": str(tmp),
        "BOOKINGS_HOST": "127.0.0.1", "BOT_HOST": "127.0.0.1",
    }  # fmt: skip


def unprivileged() -> list[str]:
    """What takes root's right to write everywhere away; for anybody else there is nothing to take."""
    if os.geteuid() != 0:
        return []
    drop = "-dac_override,-dac_read_search,-fowner"
    # Root keeps its number, for its interpreters may lie where nobody else can go.
    return ["setpriv", "--no-new-privs", f"--bounding-set={drop}", f"--inh-caps={drop}"]


@contextmanager
def started(command: list[str], app: Path, env: dict[str, str], address: str, log: Path) -> Iterator[None]:
    """Run the program until it is no longer needed; it has to answer at `address` before."""
    with log.open("wb") as sink:
        process = subprocess.Popen([*unprivileged(), *command], cwd=app, env=env, stdout=sink, stderr=sink)
    try:
        opener, until = urllib.request.build_opener(urllib.request.ProxyHandler({})), time.monotonic() + 600
        while True:
            try:
                opener.open(address, timeout=5).close()
                break
            except OSError:
                assert process.poll() is None, log.read_text()[-3000:]
                assert time.monotonic() < until, log.read_text()[-3000:]
                time.sleep(0.3)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_the_api_runs_with_what_its_image_holds(tmp_path: Path) -> None:
    app = image("api", environments.API.wanted, tmp_path)
    assert not (app / "tests").exists()
    port = _port()
    env = told_by(stages("api")[1], tmp_path) | {
        "BOOKINGS_PORT": str(port), "BOOKINGS_API_KEY": SECRET, "BOOKINGS_SECRET_KEY": SECRET,
        "BOOKINGS_DATABASE_URL": f"sqlite:///{tmp_path / 'tmp' / 'bookings.db'}",
    }  # fmt: skip
    python = str(tmp_path / "venv" / "bin" / "python")
    apply = [python, "-m", "bookings", "apply", "examples/bright-smiles.yaml"]
    done = subprocess.run([*unprivileged(), *apply], cwd=app, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    serve = [python, "-m", "bookings", "serve"]
    with started(serve, app, env, f"http://127.0.0.1:{port}/book/check-up", tmp_path / "log"):
        assert not list(app.rglob("__pycache__"))


@pytest.mark.parametrize(("arguments", "setting", "path"), [
    (["run", "--model", "models/bookings-bot.tar.gz"], "BOT_PORT", "/"),
    (["actions"], "ACTIONS_PORT", "/health"),
])  # fmt: skip
def test_the_bot_runs_with_what_its_image_holds(
    arguments: list[str], setting: str, path: str, bot_image: Path
) -> None:
    port, folder = _port(), bot_image.parent
    env = told_by(stages("bot")[1], folder) | {setting: str(port), "BOT_SESSION_KEY": SECRET}
    env |= {"BOOKINGS_API_KEY": SECRET, "BOOKINGS_API_URL": f"http://127.0.0.1:{_port()}"}
    command = [str(folder / "venv" / "bin" / "python"), "-m", "bot.runtime", *arguments]
    with started(command, bot_image, env, f"http://127.0.0.1:{port}{path}", folder / f"{setting}.log"):
        assert not list(bot_image.rglob("__pycache__"))


@pytest.fixture(scope="module")
def bot_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return image("bot", environments.BOT.wanted, tmp_path_factory.mktemp("bot-image"))
