"""Environments are made once, found whole in no time, and mended when they are not."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import commands, environments, interpreters, uv
from tools.console import Problem
from tools.downloads import Downloads
from tools.environments import Environment
from tools.interpreters import Wanted

# Stands in for the installer: makes a real virtual environment, and "installs" a file per locked package.
FAKE_UV = """#!{python}
import json, os, pathlib, subprocess, sys
arguments = sys.argv[1:]
log = pathlib.Path(os.environ["FAKE_UV_LOG"])
log.write_text(log.read_text() + " ".join(arguments) + "\\n" if log.exists() else " ".join(arguments) + "\\n")
if arguments == ["--version"]:
    print("uv 9.9.9 (fake)")
elif arguments[0] == "venv":
    subprocess.run([arguments[3], "-m", "venv", "--without-pip", arguments[-1]], check=True)
elif arguments[:2] == ["pip", "sync"]:
    if os.environ.get("FAKE_UV_FAILS"):
        sys.exit("no such package: nonsense==1")
    folder = pathlib.Path(arguments[arguments.index("--python") + 1]).parent.parent
    lock = pathlib.Path(arguments[-1]).read_text()
    for line in lock.splitlines():
        (folder / (line.split("==")[0] + ".txt")).write_text(line)
else:
    sys.exit(1)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with the fake installer, in which everything the module writes lands."""
    binary = tmp_path / "bin" / "uv"
    binary.parent.mkdir()
    binary.write_text(FAKE_UV.format(python=sys.executable))
    binary.chmod(0o755)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "x.txt").write_text("one==1\ntwo==2\n")
    monkeypatch.setenv("PATH", f"{binary.parent}:/usr/bin:/bin")
    monkeypatch.setenv("FAKE_UV_LOG", str(tmp_path / "calls"))
    for module, name, path in (
        (environments, "ENVIRONMENTS", tmp_path / ".venv"),
        (environments, "REQUIREMENTS", tmp_path / "requirements"),
        (environments, "VAR", tmp_path / "var"),
        (environments, "LOGS", tmp_path / "var" / "log"),
        (commands, "LOGS", tmp_path / "var" / "log"),
        (commands, "ROOT", tmp_path),
        (uv, "PRIVATE", tmp_path / ".venv" / "uv"),
    ):
        monkeypatch.setattr(module, name, path)
    return tmp_path


@pytest.fixture
def environment() -> Environment:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Environment("x", Wanted("X_PYTHON", (version,), "it is this one"), "two packages", "2 bytes")


def calls(place: Path) -> list[str]:
    """What the installer was asked since the last look, without questions for its version or interpreters."""
    log = place / "calls"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [
        line.split(" --python")[0] + (" --reinstall" if "--reinstall" in line else "")
        for line in lines
        if not line.startswith(("--version", "python"))
    ]


def test_what_is_missing_is_made_and_then_left_alone(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    assert (environment.folder / "one.txt").read_text() == "one==1"
    assert calls(place) == ["venv --no-project", "pip sync --require-hashes"]
    environments.ensure(environment)
    assert calls(place) == []


def test_a_renewed_lock_installs_the_difference(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    calls(place)
    environment.lock.write_text("one==1\ntwo==2\nthree==3\n")
    environments.ensure(environment)
    assert calls(place) == ["pip sync --require-hashes"]
    assert (environment.folder / "three.txt").exists()


def test_a_deleted_file_is_put_back(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    calls(place)
    (environment.folder / "two.txt").unlink()
    environments.ensure(environment)
    assert (environment.folder / "two.txt").exists()
    assert calls(place) == ["pip sync --require-hashes --reinstall"]


def test_compiled_modules_are_no_reason_to_install(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    calls(place)
    (environment.folder / "lib" / "__pycache__").mkdir(exist_ok=True)
    (environment.folder / "lib" / "__pycache__" / "x.pyc").touch()
    environments.ensure(environment)
    assert calls(place) == []


def test_a_set_up_killed_before_its_end_is_done_again(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    calls(place)
    (environment.folder / environments.STAMP).unlink()
    environments.ensure(environment)
    assert calls(place) == ["pip sync --require-hashes --reinstall"]


@pytest.mark.parametrize("damage", ["no python", "half a folder", "a file in its place"])
def test_an_environment_that_cannot_start_is_made_anew(
    place: Path, environment: Environment, damage: str
) -> None:
    environments.ensure(environment)
    calls(place)
    if damage == "no python":
        environment.python.unlink()
    else:
        shutil.rmtree(environment.folder)
        if damage == "half a folder":
            (environment.folder / "bin").mkdir(parents=True)
        else:
            environment.folder.write_text("")
    environments.ensure(environment)
    assert calls(place) == ["venv --no-project", "pip sync --require-hashes"]
    assert (environment.folder / "one.txt").exists()


def test_a_moved_clone_gets_environments_of_its_own(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    stamp = environment.folder / environments.STAMP
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "place": "/elsewhere/.venv/x"}))
    calls(place)
    environments.ensure(environment)
    assert calls(place) == ["pip sync --require-hashes --reinstall"]


def test_a_link_to_a_whole_environment_is_as_good_as_that_one(place: Path, environment: Environment) -> None:
    environments.ensure(environment)
    calls(place)
    elsewhere = place / "elsewhere"
    environment.folder.rename(elsewhere)
    environment.folder.symlink_to(elsewhere)
    environments.ensure(environment)
    assert calls(place) == ["pip sync --require-hashes --reinstall"]
    environments.ensure(environment)
    assert calls(place) == []
    (elsewhere / "one.txt").unlink()
    environments.ensure(environment)
    assert (elsewhere / "one.txt").exists()
    assert environment.folder.is_symlink()


def test_a_failed_installation_shows_why_and_is_not_taken_for_done(
    place: Path, environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_UV_FAILS", "1")
    with pytest.raises(Problem, match="(?s)Installing into .venv/x failed.*no such package: nonsense==1"):
        environments.ensure(environment)
    monkeypatch.delenv("FAKE_UV_FAILS")
    environments.ensure(environment)
    assert (environment.folder / "one.txt").exists()


def test_progress_tells_how_much_is_downloaded(tmp_path: Path) -> None:
    log = tmp_path / "log"
    downloads = Downloads(log)
    assert downloads.told() == ""
    log.write_text(
        "Resolved 9 packages\nDownloading big (1.5GiB)\nDownloading small (36.0MiB)\n Downloaded small\n"
    )
    assert downloads.told() == "36 of 1572 MB of the large packages downloaded"
    log.write_text(log.read_text() + "Prepared 9 packages in 3s\n")
    assert downloads.told() == "downloaded, now writing the files"


def test_an_interpreter_named_by_the_person_must_be_of_the_right_version(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted("X_PYTHON", ("3.2",), "it is old")
    monkeypatch.setenv("X_PYTHON", sys.executable)
    with pytest.raises(Problem, match=r"X_PYTHON=.* is Python 3\.\d+; needed is Python 3.2"):
        interpreters.find(wanted, place / "bin" / "uv")
    monkeypatch.setenv("X_PYTHON", "no-such-python")
    with pytest.raises(Problem, match="X_PYTHON=no-such-python does not start"):
        interpreters.find(wanted, place / "bin" / "uv")


def test_without_the_right_python_one_sentence_says_how_to_get_it(place: Path) -> None:
    wanted = Wanted("X_PYTHON", ("3.2",), "it is old")
    with pytest.raises(Problem, match=r"Python 3.2 is needed \(it is old\).*pyenv install 3.2.*X_PYTHON="):
        interpreters.find(wanted, place / "bin" / "uv")


def test_a_shim_that_does_not_start_is_no_interpreter(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shim = place / "bin" / "python3.2"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.2: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    pyenv = place / "pyenv" / "versions" / "3.2.10" / "bin" / "python3.2"
    pyenv.parent.mkdir(parents=True)
    pyenv.write_text("#!/bin/sh\necho 3.2\n")
    pyenv.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(place / "pyenv"))
    assert interpreters.find(Wanted("X_PYTHON", ("3.2",), ""), place / "bin" / "uv") == pyenv


def test_the_newest_patch_release_is_preferred(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for patch in ("9", "10", "2"):
        python = place / "versions" / f"3.2.{patch}" / "bin" / "python3.2"
        python.parent.mkdir(parents=True)
        python.write_text("#!/bin/sh\necho 3.2\n")
        python.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(place))
    found = interpreters.find(Wanted("X_PYTHON", ("3.2",), ""), place / "bin" / "uv")
    assert found.parent.parent.name == "3.2.10"


def test_uv_on_the_path_is_used_when_it_starts(place: Path) -> None:
    assert uv.find_or_install() == place / "bin" / "uv"


@pytest.mark.parametrize("told", ["uv 0.1.0", "uv: command not found", ""])
def test_a_uv_that_is_old_or_broken_is_not_used(place: Path, told: str) -> None:
    (place / "bin" / "uv").write_text(f"#!/bin/sh\necho '{told}'\n")
    assert not uv._is_good(place / "bin" / "uv")


def test_a_python_without_venv_is_told_with_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "bin" / "uv").unlink()
    broken = place / "bin" / "python3"
    broken.write_text("#!/bin/sh\necho 'No module named venv' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(uv, "_base_python", lambda: str(broken))
    with pytest.raises(
        Problem, match=r"Install uv, or give that Python its venv.*apt-get install python3-venv"
    ):
        uv.find_or_install()
    assert not uv.PRIVATE.exists()


def test_an_interrupted_command_ends_its_child(place: Path) -> None:
    program = (
        "import signal, sys; from tools import commands, paths; from pathlib import Path;"
        "commands.LOGS = Path(sys.argv[1]);"
        "signal.signal(signal.SIGALRM, lambda *_: sys.exit(3)); signal.setitimer(signal.ITIMER_REAL, 0.3);"
        "commands.run_logged(['sh', '-c', 'echo $$; exec sleep 60'], 'x.log', 'x')"
    )
    root = Path(environments.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program, str(place)], cwd=root, timeout=20, check=False)
    assert done.returncode == 3
    pid = (place / "x.log").read_text().strip()
    assert not Path(f"/proc/{pid}").exists()
