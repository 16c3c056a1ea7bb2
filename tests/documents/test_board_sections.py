"""The figures of a board pack are those of the dashboard for the same person on the same day."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from dashboards.board import board
from dashboards.scope import Scope as BoardScope
from dashboards.themes.overview import overview
from dashboards.trend import trend
from documents.board.legend import meanings
from documents.board.material import Scope, read
from documents.board.sections import SECTIONS, USUAL
from documents.report.model import Chart, Entries, Paragraph, Table
from recommendations.legend import HOUSE
from recommendations.models import Action, DueDateChange, Review, Theme
from recommendations.services import reopen_sign_off
from recommendations.status import Progress, Rating
from tests.dashboards.test_numbers import add_themes
from tests.dashboards.town import build_town, challenge, sign_off, signature
from tests.legend.owning import give
from tests.world import TODAY, add_action, add_recommendation, add_review

PEOPLE = ("manager", "board_member", "scrutineer", "police_lead", "health_lead", "childrens_lead")


def material(world, person="manager", **changes):
    fields = {"partnership": world.city, "today": TODAY} | changes
    return read(Scope(user=world.fresh(person), **fields))


def section(key, *args, **changes):
    return SECTIONS[key].build(material(*args, **changes))


def figures(found):
    return {row.label: row.value for row in found.blocks[2].rows}


def tables(found):
    """By name, without the first column, each row by it."""
    held = [block.table if isinstance(block, Chart) else block for block in found.blocks]
    return {
        table.name: {row[0]: row[1:] for row in table.rows}
        for table in held
        if isinstance(table, Table)
    }


def entries(found):
    (block,) = [block for block in found.blocks if isinstance(block, Entries)]
    return {entry.heading: entry for entry in block.entries}


def board_of(town, person):
    return board(BoardScope.plain(town.fresh(person), town.city, TODAY))


@pytest.fixture
def town(world):
    build_town(world)
    return world


@pytest.mark.parametrize("person", PEOPLE)
def test_figures_are_those_of_the_dashboard(town, person):
    shown = board_of(town, person)
    found = figures(section("summary", town, person))
    progress = {part.key: part.count for part in shown.progress.chart.parts}
    assert {key: found[f"Recommendations: {Progress(key).label}"] for key in progress} == progress
    assert found | {} == found | {
        "Recommendations": shown.progress.total.value,
        "Recommendations: Awaiting another body": shown.progress.awaiting.value,
        "Actions overdue": shown.overdue,
        "Actions awaiting verification": shown.claims.number.value,
        "Actions due in the next 30 days": sum(row.parts[0].count for row in shown.coming.rows),
        "Recommendations with every action complete, for a forum to sign off": (
            shown.progress.to_sign_off.value
        ),
        "Evidence to accept or return": shown.waiting.evidence.number.value,
        "Requests for more time": shown.waiting.extensions.number.value,
        "Open challenges": shown.waiting.challenges.number.value,
        "Embedding checks due": shown.waiting.checks.number.value,
        "Open requests for evidence": shown.waiting.wanted.number.value,
        "Decisions with newer evidence": shown.waiting.overtaken.number.value,
    }


def test_there_is_something_to_compare(town):
    found = figures(section("summary", town))
    assert {label: value > 0 for label, value in found.items()} | {
        "Decisions with newer evidence": True,
        "Open requests for evidence": True,
    } == dict.fromkeys(found, True)


@pytest.mark.parametrize("person", PEOPLE)
def test_overdue_by_agency_is_that_of_the_dashboard(town, person):
    shown = board_of(town, person).lateness
    found = tables(section("late", town, person)).get("Overdue", {})
    assert found == {r.label: (*(part.count for part in r.parts), r.total) for r in shown.rows}


@pytest.mark.parametrize("person", PEOPLE)
def test_ratings_by_agency_are_those_of_the_action_list(town, person):
    seen = Action.objects.visible_to(town.fresh(person)).with_rating(TODAY)
    counts = Counter(seen.values_list("lead_agency__short_name", "rating"))
    found = tables(section("ratings", town, person)).get("Agencies by rating", {})
    order = [key.value for key in Rating]
    assert found == {
        agency: (*(counts[agency, key] for key in order), sum(counts[agency, k] for k in order))
        for agency in {agency for agency, _ in counts}
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_what_comes_is_that_of_the_dashboard(town, person):
    shown = board_of(town, person).coming
    block = section("coming", town, person).blocks[0]
    if not shown.rows:
        assert block == Paragraph("Nothing is due in the next 90 days.")
        return
    assert [column.heading for column in block.columns[1:]] == [
        heading.label for heading in shown.table.headings
    ]
    sums = shown.totals or replace(shown.rows[0], label="All agencies")
    assert block.rows == tuple(
        (row.label, *(part.count for part in row.parts), row.total) for row in (*shown.rows, sums)
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_what_waits_is_that_of_the_dashboard(town, person):
    shown = board_of(town, person)
    found = tables(section("waiting", town, person))["Waiting"]
    claims = shown.claims
    oldest = claims.oldest and timezone.localdate(claims.oldest)
    assert found["Actions awaiting verification"] == (claims.number.value, oldest)
    ready = shown.progress.to_sign_off.value
    assert found["Recommendations with every action complete, for a forum to sign off"][0] == ready
    undecided = shown.waiting.evidence
    assert found["Evidence to accept or return"] == (undecided.number.value, undecided.oldest)
    challenged = shown.waiting.challenges
    assert found["Open challenges"] == (challenged.number.value, challenged.oldest)
    assert found["Embedding checks due"] == (
        shown.waiting.checks.number.value,
        shown.waiting.checks.oldest,
    )


def test_every_list_has_as_many_rows_as_its_figure_says(town):
    found = figures(section("summary", town))
    assert len(entries(section("recommendations", town))) == found["Recommendations"]
    assert len(section("actions", town).blocks[0].rows) == found["Actions"]
    late = [row for row in section("actions", town).blocks[0].rows if row[-1]]
    assert len(late) == found["Actions overdue"]


def test_a_sentence_for_each_recommendation_and_agency(world):
    said = entries(section("recommendations", world))["Clare 1a"]
    assert (said.state, said.sentence) == (
        "Overdue",
        "Overdue: City Constabulary’s action 1a.1 is 12 days late.",
    )
    assert said.text == world.recommendation.wording
    assert [(each.label, each.value) for each in said.facts] == [
        ("Agencies", "Health, Police"),
        ("Actions", 2),
        ("Was due", TODAY - timedelta(days=12)),
        ("Days late", 12),
        ("Next date", TODAY + timedelta(days=10)),
    ]
    add_action(world, status="verified", due_in=-5)
    add_action(world, due_in=-40)
    found = entries(section("agencies", world))
    assert {name: (entry.state, entry.sentence) for name, entry in found.items()} == {
        "City Constabulary": (
            "2 overdue",
            "City Constabulary leads 3 actions: 2 overdue, by 40 days at most; 1 verified.",
        ),
        "City Health Trust": (
            "Nothing overdue",
            "City Health Trust leads 1 action: 1 due in the next 30 days.",
        ),
    }


def test_a_lead_reads_of_no_other_agency(world):
    assert list(entries(section("agencies", world))) == ["City Constabulary", "City Health Trust"]
    assert list(entries(section("agencies", world, "police_lead"))) == ["City Constabulary"]
    assert len(section("actions", world, "police_lead").blocks[0].rows) == 1


def test_chosen_reviews_are_all_that_is_counted(world):
    other = add_review(world, pseudonym="Rowan")
    add_action(world, add_recommendation(world, other, (world.police,)), due_in=-3)
    challenge(world, world.recommendation)
    everything = figures(section("summary", world))
    chosen = figures(section("summary", world, only=[other.pk]))
    assert (everything["Actions"], everything["Actions overdue"]) == (3, 2)
    assert (chosen["Actions"], chosen["Actions overdue"]) == (1, 1)
    assert (everything["Open challenges"], chosen["Open challenges"]) == (1, 0)
    assert list(tables(section("progress", world, only=[other.pk]))["Progress by review"]) == [
        "Rowan"
    ]
    assert figures(section("summary", world, only=[]))["Recommendations"] == 0


def test_a_restricted_review_is_in_no_section_of_who_is_not_named(world):
    hidden = add_review(world, pseudonym="Hiddenreview", is_restricted=True)
    recommendation = add_recommendation(world, hidden, (world.police,), wording="Hiddenwording")
    add_action(world, recommendation, due_in=-30, title="Hiddenaction")

    def words(person):
        return repr([SECTIONS[key].build(material(world, person)) for key in SECTIONS])

    assert not any("Hidden" in words(person) for person in PEOPLE)
    hidden.people.create(user=world.board_member, named_by=world.manager)
    assert all(word in words("board_member") for word in ("Hiddenreview", "Hiddenaction"))
    assert "Hidden" not in words("manager")


def test_words_and_colours_are_the_partnerships_own(world):
    give(world.city)
    assert section("summary", world).blocks[0].text == "1 recommendation: 1 Off course."
    assert entries(section("recommendations", world))["Clare 1a"].state == "Off course"
    chart = section("progress", world).blocks[0]
    assert chart.table.rows == (("Off course", 1, 100),)
    assert "#942514" in chart.svg
    rating = [column.heading for column in section("actions", world).blocks[0].columns].index(
        "Rating"
    )
    assert [row[rating] for row in section("actions", world).blocks[0].rows] == ["Red", "Amber"]
    legend = meanings(material(world).legend, ["actions"])
    assert {each.label: (each.colour, each.meaning) for each in legend} | {
        "Red": ("#d4351c", "Late.")
    } == {each.label: (each.colour, each.meaning) for each in legend}
    plain = [each.label for each in meanings(HOUSE, ["actions"])]
    assert [label for label in plain if "Overdue" in label] == [
        "Overdue (recommendations)",
        "Overdue (actions)",
    ]
    assert "Overdue" in [each.label for each in meanings(HOUSE, ["summary"])]


def test_dates_that_moved_say_how_far(world):
    assert [block.text for block in section("moved", world).blocks] == ["No due date has moved."]
    action = world.police_action
    first = TODAY - timedelta(days=112)
    DueDateChange.objects.create(
        action=action, old_due_on=first, new_due_on=action.due_on, **signature(world.manager)
    )
    action.first_due_on = first
    action.save()
    said, slips, table = section("moved", world).blocks
    moved = "The due date of 1 action has moved, on average by 100 days from the first date."
    assert said.text == moved
    assert slips.rows == (("Police", 1, 0, 0, 1, 100, 100),)
    assert [row[-1] for row in table.rows] == [100]


@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_trend_and_proof_are_those_of_the_dashboards(today, world, person):
    build_town(world)
    world.recommendation.themes.add(Theme.objects.create(partnership=world.city, name="Escalation"))
    scope = BoardScope.plain(world.fresh(person), world.city, TODAY)
    expected, last = trend(scope).progress.rows[-1], board(scope)
    found = tables(section("trend", world, person))
    assert found["Progress by month"]["November 2026"][-1] == expected.total > 8
    assert found["Open by month"]["November 2026"][0] > found["Open by month"]["October 2026"][0]
    assert found["Burn-up"]["November 2027"][-1] is None
    assert found["Not closed by theme"] == {"Escalation": (0, 0, 0, 1)}
    levels = tables(section("proof", world, person))["Evidence"]
    assert [row[0] for row in levels.values()] == [
        part.count for part in last.levels.parts if part.count
    ]


@pytest.mark.parametrize("person", PEOPLE)
def test_themes_are_those_of_the_dashboard(today, world, person):
    build_town(world)
    add_themes(world)
    expected = overview(BoardScope.plain(world.fresh(person), world.city, TODAY))
    found = section("themes", world, person)
    assert tables(found).get("Themes", {}) == {
        row.name: (
            len(row.reviews),
            *(number.value for number in (*row.numbers, *years)),
        )
        for row, years in expected.lines
    }
    assert ("Secret" in str(found)) is ("Secret" in {row.name for row in expected.rows})


def test_what_came_back_is_said_first_and_looks_at_no_other_review(today, world):
    """Who opens a pack of chosen reviews may see these, and not what was decided of others."""
    build_town(world)
    add_themes(world)
    (said, _) = section("themes", world).blocks
    assert any("recommended again after it was signed off" in item for item in said.items)
    later = Review.objects.get(published_on=date(2026, 11, 30))
    (said, _) = section("themes", world, only=[later.pk]).blocks
    assert said == Paragraph("Nothing that was signed off came back.")


def test_trend_says_which_decisions_it_counts_no_more(today, world):
    sign_off(world, world.recommendation)

    def said():
        found = section("trend", world).blocks
        return [b.text for b in found if isinstance(b, Paragraph) and "reopened" in b.text]

    assert said() == []
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=world.recommendation, reason="It came back."
    )
    assert said() == [
        "1 decision of these months was reopened since, and is not counted.",
    ]


def test_trend_is_of_the_chosen_reviews_alone(today, world):
    add_action(world, add_recommendation(world, add_review(world)), due_in=-3)
    whole, chosen = (
        tables(section("trend", world, only=only))["Progress by month"]["November 2026"][-1]
        for only in (None, [world.review.pk])
    )
    assert (whole, chosen) == (2, 1)


def test_decisions_are_those_of_the_period(town):
    meetings = {row[1] for row in section("decisions", town).blocks[0].rows}
    assert len(meetings) > 0
    day = max(meetings)
    inside = section("decisions", town, period_from=day - timedelta(days=1), period_to=day)
    assert {row[1] for row in inside.blocks[0].rows} == {day}
    outside = section("decisions", town, period_from=day)
    assert outside.blocks[0].text == "No forum recorded a decision in this period."


@pytest.mark.parametrize("many", [1, 30])
def test_reading_takes_as_many_questions_for_one_as_for_thirty(
    world, django_assert_num_queries, many
):
    for _ in range(many):
        for review in (world.review, add_review(world)):
            add_action(world, add_recommendation(world, review, (world.police,)), due_in=-3)
    user = world.fresh("manager")
    with django_assert_num_queries(25):
        found = read(Scope(user=user, partnership=world.city, today=TODAY))
        for kind in SECTIONS.values():
            kind.build(found)


def test_the_usual_sections_leave_out_only_the_long_list():
    assert [key for key in SECTIONS if key not in USUAL] == ["actions"]


def test_a_section_says_its_key_and_of_nothing_says_so(world):
    outsider = material(world, "outsider")
    assert [kind.build(outsider).key for kind in SECTIONS.values()] == list(SECTIONS)
    assert section("summary", world, "outsider").blocks[0].text == (
        "There are no recommendations here."
    )
