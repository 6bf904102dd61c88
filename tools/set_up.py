"""`make set-up`: both environments."""

from tools import environments
from tools.console import say


def main(_command: str) -> None:
    """Make both environments whole and say where they are."""
    environments.ensure(environments.API, environments.BOT)
    say("Both environments are ready: .venv/api and .venv/bot")
