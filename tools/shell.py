"""`make shell`: the bot in this terminal, with what is running, else with what is started for it."""

import subprocess

from tools import database, environments, settings, train
from tools.console import say
from tools.paths import BOT_PYTHON, LOGS, ROOT
from tools.running import ports, service
from tools.running.supervisor import Supervisor


def main(_command: str, *options: str) -> int:
    """Talk until the person leaves; then stop what was started for it. Gives the shell's exit code."""
    environments.ensure(environments.API, environments.BOT)
    train.main()
    asked = settings.from_environment()
    env = asked.environment()
    wanted = [
        (service.api(asked), asked.host),
        (service.worker(asked), asked.host),
        (service.actions(asked), asked.bot_host),
    ]
    missing = [(program, host) for program, host in wanted if not program.answers()]
    ports.refuse_taken(
        (host, program.port, program.port_setting) for program, host in missing if program.port is not None
    )
    if service.api(asked) in [program for program, _ in missing]:
        database.prepare(asked, env)
    with Supervisor(env) as supervisor:
        supervisor.start([program for program, _ in missing])
        database.check_key(asked, env)
        say("Write to the bot; /stop leaves.")
        return _talk(env, options)


def _talk(env: dict[str, str], options: tuple[str, ...]) -> int:
    """The shell has the terminal to itself. Ctrl-C goes to both; this waits for its end."""
    command = [str(BOT_PYTHON), "-m", "bot.runtime", "shell", *options]
    shell = subprocess.Popen(command, env={**env, "BOT_LOG_FILE": str(LOGS / "shell.log")}, cwd=ROOT)
    try:
        return shell.wait()
    except KeyboardInterrupt:
        return shell.wait(10)
    finally:
        if shell.poll() is None:
            shell.terminate()
            shell.wait(10)
