"""Addresses of the lists behind the numbers: each asks for exactly the rows that were counted."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from agencies import access
from agencies.models import Partnership
from recommendations.status import OPEN
from scr_tracker import as_at
from scr_tracker.addresses import address_of, list_at

if TYPE_CHECKING:
    from agencies.access import Person
    from dashboards.scope import Scope

#: Open actions, as the list's repeatable parameter.
OPEN_STATUSES = [str(status.value) for status in OPEN]


def _query(asked: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in asked.items() if value not in (None, "", [])}
    return {name: _text(value) for name, value in kept.items()}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in(partnership: Partnership | None, asked: dict[str, Any]) -> dict[str, Any]:
    here = {"partnership": partnership.public_id} if partnership else {}
    return here | _query(asked)


def actions(partnership: Partnership | None = None, **asked: Any) -> str:
    """The action list; `asked` are its parameters, a list where one is repeated."""
    return list_at("recommendations:action-list", _in(partnership, asked))


def recommendations(partnership: Partnership | None = None, **asked: Any) -> str:
    return list_at("recommendations:recommendation-list", _in(partnership, asked))


def actions_of(scope: "Scope", **asked: Any) -> str:
    """Actions that the dashboard is about, of those the ones asked for."""
    return actions(scope.partnership, **(scope.asked | asked))


def recommendations_of(scope: "Scope", **asked: Any) -> str:
    return recommendations(scope.partnership, **(scope.asked | asked))


def listed(route: str, scope: "Scope", **asked: Any) -> str:
    """A partnership's own list, narrowed as the dashboard is."""
    return at(route, scope.partnership.public_id, **(scope.asked | asked))


def at(route: str, about: UUID, **asked: Any) -> str:
    """The page or list of one thing, as at the same day."""
    path = reverse(route, args=[about])
    query = urlencode(_query(asked), doseq=True)
    return as_at.kept_in(f"{path}?{query}" if query else path)


def narrowed(url: str, agency: str) -> str:
    """The list of one agency; as it is where it is of one already."""
    return url if not agency or "agency=" in url else f"{url}&agency={agency}"


def agency_page(user: "Person", partnership: Partnership, agency: UUID) -> str:
    """The page of an agency, where the person may read it; else ""."""
    own = {
        m.agency.public_id
        for m in access.held(user)
        if m.agency and m.partnership_id == partnership.pk
    }
    may = access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP) or agency in own
    return address_of("dashboards:agency-detail", agency) if may else ""


def board(partnership: Partnership) -> str:
    return address_of("dashboards:board", partnership.public_id)


def evidence_to_decide(partnership: Partnership) -> str:
    return address_of("dashboards:evidence-list", partnership.public_id)
