"""What the cluster needs of this machine, told all at once when it is not there."""

from tools import postgresql, redis
from tools.cluster import proxy
from tools.console import Problem


def refuse_missing() -> None:
    """Raises Problem that names each server that is not installed, and the package that has it."""
    found = {
        "PostgreSQL": (postgresql.binaries(), "postgresql"),
        "Redis": (redis.binary(), "redis-server"),
        "nginx": (proxy.binary(), "nginx-light"),
    }
    missing = {name: package for name, (place, package) in found.items() if place is None}
    if missing:
        packages = " ".join(missing.values())
        raise Problem(
            f"{', '.join(missing)}: not on this machine, and the cluster needs it.\n"
            f"On Debian: apt-get install {packages}   (as root; their own services may stay off)"
            + ("\nPOSTGRESQL_BIN names the folder of another PostgreSQL." if "PostgreSQL" in missing else "")
        )
