"""nginx of the cluster: what people reach is told by deploy/nginx/outside.conf, as in every other place."""

import os
import shutil
import signal
import socket
from collections.abc import Iterable

from tools.cluster.settings import ClusterSettings
from tools.console import Problem
from tools.paths import ROOT
from tools.running.service import Service

SHARED = ROOT / "deploy" / "nginx"
MAIN = """\
daemon off;
worker_processes 1;
worker_shutdown_timeout 5s;
pid "{home}/pid";
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path "{home}/body";
    proxy_temp_path "{home}/proxy";
    fastcgi_temp_path "{home}/fastcgi";
    uwsgi_temp_path "{home}/uwsgi";
    scgi_temp_path "{home}/scgi";

    # max_fails=0: who does not listen refuses at once on one machine, and is asked again as soon as it does.
    upstream bookings_bot {{ {bots} }}
    upstream bookings_api {{ {apis} }}
    upstream inside_api {{ {apis} keepalive 16; keepalive_timeout 3s; }}
    upstream inside_actions {{ {actions} keepalive 16; keepalive_timeout 3s; }}

    server {{
        listen 127.0.0.1:{port};
        include "{shared}/outside.conf";
    }}
    server {{
        listen 127.0.0.1:{api_port};
        include "{shared}/inside.conf";
        location / {{ proxy_pass http://inside_api; }}
    }}
    server {{
        listen 127.0.0.1:{actions_port};
        include "{shared}/inside.conf";
        location / {{ proxy_pass http://inside_actions; }}
    }}
}}
"""


def binary() -> str | None:
    """Where nginx is: Debian keeps it where ordinary users do not look."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def configuration(settings: ClusterSettings) -> str:
    """The text of nginx.conf. Raises Problem for a folder whose name nginx could not read."""
    if any(sign in str(settings.folder) + str(SHARED) for sign in '"\\$;'):
        raise Problem(f'nginx cannot read names with one of " \\ $ ; in them: {settings.folder}, {SHARED}.')
    return MAIN.format(
        home=settings.folder / "nginx",
        shared=SHARED,
        port=settings.port,
        api_port=settings.api_port,
        actions_port=settings.actions_port,
        bots=_upstream(settings.bot_ports),
        apis=_upstream(settings.api_ports),
        actions=_upstream(settings.actions_ports),
    )


def _upstream(ports: Iterable[int]) -> str:
    return " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)


def proxy(settings: ClusterSettings) -> Service:
    """nginx, with its configuration written."""
    found = binary()
    assert found is not None, "see missing.py"
    home = settings.folder / "nginx"
    home.mkdir(parents=True, exist_ok=True)
    (home / "nginx.conf").write_text(configuration(settings), encoding="utf-8")
    log = settings.folder / "log" / "nginx.log"
    return Service(
        name="nginx",
        command=(found, "-p", str(home), "-e", "stderr", "-c", str(home / "nginx.conf")),
        port=settings.port,
        port_setting="CLUSTER_PORT",
        health=lambda: _listens(settings.port),
        output=log,
        log=log,
        patience_seconds=30,
        stop_signal=signal.SIGQUIT,  # what is being answered is answered first
        pid_file=settings.folder / "pids" / "nginx",
    )


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
