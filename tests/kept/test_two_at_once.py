"""Stamps while several write at the same time, on PostgreSQL: nothing is overlooked or waited for.

Each write runs on a connection of its own that the test opens, ends and looks past.
"""

from contextlib import contextmanager

import psycopg2
import pytest
from django.db import connection

from agencies.models import Membership
from recommendations.models import Action
from scr_tracker import kept_text, stamps
from tests.world import build_world

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@contextmanager
def another():
    """A connection with a transaction of its own, which ends when the test says so."""
    told = connection.get_connection_params()
    where = {name: told.get(name) for name in ("dbname", "user", "password", "host", "port")}
    opened = psycopg2.connect(**where)
    try:
        yield opened
    finally:
        opened.close()


def rename(opened, action, title):
    with opened.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '3s'")
        cursor.execute(
            "UPDATE recommendations_action SET title = %s WHERE id = %s", [title, action.pk]
        )


@pytest.fixture
def world(transactional_db):
    return build_world()


@pytest.fixture
def page(world):
    """`page()`: the titles of a partnership, kept as its pages are; `page.made`: how often made."""
    member = Membership.objects.filter(pk=world.manager.memberships.get().pk)

    def ask(meanwhile=None):
        stamp = member.annotate(stamp=stamps.stamp("partnership_id")).get().stamp

        def make():
            ask.made += 1
            here = Action.objects.filter(recommendation__review__partnership=world.city)
            titles = ", ".join(here.order_by("pk").values_list("title", flat=True))
            if meanwhile:
                meanwhile()
            return {"titles": titles}

        return kept_text.kept("titles", {world.city.pk: stamp}, make)["titles"]

    ask.made = 0
    return ask


def test_what_began_earlier_and_ends_later_is_not_overlooked(world, page):
    with another() as early, another() as late:
        rename(early, world.police_action, "Early")
        # The later transaction writes of the same partnership, and waits for nobody.
        rename(late, world.health_action, "Late")
        before = page()
        late.commit()
        assert "Late" in page()
        assert "Early" not in page()
        early.commit()
        assert {"Early", "Late"} <= set(page().split(", "))
        assert before not in (page(), "")
        assert page.made == 3


def test_what_is_written_while_a_page_is_made_is_on_the_next(world, page):
    with another() as writer:

        def meanwhile():
            rename(writer, world.police_action, "Meanwhile")
            writer.commit()

        assert "Meanwhile" not in page(meanwhile)
        assert "Meanwhile" in page()
        assert page.made == 2


def test_what_was_taken_back_changes_nothing(world, page):
    first = page()
    with another() as writer:
        rename(writer, world.police_action, "Taken back")
        writer.rollback()
        assert page() == first
        assert page.made == 1


def test_folding_beside_a_writer_loses_nothing_and_waits_for_nobody(world, page):
    first = page()
    with another() as writer, another() as folder:
        rename(writer, world.police_action, "Written")
        with folder.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute(stamps._FOLDED)
        assert page() == first
        writer.commit()
        assert "Written" in page()
        folder.commit()
        assert "Written" in page()
        assert page.made == 2
    stamps.fold()
    assert "Written" in page()
    assert page.made == 2
