"""The files in deploy/ fit the project and one another, as far as that shows without an engine."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.paths import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = DEPLOY / "compose" / "compose.yaml"
DOCKERFILES = sorted((DEPLOY / "docker").glob("*.Dockerfile"))
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EXAMPLES = [DEPLOY / "compose" / "secrets.env.example", DEPLOY / "systemd" / "bookings-bot.env.example"]
PROGRAMS = (
    ["bookings", "serve"],
    ["bookings", "worker"],
    ["bookings", "migrate"],
    ["bot.runtime", "actions"],
    ["bot.runtime", "run", "--model", "models/bookings-bot.tar.gz"],
)
NOT_OURS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"}


def documents() -> list[dict[str, Any]]:
    files = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    return [each for file in files for each in yaml.safe_load_all(file.read_text()) if each]


def pods() -> list[dict[str, Any]]:
    return [each["spec"]["template"]["spec"] for each in documents() if each["kind"] == "Deployment"]


def containers() -> list[dict[str, Any]]:
    return [each for pod in pods() for each in pod.get("initContainers", []) + pod["containers"]]


def known_settings() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))


def final_stage(dockerfile: Path) -> str:
    return dockerfile.read_text().replace("\\\n", "").rpartition("\nFROM ")[2]


def test_every_setting_that_is_named_exists() -> None:
    named: set[str] = set()
    for file in EXAMPLES:
        named |= set(re.findall(r"^([A-Z_]+)=", file.read_text(), re.MULTILINE))
    for service in yaml.safe_load(COMPOSE.read_text())["services"].values():
        named |= set(service.get("environment", {}))
    for each in documents():
        if each["kind"] in ("ConfigMap", "Secret"):
            named |= set(each.get("data", {})) | set(each.get("stringData", {}))
    for container in containers():
        named |= {each["name"] for each in container.get("env", [])}
    assert len(named) > 10
    assert named - known_settings() - NOT_OURS == set()


def test_every_command_is_one_of_the_programs() -> None:
    told = [container["command"] for container in containers()]
    told += [
        json.loads(re.search(r"^CMD (\[.*\])", final_stage(each), re.MULTILINE)[1]) for each in DOCKERFILES
    ]  # type: ignore[index]
    services = yaml.safe_load(COMPOSE.read_text())["services"].values()
    told += [each["command"] for each in services if "build" in each and "command" in each]
    told += [
        ["python", *line.split()[1:]]
        for unit in UNITS
        for line in re.findall(r"^ExecStart(?:Pre)?=(.*)", unit.read_text(), re.MULTILINE)
    ]
    assert len(told) >= 12
    for command in told:
        assert command[:2] == ["python", "-m"]
        assert command[2:] in [list(each) for each in PROGRAMS]


def test_ports_are_those_of_the_settings() -> None:
    defaults = {"api": 8000, "bot": 5005}
    services = {each["metadata"]["name"]: each for each in documents() if each["kind"] == "Service"}
    assert {name: each["spec"]["ports"][0]["port"] for name, each in services.items()} == defaults
    for pod_container in containers():
        for port in pod_container.get("ports", []):
            assert port["containerPort"] == defaults[pod_container["name"]]
    proxy = (DEPLOY / "compose" / "nginx.conf").read_text()
    assert set(re.findall(r"server (\w+):(\d+);", proxy)) == {(a, str(b)) for a, b in defaults.items()}


def test_every_container_is_hardened_and_watched() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        assert all({"livenessProbe", "startupProbe"} <= set(each) for each in pod["containers"])
    for container in containers():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


def test_what_selects_selects_something() -> None:
    labels = {
        each["spec"]["template"]["metadata"]["labels"]["app"]
        for each in documents()
        if each["kind"] == "Deployment"
    }
    for each in documents():
        if each["kind"] == "Service":
            assert each["spec"]["selector"]["app"] in labels
        if each["kind"] == "PodDisruptionBudget":
            assert each["spec"]["selector"]["matchLabels"]["app"] in labels
        if each["kind"] == "NetworkPolicy" and each["spec"]["podSelector"]:
            assert each["spec"]["podSelector"]["matchLabels"]["app"] in labels


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_the_base_is_put_together_by_kustomize() -> None:
    done = subprocess.run(
        ["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    kinds = [each["kind"] for each in yaml.safe_load_all(done.stdout)]
    assert kinds.count("Deployment") == kinds.count("PodDisruptionBudget") == 3
    assert "Secret" not in kinds


def test_compose_keeps_its_parts_together() -> None:
    told = yaml.safe_load(COMPOSE.read_text())
    for name, service in told["services"].items():
        assert set(service.get("depends_on", {})) <= set(told["services"]), name
        assert set(service.get("networks", [])) <= set(told["networks"]), name
        assert name == "database" or service["read_only"], name
        if "build" in service:
            assert (COMPOSE.parent / service["build"]["context"]).resolve() == ROOT
            assert (ROOT / service["build"]["dockerfile"]).exists()
    published = [name for name, service in told["services"].items() if "ports" in service]
    assert published == ["proxy"]
    assert "outside" not in told["services"]["database"]["networks"]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.stem)
def test_an_image_is_slim_runs_as_nobody_and_is_watched(dockerfile: Path) -> None:
    final = final_stage(dockerfile)
    assert re.search(r"^USER \d+:\d+$", final, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", final, re.MULTILINE)
    assert "pip install" not in final
    assert "--require-hashes" in dockerfile.read_text()
    assert re.search(r"^ARG BASE=python:3\.\d+-slim-\w+$", dockerfile.read_text(), re.MULTILINE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    """With a program and an environment that exist here, for theirs exist on the server only."""
    for each in [*UNITS, DEPLOY / "systemd" / "bookings-bot.target"]:
        text = re.sub(r"/opt/bookings-bot/\.venv/\w+/bin/python", "/bin/true", each.read_text())
        (tmp_path / each.name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.MULTILINE))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit.name],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if "bookings-" in line]
    assert complaints == []


def test_every_unit_is_hardened_and_belongs_to_the_target() -> None:
    target = (DEPLOY / "systemd" / "bookings-bot.target").read_text()
    for unit in UNITS:
        text = unit.read_text()
        for line in ("ProtectSystem=strict", "NoNewPrivileges=true", "User=bookings-bot", "ProtectHome=true"):
            assert line in text.splitlines(), unit.name
        assert unit.name in target
