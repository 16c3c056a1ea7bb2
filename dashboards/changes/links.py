"""Addresses of what changed. The chosen day of a page that is turned back stays in them."""

from datetime import date
from typing import Any

from django.utils.http import urlencode

from agencies.models import Partnership
from scr_tracker import as_at
from scr_tracker.addresses import address_of


def query(asked: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in asked.items() if value not in (None, "")})


def page(partnership: Partnership) -> str:
    return address_of("dashboards:change-summary", partnership.public_id)


def summary(partnership: Partnership, first: date, **asked: Any) -> str:
    return _at("dashboards:change-summary", partnership, first, asked)


def change_list(partnership: Partnership, first: date, **asked: Any) -> str:
    return _at("dashboards:change-list", partnership, first, asked)


def _at(route: str, partnership: Partnership, first: date, asked: dict[str, Any]) -> str:
    path = address_of(route, partnership.public_id).partition("?")[0]
    return as_at.kept_in(f"{path}?{query({'from': first.isoformat(), **asked})}")
