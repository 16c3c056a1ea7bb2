"""The people of a partnership, what they are there, and how they are asked to join."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Agency, Invitation, Membership, Partnership, User
from agencies.services.checks import allow_manager, lock_partnership, save_lawful
from agencies.tasks import send_invitation
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as

Role = Membership.Role

#: One mail to a person in this time, however often somebody presses the button.
BETWEEN_INVITATIONS = timedelta(minutes=5)


@transaction.atomic
def add_person(
    *,
    actor: User,
    partnership: Partnership,
    email: str,
    name: str,
    role: str,
    agency: Agency | None = None,
) -> Membership:
    """Give a person a role and ask them by mail to sign in.

    Whoever is known by this address, in any partnership, stays as they are, name included. What
    the manager reads back is the same for them as for a new person.
    """
    allow_manager(actor, partnership)
    agency = _agency_for(role, agency, partnership)
    lock_partnership(partnership)
    user = _person(email, name, actor)
    rows = Membership.objects.filter(user=user, partnership=partnership)
    membership = rows.filter(role=role, agency=agency).first()
    if membership is not None and membership.is_active:
        raise InvalidTransition("This person already has this role.", "email")
    if membership is None:
        membership = Membership(user=user, partnership=partnership, role=role, agency=agency)
    else:
        membership.is_active = True
        membership.version += 1
    save_lawful(membership, actor, "email")
    _invite(membership, name, actor)
    return membership


@transaction.atomic
def appoint_manager(*, partnership: Partnership, email: str, name: str) -> User:
    """The first manager of a partnership. For the command line only: there is nobody to ask."""
    user = _person(email, name, None)
    membership, is_new = Membership.objects.get_or_create(
        user=user, partnership=partnership, role=Role.MANAGER, agency=None
    )
    if not is_new and not membership.is_active:
        membership.is_active = True
        membership.version += 1
        save_as(membership, None)
    return user


@transaction.atomic
def change_role(
    *,
    actor: User,
    membership: Membership,
    version: int,
    role: str,
    agency: Agency | None = None,
) -> Membership:
    """Another role, or another agency. What the person may see changes with their next page."""
    partnership = membership.partnership
    allow_manager(actor, partnership)
    _not_oneself(actor, membership)
    agency = _agency_for(role, agency, partnership)
    lock_partnership(partnership)
    membership = lock_unchanged(membership, version)
    if role != Role.MANAGER:
        _leaves_a_manager(membership)
    membership.role, membership.agency = role, agency
    save_lawful(membership, actor, "role")
    return membership


@transaction.atomic
def set_membership_active(
    *, actor: User, membership: Membership, version: int, is_active: bool
) -> Membership:
    """End a person's role, or restore it. What they wrote stays theirs."""
    partnership = membership.partnership
    allow_manager(actor, partnership)
    _not_oneself(actor, membership)
    lock_partnership(partnership)
    membership = lock_unchanged(membership, version)
    if is_active:
        _agency_for(membership.role, membership.agency, partnership, field="")
    else:
        _leaves_a_manager(membership)
    membership.is_active = is_active
    save_as(membership, actor)
    return membership


@transaction.atomic
def resend_invitation(*, actor: User, membership: Membership) -> Invitation:
    """A new mail with a new link, for a person who has not signed in yet."""
    allow_manager(actor, membership.partnership)
    lock_partnership(membership.partnership)
    row: Any = Membership.objects.with_arrival().get(pk=membership.pk)
    if not row.is_active:
        raise InvalidTransition("This role has ended. Restore it first.")
    if row.has_arrived and row.user.last_login is not None:
        raise InvalidTransition("This person has signed in already and needs no invitation.")
    recent = timezone.now() - BETWEEN_INVITATIONS
    if row.invitations.filter(invited_at__gt=recent).exists():
        raise InvalidTransition("An invitation was sent just now. Try again in five minutes.")
    return _invite(row, row.shown_name, actor)


def _person(email: str, name: str, actor: User | None) -> User:
    """The one person with this address; a new one signs in only after choosing a password."""
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        return user
    user = User(email=email, name=name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            save_as(user, actor)
    except IntegrityError:
        # Added by somebody else, in another partnership, at this very moment.
        return User.objects.get(email__iexact=email)
    return user


def _invite(membership: Membership, name: str, actor: User) -> Invitation:
    invitation = Invitation.objects.create(membership=membership, name=name, invited_by=actor)
    # Robust: a broker that is down must not tell the manager that nothing was saved. The list
    # shows the invitation as not sent yet, and offers to send it again.
    transaction.on_commit(partial(send_invitation.delay, invitation.pk), robust=True)
    return invitation


def _agency_for(
    role: str, agency: Agency | None, partnership: Partnership, *, field: str = "agency"
) -> Agency | None:
    """The agency that the role needs, serving the partnership today; none for other roles."""
    if role != Role.AGENCY_LEAD:
        return None
    if agency is None:
        raise InvalidTransition("Choose the agency for which the person leads.", field)
    if not Agency.objects.serving(partnership.pk).filter(pk=agency.pk).exists():
        raise InvalidTransition(f"{agency} does not serve this partnership any more.", field)
    return agency


def _not_oneself(actor: User, membership: Membership) -> None:
    if membership.user_id == actor.pk:
        raise InvalidTransition("You cannot change your own role. Ask another manager to do it.")


def _leaves_a_manager(membership: Membership) -> None:
    """A partnership without a manager could not be helped from inside."""
    managers = Membership.objects.active().filter(
        partnership_id=membership.partnership_id, role=Role.MANAGER
    )
    is_one = membership.role == Role.MANAGER and membership.is_active
    if is_one and not managers.exclude(user_id=membership.user_id).exists():
        raise InvalidTransition("This is the partnership’s last manager. Add another one first.")
