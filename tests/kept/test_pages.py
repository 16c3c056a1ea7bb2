"""Pages that keep their figures say what is so now, to each what they may see."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations import kept_pages
from recommendations.models import Action
from scr_tracker import kept_text
from scr_tracker.as_at import standing
from scr_tracker.stamps.watched import watched
from tests.dashboards.changes.autumn import board_meets
from tests.dashboards.town import build_town
from tests.signing_in import client_of
from tests.world import TODAY, add_action, add_person, add_review

PAGES = ("board", "trend", "changes", "actions")
#: Queries of a page that is kept: session, person, memberships, reviews that name the person, and
#: what the page asks beside its figures.
FEW = 12


@pytest.fixture
def town(today, world):
    """Some weeks later, so that there is a past to look at."""
    build_town(world)
    board_meets(world)
    with time_machine.travel(datetime(2026, 11, 20, 9, 30, tzinfo=UTC), tick=False):
        yield world


@pytest.fixture
def address(town):
    def of(page, past=False):
        board = reverse("dashboards:board", args=[town.city.public_id])
        urls = {
            "board": board,
            "trend": reverse("dashboards:trend", args=[town.city.public_id]),
            "changes": reverse("dashboards:change-summary", args=[town.city.public_id]),
            "actions": reverse("recommendations:action-list"),
        }
        # Of now the list of actions is not kept.
        past = past or page == "actions"
        return f"{urls[page]}?as-at={TODAY + timedelta(days=4)}" if past else urls[page]

    return of


@contextmanager
def making(monkeypatch):
    """What is worked out inside: the texts, and the SQL that it took."""
    found = []
    kept = kept_text.kept

    def watched_kept(about, stamps, make):
        def made():
            with CaptureQueriesContext(connection) as asked:
                texts = make()
            # PostgreSQL counts its cursors.
            sql = [re.sub(r"_django_curs_\w+", "cursor", query["sql"]) for query in asked]
            found.append((texts, sql))
            return texts

        return kept(about, stamps, made)

    with monkeypatch.context() as patch:
        patch.setattr(kept_pages.kept_text, "kept", watched_kept)
        yield found


def shown(client, url):
    """The page without what is different each time."""
    page = client.get(url)
    assert page.status_code == 200
    return re.sub(r'value="[\w-]{30,}"', "", page.content.decode())


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["manager", "police_lead", "board_member"])
def test_page_is_worked_out_once_and_anew_after_each_write(
    town, address, sign_in, monkeypatch, page, past, person
):
    client, url = sign_in(person), address(page, past)
    with making(monkeypatch) as made:
        first = shown(client, url)
        with CaptureQueriesContext(connection) as asked:
            assert shown(client, url) == first
        assert len(made) == 1
        assert len([q for q in asked if q["sql"].startswith("SELECT")]) <= FEW
        add_action(town, agency=town.police, due_in=-3, title="Something new", status="in_progress")
        again = shown(client, url)
        assert len(made) == 2
        shown(client, url)
        assert len(made) == 2
        Action.objects.filter(pk=town.coast_action.pk).update(title="Of another partnership")
        shown(client, url)
        assert len(made) == 2
    if page == "board" and not past:
        assert again != first


def test_dashboard_says_what_was_just_written(town, address, sign_in):
    client, url = sign_in("board_member"), address("board")
    counted = [client.get(url).context["board"].overdue]
    shown(client, url)
    add_action(town, agency=town.police, due_in=-3, status="in_progress")
    counted.append(client.get(url).context["board"].overdue)
    assert counted[1] == counted[0] + 1
    town.police.short_name = "Constabulary"
    town.police.save()
    assert "Constabulary" in shown(client, url)


def test_next_day_is_worked_out_anew(town, address, sign_in, monkeypatch):
    url = address("board")
    with making(monkeypatch) as made:
        for moment, times in (("20T23:30:00", 1), ("20T23:59:59", 1), ("21T00:00:00", 2)):
            with time_machine.travel(f"2026-11-{moment}+00:00", tick=False):
                shown(sign_in("manager"), url)
            assert len(made) == times


@pytest.mark.parametrize("page", PAGES)
def test_who_sees_the_same_is_shown_the_same(town, address, monkeypatch, page):
    """To the letter, by the same questions to the database: so one may have what another asked."""
    two = [town.manager, add_person(town, "second_manager", "manager", town.city)]
    with making(monkeypatch) as made:
        for person in two:
            kept_text.caches["figures"].clear()
            shown(client_of(person), address(page, past=True))
    (texts, sql), (other_texts, other_sql) = made
    assert texts == other_texts
    assert sql == other_sql
    with making(monkeypatch) as made:
        shown(client_of(two[1]), address(page, past=True))
    assert made == []


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_who_sees_more_or_less_is_shown_their_own(town, address, sign_in, monkeypatch, page, past):
    people = ["manager", "board_member", "scrutineer", "police_lead", "health_lead"]
    with making(monkeypatch) as made:
        for person in people:
            shown(sign_in(person), address(page, past))
        assert len(made) == len(people)
        review = add_review(town, is_restricted=True, pseudonym="Hidden")
        shown(sign_in("manager"), address(page, past))
        review.people.create(user=town.manager, named_by=town.scrutineer)
        named = len(made)
        shown(sign_in("manager"), address(page, past))
        assert len(made) == named + 1


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["manager", "police_lead", "scrutineer"])
def test_nothing_is_read_that_is_not_watched(
    town, address, sign_in, monkeypatch, page, past, person
):
    """Else it could change and the page would not say so."""
    with making(monkeypatch) as made:
        shown(sign_in(person), address(page, past))
    [(_, questions)] = made
    assert len(questions) >= 2
    turned = standing.selects("then")
    tables = set(connection.introspection.table_names())
    read = {name for sql in questions for name in re.findall(r'"(\w+)"', sql)} & tables
    behind = {name for table in read for name in re.findall(r'"(\w+)"', turned.get(table, ""))}
    assert (read | behind & tables) <= {model._meta.db_table for model in watched()}


@pytest.mark.parametrize("page", PAGES)
def test_what_is_kept_is_nobodys_own(town, address, sign_in, monkeypatch, page):
    """No token of a form or a session, no name of who asked first."""
    with making(monkeypatch) as made:
        shown(sign_in("manager"), address(page))
    [(texts, _)] = made
    for text in texts.values():
        assert "csrf" not in text
        assert "nonce" not in text
        assert town.manager.email not in text
        assert 'type="hidden"' not in text
