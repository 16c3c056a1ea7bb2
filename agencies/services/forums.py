"""The groups of a partnership that receive assurance."""

from django.db import transaction

from agencies.models import Forum, Partnership, User
from agencies.services.checks import allow_manager, save_lawful
from scr_tracker.versions import lock_unchanged, locked, save_as


@transaction.atomic
def add_forum(*, actor: User, partnership: Partnership, name: str) -> Forum:
    allow_manager(actor, partnership)
    forum = Forum(partnership=partnership, name=name)
    save_lawful(forum, actor, "name")
    return forum


@transaction.atomic
def edit_forum(*, actor: User, forum: Forum, version: int, name: str) -> Forum:
    allow_manager(actor, forum.partnership)
    forum = lock_unchanged(forum, version)
    forum.name = name
    save_lawful(forum, actor, "name")
    return forum


@transaction.atomic
def set_forum_active(*, actor: User, forum: Forum, is_active: bool) -> Forum:
    """End or restore a forum. Its sign-offs stay; pickers offer active forums only."""
    allow_manager(actor, forum.partnership)
    forum = locked(Forum.objects.all()).get(pk=forum.pk)
    if forum.is_active != is_active:
        forum.is_active = is_active
        forum.version += 1
        save_as(forum, actor)
    return forum
