"""Whose page it is, who reads it, and of which partnerships they may."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from agencies import access
from agencies.models import Agency, Partnership
from dashboards import links
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class About:
    """`first` and `last` are the period of what is told of a period; both days belong to it."""

    user: "Person"
    agency: Agency
    partnerships: tuple[Partnership, ...]
    today: date
    first: date
    last: date

    @property
    def only(self) -> Partnership | None:
        """The partnership, where it is about one alone."""
        return self.partnerships[0] if len(self.partnerships) == 1 else None

    @property
    def keys(self) -> list[int]:
        return [partnership.pk for partnership in self.partnerships]

    def led(self, action: str = "") -> Q:
        """Condition: the action at the path is led by the agency, in one of the partnerships."""
        return Q(
            **{
                f"{action}lead_agency": self.agency,
                f"{action}recommendation__review__partnership__in": self.keys,
            }
        )

    def answered(self) -> Q:
        """Condition on responses: they are the agency's, in one of the partnerships."""
        return Q(agency=self.agency, recommendation__review__partnership__in=self.keys)

    def actions(self) -> ActionQuerySet:
        return Action.objects.visible_to(self.user).filter(self.led())

    def opens(self, partnership: Partnership, **asked: Any) -> str:
        """The list of the agency's actions there."""
        return links.actions(partnership, agency=self.agency.public_id, **asked)

    @property
    def url(self) -> str:
        """The page, of the same period."""
        return self._at("dashboards:agency-detail")

    def decided(self, partnership: Partnership, of: str) -> str:
        """One of `decided.LISTS`, of the same period."""
        return self._at("dashboards:agency-decided", of=of, partnership=partnership.public_id)

    def _at(self, route: str, **asked: Any) -> str:
        period = {"period_from": self.first, "period_to": self.last}
        return links.at(route, self.agency.public_id, **asked, **period)


def partnerships_for(user: "Person", agency: Agency) -> tuple[Partnership, ...]:
    """Those in which the person leads the agency, or reads the whole and the agency has a part.

    It has one while it serves, and as long as it leads an action: dashboards lead here from those.

    Who leads another agency reads no page of this one, whatever it shares with them.
    """
    whole = access.partnership_ids(user, *access.WHOLE_PARTNERSHIP)
    led = [pk for pk, agencies in access.led_agencies(user).items() if agency.pk in agencies]
    acts = Action.objects.filter(
        lead_agency=agency, recommendation__review__partnership=OuterRef("pk")
    )
    serves = Q(agencies=agency) | Q(Exists(acts.visible_to(user)))
    here = Q(pk__in=led) | Q(pk__in=whole) & serves
    return tuple(Partnership.objects.filter(here).distinct().order_by("name"))
