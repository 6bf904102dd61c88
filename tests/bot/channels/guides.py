"""What the guides in docs/ tell a new user to type."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping

from tools.paths import ROOT

COMMANDS = re.compile(r"^ *`?(?:export|sed|curl|bin/bookings) .*$", re.MULTILINE)


def text_of(page: str) -> str:
    """A page, each command in one line."""
    return re.sub(r"\\\n\s*", "", (ROOT / "docs" / page).read_text(encoding="utf-8"))


def command(page: str, *words: str) -> str:
    """The one command of a page with these words in it; what stands for a secret is one."""
    lines = [line.strip() for line in COMMANDS.findall(text_of(page))]
    (found,) = [line for line in lines if all(word in line for word in words)]
    bare = found.split("`")[1] if found.startswith("`") else found.partition("  #")[0]
    return bare.replace("…", "x")


def done(script: str, environ: Mapping[str, str] | None = None) -> str:
    """What a shell prints."""
    shell = ["sh", "-ceu", script]
    return subprocess.run(
        shell, env={**os.environ, **(environ or {})}, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def exported(page: str, *words: str) -> dict[str, str]:
    """The settings that the commands with these words make, as a shell understands them."""
    before = set(os.environ)
    lines = done(f"{command(page, 'export', *words)}; env").splitlines()
    found = dict(line.split("=", 1) for line in lines if "=" in line)
    return {
        name: value for name, value in found.items() if name not in before | {"PWD", "OLDPWD", "_", "SHLVL"}
    }
