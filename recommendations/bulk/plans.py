"""What would become of each row, by the rules that the services hold: asked for the preview, and
again under the locks. No row costs a question: what is needed is read before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from agencies.models import Agency, Partnership, User
from agencies.queries import Acting, acting_in
from recommendations.days import why_not_due
from recommendations.models import Action, BulkChange, Recommendation, Theme
from recommendations.status import OPEN
from scr_tracker.words import long_day

What = BulkChange.What
ELSEWHERE = "It belongs to another partnership. Change it apart from these."
ALREADY = "It is so already."
NO_OWNER, NO_DATE, NO_THEME = "no owner", "no date", "no theme"


@dataclass(frozen=True)
class Wish:
    """What is asked for: a field and its new value, in one partnership.

    `value`: a User or None, an Agency, a date, a Theme; of a theme that is new its name.
    """

    partnership: Partnership
    what: str
    value: Any
    today: date

    @property
    def words(self) -> str:
        if self.value is None:
            return NO_OWNER.capitalize()
        return long_day(self.value) if isinstance(self.value, date) else str(self.value)

    @property
    def label(self) -> str:
        """ "Due date", "Theme added"."""
        return str(What(self.what).label)

    @property
    def is_of_actions(self) -> bool:
        return self.what in (What.OWNER, What.LEAD, What.DUE)

    @property
    def adds_theme(self) -> bool:
        return self.what == What.THEME_ADDED


class Planned(NamedTuple):
    """What a row is and would be; `why_not` says why it stays as it is."""

    row: Any
    before: str
    after: str = ""
    why_not: str = ""


class Plan:
    """The rules for some rows. `acting`: for whom the owners act, old and new."""

    def __init__(self, wish: Wish, rows: Collection[Any]) -> None:
        self.wish = wish
        people = {row.owner_id for row in rows} if wish.what == What.LEAD else set()
        if wish.what == What.OWNER and wish.value:
            people = {wish.value.pk}
        self.acting: dict[int, Acting] = acting_in(wish.partnership.pk, people - {None})

    def of(self, row: Any) -> Planned:
        review = row.recommendation.review if self.wish.is_of_actions else row.review
        if review.partnership_id != self.wish.partnership.pk:
            return Planned(row, "", why_not=ELSEWHERE)
        rules = {What.OWNER: self._owner, What.LEAD: self._lead, What.DUE: self._due}
        return rules.get(self.wish.what, self._theme)(row)  # type: ignore[call-overload,no-any-return]

    def owner_after(self, action: Action) -> User | None:
        """Who owns the action once the new agency leads it: the same, if they act for it."""
        keeps = action.owner_id is not None and self._acts(action.owner_id, self.wish.value)
        return action.owner if keeps else None

    def _owner(self, action: Action) -> Planned:
        before, owner = str(action.owner or NO_OWNER), self.wish.value
        if (owner and owner.pk) == action.owner_id:
            return Planned(action, before, why_not=ALREADY)
        if owner and not self._acts(owner.pk, action.lead_agency):
            why_not = f"{owner} does not act for {action.lead_agency}."
            return Planned(action, before, why_not=why_not)
        return Planned(action, before, str(owner or NO_OWNER))

    def _lead(self, action: Action) -> Planned:
        """An owner who does not act for the new agency owns it no more; the preview says so."""
        before = f"{action.lead_agency}, {action.owner or NO_OWNER}"
        if self.wish.value.pk == action.lead_agency_id:
            return Planned(action, before, why_not=ALREADY)
        after = f"{self.wish.value}, {self.owner_after(action) or NO_OWNER}"
        return Planned(action, before, after)

    def _due(self, action: Action) -> Planned:
        day = self.wish.value
        before = long_day(action.due_on) if action.due_on else NO_DATE
        if action.status not in OPEN:
            status = action.get_status_display().lower()
            why_not = f"The action is {status}: its due date can no longer move."
            return Planned(action, before, why_not=why_not)
        if day == action.due_on:
            return Planned(action, before, why_not=ALREADY)
        is_past = day < self.wish.today
        why_not = "The new date must be today or later." if is_past else why_not_due(day)
        return Planned(action, before, long_day(day), why_not)

    def _theme(self, recommendation: Recommendation) -> Planned:
        names = sorted(theme.name for theme in recommendation.themes.all())
        rest = [name for name in names if name.lower() != self.wish.words.lower()]
        has_it = len(rest) < len(names)
        if has_it == self.wish.adds_theme:
            return Planned(recommendation, _listed(names), why_not=ALREADY)
        after = sorted([*rest, self.wish.words]) if self.wish.adds_theme else rest
        return Planned(recommendation, _listed(names), _listed(after))

    def _acts(self, person: int, agency: Agency) -> bool:
        return person in self.acting and self.acting[person].acts_for(agency.pk)


def themes_after(wish: Wish, recommendation: Recommendation) -> list[Theme]:
    """`wish.value` is a Theme."""
    rest = [theme for theme in recommendation.themes.all() if theme != wish.value]
    return [*rest, wish.value] if wish.adds_theme else rest


def _listed(names: list[str]) -> str:
    return ", ".join(names) or NO_THEME
