"""`make docs` and `make docs-serve`: the site, built into var/site or shown while one writes."""

import os
import subprocess
import sys

from tools import environments
from tools.console import Problem, say
from tools.paths import ROOT, VAR
from tools.site import links

SITE = VAR / "site"
MKDOCS = ("-m", "mkdocs")
# Material tells of its plans for other versions at every start.
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def main(command: str = "docs") -> int:
    """Build the site strictly and look at its links; 1 when something is wrong. `docs-serve` shows it."""
    environments.ensure(environments.DOCS)
    if command == "docs-serve":
        return _mkdocs("serve", "--dev-addr", f"127.0.0.1:{_port()}")
    if _mkdocs("build", "--quiet", "--site-dir", str(SITE)) != 0:
        return 1
    found = links.faults(SITE)
    for fault in found:
        say(fault)
    if not found:
        say(f"The documentation site is in {SITE.relative_to(ROOT)}: open index.html.")
    return 1 if found else 0


def _mkdocs(*arguments: str) -> int:
    command = [str(environments.DOCS.python), *MKDOCS, *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **QUIET}, check=False).returncode


def _port() -> int:
    told = os.environ.get("DOCS_PORT", "").strip() or "8100"
    if not told.isdecimal() or not 1 <= int(told) <= 65535:
        raise Problem(f"DOCS_PORT={told} is no port; needed is a number from 1 to 65535.")
    return int(told)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
