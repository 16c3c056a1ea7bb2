"""One forum of a partnership is its board."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agencies.models import Forum
from agencies.services import add_forum, edit_forum, set_forum_active
from scr_tracker.errors import InvalidTransition
from tests.agencies.pages import address, rows_of


def make_board(world, forum, **more):
    values = {"actor": world.manager, "forum": forum, "version": forum.version, "name": forum.name}
    return edit_forum(**{**values, "is_board": True, **more})


def boards(world):
    return [forum.name for forum in Forum.objects.filter(partnership=world.city, is_board=True)]


def test_naming_a_board_takes_it_from_the_forum_that_was(world, sign_in):
    make_board(world, world.forum)
    url = address("forum-add", world)
    sign_in("manager").post(url, {"name": "Executive", "is_board": "on"})
    assert boards(world) == ["Executive"]
    former = world.forum.history.first()
    assert (former.version, former.history_change_reason, former.history_user) == (
        3,
        "The board is now Executive",
        world.manager,
    )
    world.forum.refresh_from_db()
    make_board(world, world.forum)
    assert boards(world) == ["Learning Group"]


def test_the_form_shows_and_keeps_which_forum_is_the_board(world, sign_in):
    make_board(world, world.forum)
    client, url = sign_in("manager"), address("forum-edit", world, world.forum.public_id)
    assert client.get(url).context["form"].initial["is_board"] is True
    assert "The partnership’s board" in rows_of(client.get(address("forum-list", world)))[0]
    client.post(url, {"name": "Learning Group", "is_board": "on", "version": "2"})
    assert boards(world) == ["Learning Group"]
    client.post(url, {"name": "Learning Group", "version": "3"})
    assert boards(world) == []


def test_another_partnerships_board_stays(world):
    add_forum(actor=world.outsider, partnership=world.coast, name="Shore", is_board=True)
    make_board(world, world.forum)
    assert Forum.objects.get(name="Shore").is_board is True


def test_a_board_that_ends_is_the_board_no_longer(world, sign_in):
    page = sign_in("manager").get(address("forum-end", world, world.forum.public_id))
    assert "no longer the partnership’s board" not in page.content.decode()
    make_board(world, world.forum)
    page = sign_in("manager").get(address("forum-end", world, world.forum.public_id))
    assert "no longer the partnership’s board" in page.content.decode()
    set_forum_active(actor=world.manager, forum=world.forum, is_active=False)
    assert boards(world) == []
    world.forum.refresh_from_db()
    with pytest.raises(InvalidTransition, match="cannot be the board"):
        make_board(world, world.forum)


def test_the_database_holds_one_active_board(world):
    make_board(world, world.forum)
    second = Forum(partnership=world.city, name="Executive", is_board=True)
    with pytest.raises(ValidationError) as refused:
        second.validate_constraints()
    assert refused.value.messages == ["The partnership already has a forum that is its board."]
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Forum.objects.filter(pk=world.forum.pk).update(is_active=False)
