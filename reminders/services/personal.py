"""What a person chooses about their own mails, and who covers for whom."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Partnership, User
from agencies.permissions import may_manage
from reminders.choices import Choices
from reminders.models import Cover, Preference
from reminders.permissions import delegates_of
from scr_tracker.errors import InvalidTransition, NotAllowed
from scr_tracker.versions import lock_unchanged, locked, save_as, stale

#: A cover is for leave, not for ever: who is away for longer is to be replaced.
LONGEST = timedelta(days=366)


@transaction.atomic
def edit_preference(*, actor: User, version: int, rhythm: str, weekday: int) -> Preference:
    """How often the person hears of what they owe. `version`: 0 where nothing was chosen yet.

    One of their partnerships allows it: it holds there.
    """
    if why_not := Choices.of(actor).why_not(rhythm):
        raise InvalidTransition(why_not, "rhythm")
    locked(User.objects.all()).get(pk=actor.pk)
    preference = Preference.objects.filter(user=actor).first()
    if preference is None:
        preference = Preference(user=actor)
    elif version == 0:
        raise stale(preference, version)
    else:
        preference = lock_unchanged(preference, version)
    preference.rhythm, preference.weekday = rhythm, weekday
    save_as(preference, actor)
    return preference


@transaction.atomic
def name_cover(
    *,
    actor: User,
    user: User,
    partnership: Partnership,
    delegate: User,
    first_on: date,
    last_on: date,
) -> Cover:
    """While the person is away, the delegate is told in their place of what is owed there.

    The person says so, or a manager of the partnership does; the delegate does the same work
    there. It moves mails, and gives no right to see anything.
    """
    if actor.pk != user.pk and not may_manage(actor, partnership):
        raise NotAllowed("Only the person or the partnership’s managers may do this.")
    locked(User.objects.all()).get(pk=user.pk)
    if not delegates_of(user, partnership).filter(pk=delegate.pk).exists():
        raise InvalidTransition("Choose somebody who does the same work there.", "delegate")
    _check_days(first_on, last_on)
    standing = Cover.objects.filter(
        user=user, partnership=partnership, ended_at=None, first_on__lte=last_on
    )
    if standing.filter(last_on__gte=first_on).exists():
        message = "Somebody covers on some of these days already. End that first."
        raise InvalidTransition(message, "first_on")
    cover = Cover(
        partnership=partnership,
        user=user,
        delegate=delegate,
        first_on=first_on,
        last_on=last_on,
        **access.signature(actor, partnership.pk),
    )
    cover.validate_constraints()
    cover.save()
    return cover


@transaction.atomic
def end_cover(*, actor: User, cover: Cover) -> Cover:
    """It ends now; that it was is kept."""
    cover = locked(Cover.objects.filter(pk=cover.pk)).get()
    if actor.pk != cover.user_id and not may_manage(actor, cover.partnership):
        raise NotAllowed("Only the person or the partnership’s managers may do this.")
    if cover.ended_at is None:
        cover.ended_at = timezone.now()
        cover.save(update_fields=["ended_at"])
    return cover


def _check_days(first_on: date, last_on: date) -> None:
    if last_on < timezone.localdate():
        raise InvalidTransition("The last day must be today or later.", "last_on")
    if last_on < first_on:
        raise InvalidTransition("The last day cannot be before the first.", "last_on")
    if last_on - first_on > LONGEST:
        message = "Somebody can cover for a year at most. Give the work to somebody else instead."
        raise InvalidTransition(message, "last_on")
