"""What a person may choose about their own mails, and who can cover for them, by partnership."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from agencies import access
from agencies.models import Partnership, User
from reminders import policies
from reminders.mails.explained import joined
from reminders.models import Policy, Preference
from reminders.permissions import delegates_of

Rhythm = Preference.Rhythm
#: What a choice comes to where a partnership does not allow it.
OTHERWISE = "you are told on each day on which there is something new"
#: So many people are named.
NAMED = 6


def places_of(user: User) -> list[Partnership]:
    """The partnerships in which the person has work that somebody could do in their place."""
    held = {m.partnership_id: m.partnership for m in access.held(user) if m.has_work}
    return sorted(held.values(), key=lambda place: place.name)


@dataclass(frozen=True)
class Choices:
    """How often a person may hear: a choice that one of their partnerships allows can be made.

    Who has no work yet may choose anything: it holds from the day on which they have.
    """

    policies: tuple[Policy, ...]

    @classmethod
    def of(cls, user: User) -> "Choices":
        places = [place.pk for place in places_of(user)]
        terms = policies.read(timezone.localdate(), places).by_partnership if places else {}
        found = (each.policy for each in terms.values())
        return cls(tuple(sorted(found, key=lambda policy: policy.partnership.name)))

    def is_allowed(self, rhythm: str) -> bool:
        return not self.policies or len(self._against(rhythm)) < len(self.policies)

    def why_not(self, rhythm: str) -> str:
        """As a sentence; "" where it is allowed."""
        if self.is_allowed(rhythm):
            return ""
        if len(self.policies) == 1:
            return "Your partnership does not allow this."
        return "None of your partnerships allows this."

    def said(self, rhythm: str) -> str:
        """What stands beside a choice: why it is none, or where it holds."""
        against = self._against(rhythm)
        if not against or not self.is_allowed(rhythm):
            return self.why_not(rhythm)
        allowing = [each for each in self.policies if each not in against]
        do = "does" if len(against) == 1 else "do"
        return (
            f"This holds in {_names(allowing)}. {_names(against)} {do} not allow it: "
            f"there {OTHERWISE}."
        )

    def said_of(self, preference: Preference | None) -> str:
        """What became of a choice that is not allowed any more; "" where it is."""
        if preference is None or self.is_allowed(preference.rhythm):
            return ""
        chosen = f"“{preference.get_rhythm_display()}”"
        by = "Your partnership does" if len(self.policies) == 1 else "Your partnerships do"
        return (
            f"You chose {chosen}. {by} not allow this any more, so {OTHERWISE}. "
            "If it is allowed again, your choice holds again, unless you save another one."
        )

    def _against(self, rhythm: str) -> list[Policy]:
        return [policy for policy in self.policies if not _allows(policy, rhythm)]


def _allows(policy: Policy, rhythm: str) -> bool:
    if rhythm == Rhythm.WEEKLY:
        return policy.allows_weekly
    return rhythm != Rhythm.OVERDUE or policy.allows_overdue_only


def _names(found: Iterable[Policy]) -> str:
    return joined([policy.partnership.name for policy in found])


@dataclass(frozen=True)
class Covering:
    """Who can cover for a person in a partnership, as it knows them, or why nobody can."""

    partnership: Partnership
    names: list[str]
    is_manager: bool

    @classmethod
    def of(cls, user: User, partnership: Partnership) -> "Covering":
        rows: Any = delegates_of(user, partnership)
        manages = access.has_role(user, partnership.pk, "manager")
        return cls(partnership, list(rows.values_list("shown_name", flat=True)), manages)

    @property
    def who(self) -> str:
        """ "Jo Smith", "Jo Smith and Ann Lee", "… and 3 others"."""
        more = len(self.names) - NAMED
        others = [f"{more} others" if more > 1 else "1 other"] if more > 0 else []
        return joined([*self.names[:NAMED], *others])
