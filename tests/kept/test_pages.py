"""Pages that keep their figures say what is so now, to each what they may see."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations.models import Action
from scr_tracker.as_at import standing
from scr_tracker.stamps.watched import watched
from tests.kept.pages import PAGES, making, shown
from tests.world import add_action, add_review

#: Queries of a page that is kept: session, person, memberships, reviews that name the person, and
#: what the page asks beside its figures.
FEW = 12


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
    assert tables_in(questions) <= {model._meta.db_table for model in watched()}


def tables_in(questions):
    """Those of the SQL, and those behind what it reads of a past day."""
    turned = standing.selects("then")
    tables = set(connection.introspection.table_names())
    read = {name for sql in questions for name in re.findall(r'"(\w+)"', sql)} & tables
    behind = {name for table in read for name in re.findall(r'"(\w+)"', turned.get(table, ""))}
    return read | behind & tables


#: What the view reads beside what it keeps: who asks, what is in the frame of each page, and names
#: in the filter, which stand outside of what is kept.
FRAME = {
    *("django_session", "agencies_invitation", "recommendations_notice"),
    *("recommendations_savedview", "recommendations_startpage"),
}


@pytest.mark.parametrize("page", PAGES)
def test_what_the_view_reads_before_is_watched_or_in_the_frame(town, address, sign_in, page):
    """What is handed to the kept part was read outside of it."""
    client, url = sign_in("manager"), address(page, True)
    with CaptureQueriesContext(connection) as asked:
        shown(client, url)
    read = tables_in(query["sql"] for query in asked)
    assert read - {model._meta.db_table for model in watched()} <= FRAME | {"scr_tracker_stamp"}


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
