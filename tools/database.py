"""The database before the programs start: an empty one gets the business file; the bot's key must fit."""

import json
import os
import sqlite3
import urllib.error
from collections.abc import Mapping
from pathlib import Path

from tools import local_http
from tools.commands import answer, run_logged
from tools.console import Problem, say
from tools.paths import API_PYTHON
from tools.running.service import reachable
from tools.settings import Settings

COUNT = """
import os
from sqlalchemy import create_engine, inspect, text
with create_engine(os.environ["BOOKINGS_DATABASE_URL"]).connect() as connection:
    known = inspect(connection).has_table("businesses")
    print(connection.execute(text("SELECT count(*) FROM businesses")).scalar_one() if known else 0)
"""

KEY_REFUSED = """\
The bot's key opens no business in this database, so nothing can be booked: the database knows another key.
Set BOOKINGS_API_KEY to that one, or apply the business file again meanwhile: make apply BUSINESS={file}"""


def prepare(settings: Settings, env: Mapping[str, str]) -> None:
    """Apply BOOKINGS_BUSINESS to a database without a business; leave one that has a business alone."""
    if settings.business is None or businesses(settings.database_url) > 0:
        return
    run_logged(
        [API_PYTHON, "-m", "bookings", "apply", settings.business],
        "apply.log",
        f"The business file {settings.business} could not be applied",
        env,
    )
    say(f"Applied the business file {os.path.relpath(settings.business)} to the empty database.")


def businesses(url: str) -> int:
    """How many businesses the database holds; 0 when there is none yet, or no database."""
    if url.startswith("sqlite:///"):
        return _in_sqlite(Path(url.removeprefix("sqlite:///")))
    count = answer([API_PYTHON, "-c", COUNT], {**os.environ, "BOOKINGS_DATABASE_URL": url})
    if count is None:
        raise Problem("The database named by BOOKINGS_DATABASE_URL cannot be reached. Is its server running?")
    return int(count)


def _in_sqlite(file: Path) -> int:
    if not file.is_file():
        return 0
    connection = sqlite3.connect(file)
    try:
        known = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'businesses'")
        return (
            int(connection.execute("SELECT count(*) FROM businesses").fetchone()[0])
            if known.fetchone()
            else 0
        )
    except sqlite3.DatabaseError as error:
        raise Problem(f"{file} is not a database that can be read ({error}).") from None
    finally:
        connection.close()


def check_key(settings: Settings, env: Mapping[str, str]) -> None:
    """Say so when the running API shows no business to the key that the bot was given."""
    if settings.business is not None and not _opens_a_business(settings, env["BOOKINGS_API_KEY"]):
        say("\n" + KEY_REFUSED.format(file=os.path.relpath(settings.business)))


def _opens_a_business(settings: Settings, key: str) -> bool:
    address = f"http://{reachable(settings.host)}:{settings.api_port}/api/v1/catalogue"
    try:
        with local_http.get(address, 5, {"Authorization": f"Bearer {key}"}) as reply:
            return json.load(reply)["data"]["business"] is not None
    except urllib.error.HTTPError as error:
        return error.code not in (401, 403)
    except OSError:
        return True  # the supervisor tells when the API is gone
