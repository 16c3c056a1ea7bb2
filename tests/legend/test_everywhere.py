"""Wherever a rating or a progress is printed, it is by the words and colours of its partnership,
and what they mean stands on the same page."""

import csv
import io
import re
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from agencies.models import Membership
from documents import reading, story
from recommendations.legend import HOUSE
from recommendations.services import link_repeat
from tests.legend.owning import give
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def own(world):
    """City calls them its own way, Coast does not; the lead of the police is in both."""
    give(world.city)
    Membership.objects.create(
        user=world.police_lead,
        partnership=world.coast,
        role=Membership.Role.AGENCY_LEAD,
        agency=world.police,
    )
    coast = world.coast_action.recommendation
    add_action(world, coast, world.police, due_in=-5, title="Of Coast", number=8)
    add_action(world, due_in=-3, title="Of City", number=8, owner=world.police_lead)
    return world


def tags(page, kind):
    """The tags outside of the legend: word and classes of each."""
    tree = html.fromstring(page.content)
    path = f"//strong[@data-kind='{kind}'][not(ancestor::section[@class='app-legend'])]"
    return [(each.text_content(), set(each.get("class").split())) for each in tree.xpath(path)]


def legends(page):
    """What stands at the foot: by its heading, the word and the meaning of each entry."""
    found = {}
    for each in html.fromstring(page.content).xpath("//section[@class='app-legend']"):
        entries = each.xpath(".//div[dt]")
        found[each.get("aria-label")] = {
            entry.xpath("string(.//strong)"): entry.xpath("string(dd)") for entry in entries
        }
    return found


def test_a_list_of_two_partnerships_prints_each_row_by_its_own(own, sign_in):
    page = sign_in("police_lead").get(reverse("recommendations:action-list"))
    scope = f"app-legend--{own.city.public_id.hex}"
    late = [(word, scope in classes) for word, classes in tags(page, "rating") if "d" in word]
    assert set(late) == {("Red", True), ("Overdue", False)}
    shown = legends(page)
    assert set(shown) == {"What the ratings mean, City", "What the ratings mean, Coast"}
    assert shown["What the ratings mean, City"]["Red"] == "Late."
    assert shown["What the ratings mean, Coast"]["Overdue"] == HOUSE.rating("overdue").meaning


def test_who_is_in_one_partnership_reads_one_legend(own, sign_in):
    shown = legends(sign_in("health_lead").get(reverse("recommendations:action-list")))
    assert list(shown) == ["What the ratings mean"]
    assert "Red" in shown["What the ratings mean"]
    shown = legends(sign_in("outsider").get(reverse("recommendations:action-list")))
    assert "Overdue" in shown["What the ratings mean"]


def pages(world):
    """Each page that prints ratings or progress of City."""
    return {
        "list of actions": reverse("recommendations:action-list"),
        "list of recommendations": reverse("recommendations:recommendation-list"),
        "review": world.review.get_absolute_url(),
        "recommendation": world.recommendation.get_absolute_url(),
        "action": world.police_action.get_absolute_url(),
        "answer": reverse("recommendations:action-answer", args=[world.police_action.public_id]),
        "my work": reverse("dashboards:my-work"),
    }


@pytest.mark.parametrize("person", ["police_lead", "manager"])
def test_each_word_of_a_page_is_explained_on_it(own, sign_in, person):
    client = sign_in(person)
    for name, address in pages(own).items():
        page = client.get(address)
        explained = {word for entries in legends(page).values() for word in entries}
        printed = {word for kind in ("rating", "progress") for word, _ in tags(page, kind)}
        assert printed or (name, person) == ("my work", "manager"), name
        assert printed <= explained, name
        assert printed & {"Overdue", "On track"} <= {"Overdue"}, name


@pytest.mark.parametrize("page", ["action", "answer"])
def test_the_page_of_an_action_explains_the_one_word_that_it_prints(own, sign_in, page):
    found = sign_in("police_lead").get(pages(own)[page])
    ((word, _),) = tags(found, "rating")
    assert legends(found) == {"What the rating means": {"Red": "Late."}}
    assert word == "Red"


def test_the_sentence_of_a_recommendation_begins_with_its_label(own, sign_in):
    page = sign_in("manager").get(own.recommendation.get_absolute_url())
    assert page.context["why"].startswith("Off course: City Constabulary’s action ")
    assert [word for word, _ in tags(page, "progress")] == ["Off course"]


def test_what_asked_for_the_same_is_told_by_its_label(own, sign_in):
    earlier = add_recommendation(own, add_review(own), (own.police,))
    add_action(own, earlier, due_in=-9)
    link_repeat(
        actor=own.fresh("manager"), recommendation=own.recommendation, earlier=earlier, note=""
    )
    page = sign_in("manager").get(own.recommendation.get_absolute_url())
    assert [word for word, _ in tags(page, "progress")] == ["Off course", "Off course"]


