"""Dates, counts and tags as people read them."""

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Response
from recommendations.status import Progress, Rating, Status
from reminders.models import Mail
from scr_tracker.templatetags import site

TODAY = date(2026, 11, 2)


def test_dates_are_written_out():
    assert site.day(date(2027, 3, 3)) == "3 March 2027"
    assert site.day_short(date(2027, 3, 3)) == "3 Mar 2027"
    assert site.day(None) == ""


def test_an_instant_is_shown_in_london():
    summer_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert site.day(summer_midnight) == "1 July 2026"
    assert site.moment(summer_midnight) == "1 July 2026 at 12:30am"
    assert site.moment(datetime(2026, 11, 2, 14, 5, tzinfo=UTC)) == "2 November 2026 at 2:05pm"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 10, 21), "12 days late"),
        (date(2026, 11, 1), "1 day late"),
        (date(2026, 11, 2), "today"),
        (date(2026, 11, 3), "tomorrow"),
        (date(2026, 11, 5), "in 3 days"),
        (None, ""),
    ],
)
def test_relative_dates(due, words):
    assert site.relative(due, TODAY) == words


def test_relative_takes_today_from_london(today):
    assert site.relative(date(2026, 11, 1)) == "1 day late"


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, "action", "no actions"),
        (1, "action", "1 action"),
        (7, "action", "7 actions"),
        (2, "agency,agencies", "2 agencies"),
    ],
)
def test_counts_have_their_noun(number, words, said):
    assert site.counted(number, words) == said


@pytest.mark.parametrize(
    "values",
    [Status, Rating, Progress, Mail.State, EvidenceVersion.Scan, Evidence.Level],
)
def test_every_status_word_has_a_colour(values):
    assert [v for v in values.values if v not in site.COLOURS] == []


def test_every_position_has_a_colour():
    named = [value for value in Response.Position.values if value]
    assert [value for value in named if value not in site.COLOURS] == []


def test_a_tag_prints_its_word_and_escapes_it():
    html = render_to_string("components/tag.html", {"value": "overdue", "label": "<Late>"})
    assert html.strip() == '<strong class="govuk-tag govuk-tag--red">&lt;Late&gt;</strong>'
    bare = render_to_string("components/tag.html", {"value": "not_started"})
    assert "Not started</strong>" in bare


def test_pages_keep_the_filter_and_the_sort():
    page = Paginator(range(60), 10).page(3)
    request = RequestFactory().get("/actions/?status=overdue&status=on_hold&page=3")
    html = render_to_string("components/pagination.html", {"page": page, "request": request})
    assert 'href="?status=overdue&amp;status=on_hold&amp;page=2" rel="prev"' in html
    assert "21 to 30 of 60" in html


def test_one_page_shows_no_links():
    page = Paginator(range(3), 10).page(1)
    html = render_to_string("components/pagination.html", {"page": page})
    assert html.strip() == ""
