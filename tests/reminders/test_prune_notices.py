"""Notifications go a year after they were read; those that nobody has read stay."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from recommendations.models import Notice
from recommendations.services.notices import tell
from reminders.models import Mail, MailedNotice
from reminders.tasks import prune_notices
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("today")


def read(world, days_ago):
    about = {"actor": world.fresh("manager"), "thing": world.police_action}
    tell(Notice.Happening.OWNER, [world.police_lead.pk], occasion=f"v{days_ago}", **about)
    notice = Notice.objects.get(occasion=f"v{days_ago}")
    if days_ago is not None:
        notice.read_at = timezone.now() - timedelta(days=days_ago)
        notice.save()
    return notice


def run(*arguments):
    out = StringIO()
    call_command("prune_notices", *arguments, stdout=out)
    return out.getvalue()


def test_what_was_read_more_than_a_year_ago_goes_with_its_place_in_a_mail(world):
    old, young, unread = read(world, 367), read(world, 364), read(world, None)
    Notice.objects.update(recorded_at=timezone.now() - timedelta(days=800))
    mail = Mail.objects.create(recipient=world.police_lead, day=TODAY, message_id="<a@b>")
    for notice in (old, young):
        MailedNotice.objects.create(notice=notice, mail=mail, state="sent")
    assert run("--dry-run") == "1 notification would be removed.\n"
    assert Notice.objects.count() == 3
    assert run() == "1 notification removed.\n"
    assert list(Notice.objects.order_by("pk")) == [young, unread]
    assert MailedNotice.objects.get().notice == young
    assert prune_notices() == 0
    assert run("--today", "2027-11-05") == "1 notification removed.\n"
    assert Notice.objects.get() == unread