def test_sentences_and_charts_count_by_the_labels(own, sign_in):
    client = sign_in("board_member")
    board = client.get(reverse("dashboards:board", args=[own.city.public_id]))
    chart = board.context["board"].progress.chart
    assert [(part.label, part.drawn.colour) for part in chart.shown] == [("Off course", "#942514")]
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", board.content.decode()))
    assert "1 recommendation: 1 Off course." in text
    review = client.get(own.review.get_absolute_url())
    assert review.context["chart"].description == "1 in all: Off course 1."
    reviews = client.get(reverse("recommendations:review-list")).content.decode()
    assert "1 recommendation: 1 Off course" in reviews


def test_filters_offer_the_labels(own, sign_in):
    def offered(person, page, name):
        form = sign_in(person).get(reverse(f"recommendations:{page}")).context["filter_form"]
        return dict(form.fields[name].choices)

    assert offered("manager", "action-list", "rating")["overdue"] == "Red"
    assert offered("outsider", "action-list", "rating")["overdue"] == "Overdue"
    assert offered("police_lead", "action-list", "rating")["overdue"] == "Red / Overdue"
    assert offered("police_lead", "action-list", "rating")["on_hold"] == "On hold"
    assert offered("manager", "recommendation-list", "progress")["signed_off"] == "Blue"


def test_a_filter_still_asks_for_what_is_stored(own, sign_in):
    page = sign_in("manager").get(reverse("recommendations:action-list") + "?rating=overdue")
    assert {word for word, _ in tags(page, "rating")} == {"Red"}
    chips = html.fromstring(page.content).xpath("//*[contains(@class, 'app-chip')]")
    assert any("Red" in chip.text_content() for chip in chips)


def exported(client, page, kind="csv"):
    answer = client.get(reverse(f"recommendations:{page}") + f"?download={kind}")
    return b"".join(answer.streaming_content)


def columns(client, page, heading):
    rows = csv.DictReader(io.StringIO(exported(client, page).decode("utf-8-sig")))
    return {row[heading] for row in rows}


def test_files_hold_the_labels(own, sign_in):
    client = sign_in("police_lead")
    assert columns(client, "action-list", "Rating") >= {"Red", "Overdue"}
    assert columns(client, "recommendation-list", "Progress") == {"Off course", "Overdue"}
    manager = sign_in("manager")
    assert columns(manager, "action-list", "Rating") == {"Red", "Amber"}
    assert columns(manager, "review-list", "Off course") == {"1"}
    assert columns(client, "review-list", "Off course / Overdue") == {"1"}


def about(client, page):
    book = CalamineWorkbook.from_filelike(io.BytesIO(exported(client, page, "xlsx")))
    rows = book.get_sheet_by_name("About").to_python()
    return {row[0]: row[1] for row in rows}


def test_excel_says_what_own_words_mean(own, sign_in):
    assert about(sign_in("manager"), "action-list")["Red"] == "Late."
    assert about(sign_in("police_lead"), "action-list")["Red (City)"] == "Late."
    assert "Overdue" not in about(sign_in("outsider"), "action-list")


def test_a_pack_prints_the_labels_and_what_they_mean(own, sign_in):
    from django.utils import timezone

    contents = reading.read(own.fresh("manager"), own.review, None, timezone.now())
    blocks = list(story.story(contents))
    tables = {block.caption: block.rows for block in blocks if hasattr(block, "caption")}
    overview = tables["Each recommendation, how far it is, and how much is shown of it"]
    assert overview[0][2] == "Off course"
    actions = tables["Actions of 1a"]
    assert any("Red" in row[3] for row in actions)
    assert ("Red", "Late.") in tables["Rating, as the partnership calls it"]
    assert contents.today == TODAY


def test_a_pack_without_own_words_explains_none(world):
    from django.utils import timezone

    contents = reading.read(world.fresh("manager"), world.review, None, timezone.now())
    captions = [getattr(block, "caption", "") for block in story.story(contents)]
    assert "Rating, as the partnership calls it" not in captions


def test_help_shows_the_words_of_one_s_own_partnerships(own, sign_in, client):
    shown = legends(sign_in("police_lead").get("/help/"))
    assert set(shown) == {"What the ratings mean, City", "What the progress means, City"}
    assert legends(sign_in("outsider").get("/help/")) == {}
    assert legends(client.get("/help/")) == {}


def test_a_part_of_a_page_without_a_reader_uses_the_words_of_the_house():
    html_text = render_to_string(
        "recommendations/_legend.html",
        {"kind": "rating", "partnership": SimpleNamespace(pk=1, short_name="City")},
    )
    assert "Overdue" in html_text
