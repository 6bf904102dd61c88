from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.actions import action
from rasa.core.utils import AvailableEndpoints

from bot.runtime.patches import action_endpoint
from bot.runtime.settings import from_environment

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:5055/webhook", "http://127.0.0.1:7000/webhook"),
        ("http://localhost:5055/webhook", "http://localhost:7000/webhook"),
        ("http://[::1]:5055/webhook", "http://[::1]:7000/webhook"),
        ("https://actions.example/webhook", "https://actions.example/webhook"),
    ],
)
def test_only_an_address_of_this_machine_gets_the_port(url: str, expected: str) -> None:
    assert action_endpoint.at_port(url, 7000) == expected


@pytest.mark.usefixtures("unmended")
def test_the_time_out_and_the_port_come_into_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIONS_PORT", "7000")
    action_endpoint.apply(from_environment({"ACTIONS_PORT": "7000", "BOT_ACTION_TIMEOUT": "3"}))
    assert action.DEFAULT_REQUEST_TIMEOUT == 3.0
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    assert endpoints.action.url == "http://127.0.0.1:7000/webhook"


@pytest.mark.usefixtures("unmended")
def test_without_the_setting_the_file_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ACTIONS_PORT", raising=False)
    action_endpoint.apply(from_environment({}))
    file = tmp_path / "endpoints.yml"
    file.write_text("action_endpoint: {url: 'http://localhost:9/webhook'}")
    assert AvailableEndpoints.read_endpoints(str(file)).action.url == "http://localhost:9/webhook"
    file.write_text("{}")
    assert AvailableEndpoints.read_endpoints(str(file)).action is None
