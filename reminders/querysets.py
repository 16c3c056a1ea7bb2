"""Reading: which mails a manager sees, which the worker may take, and who covers for whom."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, OuterRef, Q

from agencies import access
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


def managed_by(user: "Person", way: str = "") -> Q:
    """Of the partnerships that the person manages, but for the reviews that are hidden from them.

    `way` leads to what has a partnership and a recommendation: "notice__".
    """
    managed = access.partnership_ids(user, "manager")
    here = Q(**{f"{way}partnership_id__in": managed})
    return unrestricted(user, f"{way}recommendation__review__") & here


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """The outbox is the manager's: rows of the own partnerships, of things they may see.

        A manager reads the whole partnership, but for the reviews that are hidden from them; a
        test holds this to what each kind of thing says of itself.
        """
        return self.filter(managed_by(user))


class MailedNoticeQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """As `ReminderQuerySet.visible_to`: of what was new for others, too, for the outbox."""
        return self.filter(managed_by(user, "notice__"))


class MailQuerySet(models.QuerySet):
    def daily(self) -> Self:
        """Mails of the plan: those that managers had sent again come beside them, on any day."""
        return self.filter(resend_of=None)

    def with_reader(self) -> Self:
        """With whoever gets it, and how often they chose to hear."""
        return self.select_related("recipient__mail_preference")

    def claimable(self, now: datetime) -> Self:
        """Mails that wait, or whose worker let the lease run out."""
        waiting = Q(state="planned") & (Q(not_before=None) | Q(not_before__lte=now))
        return self.filter(waiting | Q(state="sending", lease_until__lt=now))


class CoverQuerySet(models.QuerySet):
    def managed_by(self, user: "Person") -> Self:
        """Those of the person, and of the partnerships that they manage."""
        managed = access.partnership_ids(user, "manager")
        return self.filter(Q(user_id=user.pk) | Q(partnership_id__in=managed))

    def standing(self, today: date) -> Self:
        """Those that hold today or later, with `delegate_name` and `user_name` as known there."""
        from agencies.queries import shown_name

        rows = self.filter(ended_at=None, last_on__gte=today).select_related("partnership")
        return rows.annotate(
            delegate_name=shown_name("delegate", OuterRef("partnership")),
            user_name=shown_name("user", OuterRef("partnership")),
        )

    def holding(self, user: "Person", today: date) -> Self:
        """Those that hold today by which the person covers, or is covered for."""
        mine = Q(user_id=user.pk) | Q(delegate_id=user.pk)
        return self.standing(today).filter(mine, first_on__lte=today)


class RefusedAddressQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that nobody cleared and that are still the person's address."""
        return self.filter(cleared_at=None, email=F("user__email"))
