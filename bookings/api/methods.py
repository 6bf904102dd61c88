"""OPTIONS: which methods an address takes.

Litestar answers by itself, but for an address whose methods are routes of their own it names only the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from litestar import HttpMethod, Response, route
from litestar.handlers import HTTPRouteHandler

from bookings.api.head_requests import with_head


def with_options(routes: Sequence[HTTPRouteHandler]) -> list[HTTPRouteHandler]:
    """The routes, and before them one for OPTIONS at each of their addresses."""
    by_path: dict[str, set[str]] = defaultdict(set)
    for handler in routes:
        for path in handler.paths:
            by_path[path] |= {str(method) for method in handler.http_methods}
    return [*(_options(path, methods) for path, methods in by_path.items()), *routes]


def _options(path: str, methods: Iterable[str]) -> HTTPRouteHandler:
    allowed = ", ".join(sorted(with_head({*methods, "OPTIONS"}, path)))

    @route(path, http_method=[HttpMethod.OPTIONS], include_in_schema=False, sync_to_thread=False)
    def options_route() -> Response[None]:
        return Response(None, status_code=204, headers={"Allow": allowed})

    return options_route
