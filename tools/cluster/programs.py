"""The project's own programs in the cluster, as many of each as are wanted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tools import settings as common
from tools.cluster import servers
from tools.cluster.settings import ClusterSettings
from tools.running import service
from tools.running.service import Service
from tools.settings import Settings
from tools.train import MODEL_FILE


def settings_for(asked: ClusterSettings, given: dict[str, str]) -> Settings:
    """Those of all programs. What the cluster is made of replaces what the person has set."""
    outside = f"http://127.0.0.1:{asked.port}"
    chosen = {
        "BOOKINGS_PUBLIC_URL": outside,
        "BOOKINGS_MAIL_FOLDER": str(asked.folder / "mail"),
        "BOT_NOTICE_FILE": str(asked.folder / "notices.db"),
        "BOT_CREDENTIALS": "credentials.production.yml",
    }
    made = {
        "BOOKINGS_HOST": "127.0.0.1",
        "BOOKINGS_PORT": str(asked.api_ports[0]),
        "BOOKINGS_API_URL": f"http://127.0.0.1:{asked.api_port}",
        "BOOKINGS_DATABASE_URL": servers.database_url(asked, "bookings", "+psycopg"),
        "BOT_HOST": "127.0.0.1",
        "BOT_PORT": str(asked.bot_ports[0]),
        "BOT_PROXIES": "1",
        "BOT_ENDPOINTS": "endpoints.production.yml",
        "BOT_DATABASE_URL": servers.database_url(asked, "bot"),
        "BOT_REDIS_URL": servers.redis_url(asked),
        "ACTIONS_PORT": str(asked.actions_port),
    }
    given = {name: value for name, value in given.items() if value.strip()}
    return common.read({**chosen, **given, **made})


def apis(asked: ClusterSettings, shared: Settings) -> Iterator[Service]:
    """The Bookings API's."""
    for number, port in enumerate(asked.api_ports, 1):
        one = service.api(replace(shared, api_port=port))
        yield _numbered(one, asked.folder, f"api-{number}", number, {"BOOKINGS_PORT": str(port)})


def workers(asked: ClusterSettings, shared: Settings) -> Iterator[Service]:
    """The workers."""
    for number in range(1, asked.workers + 1):
        alive = asked.folder / f"worker-{number}.alive"
        alive.unlink(missing_ok=True)
        one = replace(service.worker(shared), health=alive)
        extra = {"BOOKINGS_WORKER_ALIVE_FILE": str(alive)}
        yield _numbered(one, asked.folder, f"worker-{number}", number, extra)


def action_servers(asked: ClusterSettings, shared: Settings) -> Iterator[Service]:
    """The action servers."""
    for number, port in enumerate(asked.actions_ports, 1):
        one = service.actions(replace(shared, actions_port=port))
        yield _numbered(one, asked.folder, f"actions-{number}", number, {"ACTIONS_PORT": str(port)})


def bots(asked: ClusterSettings, shared: Settings, model: Path = MODEL_FILE) -> Iterator[Service]:
    """Rasa's."""
    for number, port in enumerate(asked.bot_ports, 1):
        one = service.bot(replace(shared, bot_port=port), model)
        yield _numbered(one, asked.folder, f"bot-{number}", number, {"BOT_PORT": str(port)})


def _numbered(one: Service, folder: Path, stem: str, number: int, extra: dict[str, str]) -> Service:
    """`one` with a name, logs and a process number of its own."""
    log = folder / "log" / f"{stem}.log"
    has_notes = "BOT_LOG_FILE" in one.extra
    output = folder / "log" / f"{stem}-console.log" if has_notes else log
    return replace(
        one,
        name=f"{one.name} {number}",
        port_setting="CLUSTER_FIRST_PORT",
        output=output,
        log=log,
        extra=extra | ({"BOT_LOG_FILE": str(log)} if has_notes else {}),
        pid_file=folder / "pids" / stem,
    )
