#!/bin/sh
# Prints the first Python >= 3.10 that really starts. A name on PATH proves nothing: pyenv's shims, for one,
# are there for versions that refuse to run.
for candidate in python3 python3.12 python3.13 python3.11 python3.10 python3.14 python \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[0-9]*/bin/python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "No Python 3.10 or newer starts on this machine. Install one (Debian, Ubuntu: apt-get install python3 python3-venv)." >&2
exit 1
