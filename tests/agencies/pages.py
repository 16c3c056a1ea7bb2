"""Addresses of this room's pages, and what a page says."""

import re

from django.urls import reverse

from agencies.models import Membership

PLAIN = ("agency-list", "agency-add", "forum-list", "forum-add", "person-list", "person-add")
OF_AGENCY = ("agency-edit", "agency-end", "agency-restore")
OF_FORUM = ("forum-edit", "forum-end", "forum-restore", "meeting-add")
OF_PERSON = ("person-edit", "person-end", "person-restore", "person-invite")


def address(name, world, thing=None, partnership=None):
    args = [(partnership or world.city).public_id]
    return reverse(f"agencies:{name}", args=[*args, thing] if thing else args)


def every_address(world):
    lead = Membership.objects.get(user=world.police_lead)
    yield from (address(name, world) for name in PLAIN)
    yield from (address(name, world, world.police.public_id) for name in OF_AGENCY)
    yield from (address(name, world, world.forum.public_id) for name in OF_FORUM)
    yield from (address(name, world, lead.public_id) for name in OF_PERSON)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def rows_of(response):
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split())
        for row in re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL)[1:]
    ]
