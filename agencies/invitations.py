"""The mail that asks a person to join, and the link in it."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from agencies.models import Invitation, User

#: A worker that died while sending holds its claim for this long.
LEASE = timedelta(minutes=10)
SUBJECT = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}you have been asked to join"


def deliver(invitation_id: int) -> bool:
    """Send one invitation unless it was sent, or is being sent: True where this call sent it."""
    if not _claim(invitation_id):
        return False
    rows = Invitation.objects.filter(pk=invitation_id)
    invitation = rows.select_related("membership__user", "membership__partnership").get()
    membership = invitation.membership
    if not (membership.is_active and membership.user.is_active):
        rows.update(claimed_at=None)
        return False
    try:
        _send(invitation)
    except Exception:
        rows.update(claimed_at=None)
        raise
    rows.update(sent_at=timezone.now())
    return True


def link_to_choose_password(user: User) -> str:
    """The address at which this person chooses a password; it works once, and for three days."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=(user_pk_to_url_str(user), key))
    return f"{settings.SITE_URL}{path}"


def link_to_join(user: User) -> str:
    """Where the person goes next: to sign in where they can, else to choose a password."""
    if user.has_usable_password():
        return f"{settings.SITE_URL}{reverse('account_login')}"
    return link_to_choose_password(user)


def _claim(invitation_id: int) -> bool:
    """Compare and set: of two workers one wins."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    rows = Invitation.objects.filter(free, pk=invitation_id, sent_at=None)
    return rows.update(claimed_at=now) == 1


def _send(invitation: Invitation) -> None:
    user = invitation.membership.user
    context = {
        "user": user,
        "membership": invitation.membership,
        "has_password": user.has_usable_password(),
        "link": link_to_join(user),
        "ends_at": timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        "reset_link": f"{settings.SITE_URL}{reverse('account_reset_password')}",
    }
    body = render_to_string("agencies/mail/invitation.txt", context)
    send_mail(SUBJECT, body, None, [user.email])
