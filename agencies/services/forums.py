"""The groups of a partnership that receive assurance."""

from django.db import transaction

from agencies.models import Forum, Partnership, User
from agencies.services.checks import allow_manager, lock_partnership, save_lawful
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as


@transaction.atomic
def add_forum(*, actor: User, partnership: Partnership, name: str, is_board: bool = False) -> Forum:
    allow_manager(actor, partnership)
    forum = Forum(partnership=partnership, name=name, is_board=is_board)
    if is_board:
        _make_room_for_board(actor, forum)
    save_lawful(forum, actor, "name")
    return forum


@transaction.atomic
def edit_forum(*, actor: User, forum: Forum, version: int, name: str, is_board: bool) -> Forum:
    allow_manager(actor, forum.partnership)
    if is_board:
        _make_room_for_board(actor, forum)
    forum = lock_unchanged(forum, version)
    if is_board and not forum.is_active:
        raise InvalidTransition("A forum that has ended cannot be the board.", "is_board")
    forum.name, forum.is_board = name, is_board
    save_lawful(forum, actor, "name")
    return forum


@transaction.atomic
def set_forum_active(*, actor: User, forum: Forum, is_active: bool) -> Forum:
    """End or restore a forum. Its sign-offs stay; pickers offer active forums only.

    Where the board ends, no forum is the board until a manager says which one.
    """
    allow_manager(actor, forum.partnership)
    forum = locked(Forum.objects.all()).get(pk=forum.pk)
    if forum.is_active != is_active:
        forum.is_active = is_active
        forum.is_board = forum.is_board and is_active
        forum.version += 1
        save_as(forum, actor)
    return forum


def _make_room_for_board(actor: User, board: Forum) -> None:
    """One forum is the board: another that was is no longer."""
    lock_partnership(board.partnership)
    before = Forum.objects.filter(partnership=board.partnership, is_board=True)
    for forum in locked(before.exclude(pk=board.pk)):
        forum.is_board = False
        forum.version += 1
        save_as(forum, actor, f"The board is now {board.name}")
