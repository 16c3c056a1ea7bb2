"""Evidence on the pages of actions and recommendations, and in the timeline."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence import services
from evidence.figures import FigureRow, totals
from evidence.models import Evidence, EvidenceVersion
from evidence.timeline import entries
from recommendations.models import Action, Recommendation
from tests.evidence.asking import decide
from tests.evidence.samples import add, add_url, newer_file, upload
from tests.world import add_action

PANEL = "{% load evidence_panels %}{% evidence_panel thing %}"
COLUMNS = "{% load evidence_panels %}{% recommendation_evidence thing %}"


def render(world, person, text, thing):
    """The tag as a page renders it, and the number of its queries."""
    request = RequestFactory().get("/")
    request.user = world.fresh(person)
    actions = Action.objects.with_parents()
    rows = actions if isinstance(thing, Action) else Recommendation.objects
    fresh = rows.get(pk=thing.pk)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        html = Template(text).render(Context({"request": request, "thing": fresh}))
    return html, len(queries)


def figures(*rows):
    return [FigureRow(label, Decimal(value), unit) for label, value, unit in rows]


def test_panel_shows_title_level_date_and_state(world):
    add(world, title="Briefing", level="outcome")
    html, _ = render(world, "manager", PANEL, world.police_action)
    for words in (
        "Briefing",
        "Outcome: what difference it made",
        "5 October 2026",
        "Waiting for a decision",
        "Add evidence",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("person", "sees", "adds"),
    [
        ("manager", True, True),
        ("police_lead", True, True),
        ("board_member", True, False),
        ("health_lead", False, False),
        ("outsider", False, False),
    ],
)
def test_panel_shows_what_the_reader_may_see_and_do(world, person, sees, adds):
    add(world, title="Briefing")
    html, _ = render(world, person, PANEL, world.police_action)
    assert ("Briefing" in html, "Add evidence" in html) == (sees, adds)


def test_state_follows_the_decision_and_the_scan(world):
    evidence = add(world, title="Briefing")
    services.decide(
        actor=world.manager, evidence=evidence, version=1, decision="returned", comment="More."
    )
    assert "Sent back" in render(world, "manager", PANEL, world.police_action)[0]
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    assert "Waiting for a decision" in render(world, "manager", PANEL, world.police_action)[0]
    evidence.versions.filter(number=2).update(scan_state="infected")
    assert "Refused, a virus was found" in render(world, "manager", PANEL, world.police_action)[0]


def test_columns_sort_by_level_and_say_what_is_missing(world):
    add(world, title="A course held", level="output")
    add(world, title="A survey", level="quality")
    html, _ = render(world, "manager", COLUMNS, world.recommendation)
    assert "A course held" in html
    assert "A survey" in html
    assert "Nothing shows yet what difference it made." in html
    assert "Nothing shows yet what was done." not in html


def test_figures_add_up_per_label_and_unit(world):
    workshops = figures(("Sessions", 5, "sessions"), ("Attendees", 120, "people"))
    briefings = figures(("Sessions", 12, "Sessions "), ("attendees", 317, "people"))
    add(world, figures=workshops)
    # One item for two actions counts once.
    other = add_action(world, title="Another")
    add(world, figures=briefings, also_supports=[other])
    html, _ = render(world, "manager", COLUMNS, world.recommendation)
    assert "Waiting for a decision: 17 Sessions, 437 attendees." in html
    html, _ = render(world, "health_lead", COLUMNS, world.recommendation)
    assert "437" not in html


@pytest.mark.parametrize(
    "unit", ["%", "Per cent", "% of records", "per 1,000 children", "out of 10"]
)
def test_rates_have_no_sum(world, unit):
    for value in (Decimal("87.5"), Decimal(80)):
        add(world, figures=figures(("Pass rate", value, unit), ("Read", 10, "records")))
    assert [str(total) for total in totals(Evidence.objects.for_list())] == ["Read: 20 records"]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [(PANEL, "police_action", 4), (COLUMNS, "recommendation", 4)],
)
@pytest.mark.parametrize("count", [1, 30])
def test_tags_query_the_same_for_1_and_30_items(world, text, name, expected, count):
    for number in range(count):
        add(world, title=f"Item {number}", figures=figures(("Sessions", 1, "sessions")))
    html, queries = render(world, "manager", text, getattr(world, name))
    assert html.count("<li>") == count
    assert queries == expected


@pytest.mark.parametrize("count", [1, 30])
def test_evidence_page_queries_the_same_for_1_and_30_rows(
    world, sign_in, count, django_assert_num_queries
):
    more = [add_action(world, title=f"More {n}") for n in range(count)]
    rows = figures(*((f"W{n}", n, "sessions") for n in range(count)))
    evidence = add(world, figures=rows, also_supports=more, file=upload())
    for _ in range(count):
        version = services.add_version(
            actor=world.police_lead, evidence=evidence, file=newer_file()
        )
        services.record_download(actor=world.fresh("manager"), version=version)
    client = sign_in("manager")
    with django_assert_num_queries(14):
        client.get(evidence.get_absolute_url())


@pytest.mark.parametrize("count", [1, 30])
def test_add_page_queries_the_same_for_1_and_30_actions(
    world, sign_in, count, django_assert_num_queries
):
    for number in range(count):
        add_action(world, title=f"More {number}")
    client, action = sign_in("police_lead"), world.police_action
    with django_assert_num_queries(9):
        client.get(add_url(action))


@pytest.mark.parametrize("count", [1, 30])
def test_timeline_queries_the_same_for_1_and_30_items(world, count, django_assert_num_queries):
    for _ in range(count):
        evidence = add(world)
        services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    user = world.fresh("manager")
    with django_assert_num_queries(5):
        assert len(entries(world.police_action, user)) == 2 * count


def test_timeline_tells_what_was_added_renewed_and_decided(world):
    evidence = add(world, title="Briefing")
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    evidence.refresh_from_db()
    services.decide(
        actor=world.manager,
        evidence=evidence,
        version=evidence.version,
        decision="returned",
        comment="Attendance list only.",
    )
    found = sorted(entries(world.police_action, world.fresh("police_lead")), key=lambda e: e.at)
    assert [(e.title, e.by, e.text) for e in found] == [
        ("Evidence added: Briefing", "Police Lead", ""),
        ("Version 2 of evidence: Briefing", "Police Lead", ""),
        ("Evidence sent back: Briefing", "Manager", "Attendance list only."),
    ]


def test_timelines_name_the_item_in_which_a_virus_was_found(world, sign_in):
    evidence, clean = add(world, title="Register"), add(world, title="Minutes")
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    found_at = timezone.now() + timedelta(hours=1)
    first = evidence.versions.get(number=1)
    EvidenceVersion.objects.update(scan_state="clean", scanned_at=found_at)
    EvidenceVersion.objects.filter(pk=first.pk).update(scan_state="infected")
    said = (
        "A virus was found in Register",
        "",
        "Version 1 of its file was refused. Nobody can open it.",
    )
    found = entries(world.police_action, world.fresh("board_member"))
    viruses = [(e.title, e.by, e.text) for e in found if e.at == found_at]
    assert (viruses, len(found)) == ([said], 4)
    EvidenceVersion.objects.filter(evidence=evidence).update(scan_state="infected")
    found = entries(world.police_action, world.fresh("board_member"))
    assert sorted(e.text[:9] for e in found if e.at == found_at) == ["Version 1", "Version 2"]
    assert sum(e.title == "Version 2 of evidence: Register" for e in found) == 1
    client = sign_in("board_member")
    happened = client.get(evidence.get_absolute_url()).context["happened"]
    assert [(e.title, e.at) for e in happened] == [(said[0], found_at)] * 2
    assert (
        "A virus was found in Register" in client.get(evidence.get_absolute_url()).content.decode()
    )
    page = client.get(clean.get_absolute_url())
    assert (page.context["happened"], "Nobody has decided" in page.content.decode()) == ([], True)


def test_a_decision_on_what_has_changed_since_says_so(world, sign_in):
    evidence, client = add(world), sign_in("board_member")

    def titles():
        page = client.get(evidence.get_absolute_url())
        return [entry.title for entry in page.context["happened"]]

    decide(world, evidence)
    assert titles() == ["Accepted"]
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    assert titles() == ["Accepted, before it changed"]
    decide(world, evidence, "returned")
    assert titles() == ["Sent back", "Accepted, before it changed"]


def test_timeline_tells_only_what_the_reader_may_see(world):
    world.police_action.contributing_agencies.add(world.health)
    add(world, title="Own"), add(world, title="Shared", is_shared=True)
    titles = {e.title for e in entries(world.police_action, world.fresh("health_lead"))}
    assert titles == {"Evidence added: Shared"}
    assert len(entries(world.police_action, world.fresh("manager"))) == 2
    assert entries(world.police_action, world.fresh("outsider")) == []


def test_action_and_recommendation_pages_show_it(world, sign_in):
    add(world, title="Briefing of 5 October")
    for thing in (world.police_action, world.recommendation):
        html = sign_in("manager").get(thing.get_absolute_url()).content.decode()
        assert "Briefing of 5 October" in html
