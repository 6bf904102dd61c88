"""Prints a lock without what only tests and checks need: `runtime_requirements.py requirements/api.txt`.

What is left keeps its versions and hashes, and is installed with `pip install --no-deps --require-hashes`.
"""

import re
import sys
from pathlib import Path

TESTS_ONLY = frozenset(
    """aiosmtpd axe-playwright-python coverage django django-appointment execnet hypothesis mypy
    mypy-extensions playwright pyee pytest pytest-asyncio pytest-xdist radicale respx ruff schemathesis
    time-machine""".split()
)


def runtime(lock: str) -> str:
    """The lock's text without the blocks of packages that only tests and checks need."""
    blocks = re.split(r"\n(?=\S)", lock.strip())
    return "\n".join(block for block in blocks if _name(block) not in TESTS_ONLY) + "\n"


def _name(block: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=]", block, maxsplit=1)[0]).lower()


if __name__ == "__main__":
    sys.stdout.write(runtime(Path(sys.argv[1]).read_text(encoding="utf-8")))
