"""What a person may do in the reminders room."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Membership, Partnership, User
from agencies.queries import shown_name


def delegates_of(user: User, partnership: Partnership) -> "QuerySet[User]":
    """Who may cover for the person there: leads of the same agencies, and managers.

    With `shown_name`, as the partnership knows them.
    """
    here = Membership.objects.active().filter(partnership=partnership)
    own = here.filter(user=user, role=Membership.Role.AGENCY_LEAD).values("agency_id")
    same = Q(role=Membership.Role.MANAGER) | Q(agency_id__in=own)
    theirs = here.filter(same, user_id=OuterRef("pk"))
    people = User.objects.filter(Exists(theirs)).exclude(pk=user.pk)
    return people.annotate(shown_name=shown_name("pk", partnership)).order_by("shown_name")
