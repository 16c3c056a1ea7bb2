"""Many rows changed at once. Each goes through the service of its own, or stays as it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from agencies import access
from agencies.models import User
from recommendations.bulk import reading
from recommendations.bulk.picking import MOST, Picked
from recommendations.bulk.plans import Plan, Planned, What, Wish, themes_after
from recommendations.models import Action, BulkChange, BulkRow, Recommendation
from recommendations.permissions import may_change_many
from recommendations.services.actions import edit_action
from recommendations.services.checks import allow, given
from recommendations.services.dates import move_due_date
from recommendations.services.recommendations import edit_recommendation, theme_named
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from scr_tracker.versions import locked, save_as, stale

NOT_YOURS = "You may not change it."


@transaction.atomic
def change_many(
    *, actor: User, wish: Wish, picked: Picked, reason: str, agreed_by: str = ""
) -> BulkChange:
    """Change the rows that are as they were previewed, each wholly or not at all.

    `picked`: the version of each row that the person saw. What became of each is kept. All are
    locked first, by their keys: so no two such changes wait for each other.
    """
    allow(may_change_many(actor, wish.partnership.pk))
    reason = given(reason, "reason", "Say why this is changed.")
    if wish.what == What.DUE:
        agreed_by = given(agreed_by, "agreed_by", "Say who agreed the new date.")
    if not 0 < len(picked) <= MOST:
        raise InvalidTransition(f"Choose from 1 to {MOST} rows.")
    rows = _locked(actor, wish, picked)
    change = BulkChange(
        partnership=wish.partnership,
        what=wish.what,
        value=wish.words,
        reason=reason,
        agreed_by=agreed_by,
        gone=len(picked) - len(rows),
        **access.signature(actor, wish.partnership.pk),
    )
    save_as(change, actor)
    work = _Work(actor, _with_theme(wish), change, rows)
    about = "action" if wish.is_of_actions else "recommendation"
    BulkRow.objects.bulk_create(
        BulkRow(change=change, before=p.before, after=p.after, why_not=p.why_not, **{about: p.row})
        for p in (work.tried(row, picked[row.public_id]) for row in rows)
    )
    return change


def _locked(actor: User, wish: Wish, picked: Picked) -> list[Any]:
    """The rows that the person may see, as they are once nobody else can change them."""
    model: Any = Action if wish.is_of_actions else Recommendation
    seen = model.objects.visible_to(actor).filter(public_id__in=picked).order_by()
    pks = list(seen.values_list("pk", flat=True))
    list(locked(model.objects.filter(pk__in=pks)))
    rows = reading.actions() if wish.is_of_actions else reading.recommendations()
    return list(rows.visible_to(actor).filter(pk__in=pks))


def _with_theme(wish: Wish) -> Wish:
    """A theme that was named and is not there is made."""
    if not isinstance(wish.value, str):
        return wish
    theme = theme_named(wish.partnership, wish.value)
    return Wish(wish.partnership, wish.what, theme, wish.today)


class _Work:
    """One change, row by row."""

    def __init__(self, actor: User, wish: Wish, change: BulkChange, rows: list[Any]) -> None:
        self.actor, self.wish, self.change = actor, wish, change
        self.plan = Plan(wish, rows)

    def tried(self, row: Any, version: int) -> Planned:
        """What became of a row: a refusal undoes what was written of it, and of no other."""
        planned = self.plan.of(row)
        if row.version != version:
            changes = "; ".join(stale(row, version).changes) or "saved without a change"
            return planned._replace(why_not=f"Somebody saved it after the preview. {changes}.")
        if planned.why_not:
            return planned
        try:
            with transaction.atomic():
                self._change(row, version)
        except NotAllowed:
            return planned._replace(why_not=NOT_YOURS)
        except (StaleRecord, InvalidTransition) as refused:
            return planned._replace(why_not=str(refused))
        except ValidationError as invalid:
            return planned._replace(why_not=" ".join(invalid.messages))
        return planned

    def _change(self, row: Any, version: int) -> None:
        same: dict[str, Any] = {"actor": self.actor, "version": version}
        reason = self.change.reason
        if self.wish.what == What.DUE:
            move_due_date(
                **same,
                action=row,
                new_due_on=self.wish.value,
                reason=reason,
                agreed_by=self.change.agreed_by,
                today=self.wish.today,
            )
        elif self.wish.is_of_actions:
            edit_action(**same, action=row, reason=reason, **self._who(row))
        else:
            themes = themes_after(self.wish, row)
            edit_recommendation(**same, recommendation=row, themes=themes, reason=reason)

    def _who(self, action: Action) -> dict[str, Any]:
        """Who leads, owns and helps afterwards."""
        others = list(action.contributing_agencies.all())
        who = {"lead_agency": action.lead_agency, "contributing_agencies": others}
        if self.wish.what == What.OWNER:
            return {**who, "owner": self.wish.value}
        owner = self.plan.owner_after(action)
        return {**who, "lead_agency": self.wish.value, "owner": owner}
