"""Addresses of the lists behind the numbers: each asks for exactly the rows that were counted."""

from datetime import date
from typing import Any

from django.urls import reverse

from agencies.models import Partnership
from recommendations.status import OPEN
from scr_tracker import as_at
from scr_tracker.addresses import address_of, list_at

#: Open actions, as the list's repeatable parameter.
OPEN_STATUSES = [str(status.value) for status in OPEN]


def _query(partnership: Partnership | None, asked: dict[str, Any]) -> dict[str, Any]:
    query = {"partnership": partnership.public_id} if partnership else {}
    query |= {name: value for name, value in asked.items() if value not in (None, "", [])}
    return {name: _text(value) for name, value in query.items()}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def actions(partnership: Partnership | None = None, **asked: Any) -> str:
    """The action list; `asked` are its parameters, a list where one is repeated."""
    return list_at("recommendations:action-list", _query(partnership, asked))


def recommendations(partnership: Partnership | None = None, **asked: Any) -> str:
    return list_at("recommendations:recommendation-list", _query(partnership, asked))


def board(partnership: Partnership) -> str:
    return address_of("dashboards:board", partnership.public_id)


def requests_for_time(partnership: Partnership) -> str:
    return address_of("dashboards:extension-list", partnership.public_id)


def open_challenges(partnership: Partnership) -> str:
    return address_of("dashboards:challenge-list", partnership.public_id)


def checks_due(partnership: Partnership) -> str:
    return address_of("dashboards:check-list", partnership.public_id)


def decisions_overtaken(partnership: Partnership) -> str:
    return address_of("dashboards:overtaken-list", partnership.public_id)


def requests_for_evidence(partnership: Partnership) -> str:
    path = reverse("evidence:request-list", args=[partnership.public_id])
    return as_at.kept_in(f"{path}?state=open")


def evidence_to_decide(partnership: Partnership) -> str:
    return address_of("dashboards:evidence-list", partnership.public_id)
