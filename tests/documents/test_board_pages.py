"""The pages of board packs: ask, look how far it is, read, take, give, schedule."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from lxml import html

from documents.board.making import JOB
from documents.models import BoardPack, BoardSchedule
from recommendations.models import Action
from tests.dashboards.town import NOW
from tests.documents.board_packs import ask, give, make
from tests.documents.read_back import cells_of_excel, words_of_pdf
from tests.world import TODAY, add_person

pytestmark = pytest.mark.usefixtures("today")


def url(name, thing, *more):
    return reverse(f"documents:{name}", args=[thing.public_id, *more])


def text(answer):
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def asked(world, **changes):
    day = {"as_at_day": "2", "as_at_month": "11", "as_at_year": "2026"}
    return {"title": "Papers", "which": "all", "sections": ["summary"], **day} | changes


def test_the_dashboard_leads_there(world, sign_in):
    address = reverse("dashboards:board", args=[world.city.public_id])
    assert (
        url("board-pack-list", world.city) in sign_in("board_member").get(address).content.decode()
    )


def test_asking_leads_to_the_pack_that_waits(world, sign_in):
    client = sign_in("board_member")
    answer = client.post(url("board-pack-add", world.city), asked(world))
    pack = BoardPack.objects.get()
    assert (answer.status_code, answer.url) == (302, pack.get_absolute_url())
    page = text(client.get(answer.url))
    assert "Waiting to be made" in page
    assert "Read it here" not in page
    JOB.make(pack.pk)
    part = client.get(url("board-pack-progress", pack))
    assert ("Read it here" in text(part), part["Cache-Control"]) == (True, "no-store")


def test_the_form_offers_what_the_person_sees(world, sign_in):
    meeting = world.forum.meetings.create(held_on=TODAY + timedelta(days=3))
    world.forum.meetings.create(held_on=TODAY - timedelta(days=300))
    page = html.document_fromstring(
        sign_in("manager").get(url("board-pack-add", world.city)).content
    )
    assert page.xpath("//select[@name='meeting']/option/@value") == ["", str(meeting.public_id)]
    assert page.xpath("//input[@name='reviews']/@value") == [str(world.review.public_id)]
    page = html.document_fromstring(
        sign_in("police_lead").get(url("board-pack-add", world.city)).content
    )
    assert page.xpath("//select[@name='meeting']/option/@value") == [""]


def test_my_work_leads_to_packs_of_the_last_days(world, sign_in):
    def led_to(person):
        page = html.document_fromstring(sign_in(person).get("/my-work/").content)
        return page.xpath("//h2[@id='board-packs']/following-sibling::ul[1]//a/@href")

    waits, made = ask(world, "board_member"), make(world)
    assert led_to("board_member") == [waits.get_absolute_url()]
    assert led_to("manager") == [made.get_absolute_url()]
    give(world, made)
    assert led_to("board_member") == [made.get_absolute_url(), waits.get_absolute_url()]
    assert led_to("scrutineer") == [made.get_absolute_url()]
    assert led_to("police_lead") == led_to("outsider") == []
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert led_to("manager") == led_to("scrutineer") == []
        assert led_to("board_member") == [waits.get_absolute_url()]


@pytest.mark.parametrize(("person", "is_known"), [("manager", True), ("police_lead", False)])
def test_the_next_meeting_of_the_board_is_chosen_beforehand(world, sign_in, person, is_known):
    other = world.city.forums.create(name="Quality group")
    other.meetings.create(held_on=TODAY + timedelta(days=1))
    world.forum.is_board = True
    world.forum.save()
    for days in (-1, 40, 0):
        day = world.forum.meetings.create(held_on=TODAY + timedelta(days=days))
    page = html.document_fromstring(sign_in(person).get(url("board-pack-add", world.city)).content)
    chosen = page.xpath("//select[@name='meeting']/option[@selected]/@value")
    assert [value for value in chosen if value] == ([str(day.public_id)] if is_known else [])


def test_the_period_begins_with_the_last_meeting_of_the_board(world, sign_in):
    world.forum.is_board = True
    world.forum.save()
    world.forum.meetings.create(held_on=TODAY - timedelta(days=40))
    page = html.document_fromstring(
        sign_in("manager").get(url("board-pack-add", world.city)).content
    )
    parts = [
        page.xpath(f"string(//input[@name='period_from_{p}']/@value)") for p in ("day", "month")
    ]
    assert parts == ["23", "9"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sections": []}, "Choose at least one section"),
        ({"which": "chosen"}, "Choose at least one review"),
        ({"as_at_year": "2027"}, "must be today or in the past"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(world, sign_in, changes, message):
    answer = sign_in("manager").post(url("board-pack-add", world.city), asked(world) | changes)
    assert answer.status_code == 200
    summary = html.document_fromstring(answer.content).xpath("//*[@class='govuk-error-summary']")
    assert message in " ".join(summary[0].text_content().split())
    assert not BoardPack.objects.exists()


def test_a_pack_is_read_as_a_page_with_its_marking(world, sign_in):
    pack = make(world)
    Action.objects.update(title="Changed later")
    answer = sign_in("manager").get(url("board-pack-read", pack))
    page = html.document_fromstring(answer.content)
    assert page.xpath("count(//h1)") == 1
    assert "1a.1 is 12 days late" in text(answer)
    assert "Changed later" not in text(answer)
    assert [h.text for h in page.xpath("//*[@class='app-document']//h2")][:3] == [
        *("Contents", "Summary", "Recommendations"),
    ]
    assert "<p>OFFICIAL</p>" in answer.content.decode()


def test_each_format_is_sent_and_logged(world, sign_in):
    pack = make(world, sections=["summary", "actions"])
    client = sign_in("manager")
    answers = {key: client.get(url("board-pack-download", pack, key)) for key in FORMATS}
    assert {key: answer["Content-Type"] for key, answer in answers.items()} == FORMATS
    assert {answer["X-Content-Type-Options"] for answer in answers.values()} == {"nosniff"}
    names = [answer["Content-Disposition"] for answer in answers.values()]
    assert names == [f'attachment; filename="Board report 2026-11-02.{key}"' for key in FORMATS]
    assert "Brief staff on the new form" in words_of_pdf(answers["pdf"].content)
    assert Document(io.BytesIO(answers["docx"].content)).core_properties.title == "Board report"
    assert "Actions" in cells_of_excel(answers["xlsx"].content)
    assert [log.format for log in pack.downloads.order_by("pk")] == list(FORMATS)
    page = text(client.get(pack.get_absolute_url()))
    assert "Manager, Partnership manager, 2 November 2026 at 9:30am, XLSX" in page


FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def test_a_head_request_is_not_logged_and_an_unknown_format_is_not_there(world, sign_in):
    pack = make(world)
    client = sign_in("manager")
    answer = client.head(url("board-pack-download", pack, "pdf"))
    assert (answer.status_code, answer.content, pack.downloads.count()) == (200, b"", 0)
    assert int(answer["Content-Length"]) > 1000
    assert client.get(url("board-pack-download", pack, "odt")).status_code == 404


@pytest.mark.parametrize("name", ["board-pack-read", "board-pack-download"])
def test_what_is_not_ready_leads_back_to_its_page(world, sign_in, name):
    pack = ask(world)
    more = ["pdf"] if name == "board-pack-download" else []
    answer = sign_in("manager").get(url(name, pack, *more))
    assert (answer.status_code, answer.url) == (302, pack.get_absolute_url())


def test_who_lost_a_part_reads_so_and_gets_nothing(world, sign_in):
    world.health_action.is_shared = True
    world.health_action.save()
    pack = make(world, "police_lead")
    Action.objects.update(is_shared=False)
    client = sign_in("police_lead")
    page = text(client.get(pack.get_absolute_url()))
    assert "It holds something that you can no longer see" in page
    assert "Read it here" not in page
    for address in (url("board-pack-read", pack), url("board-pack-download", pack, "pdf")):
        assert client.get(address).status_code == 302
    assert pack.downloads.count() == 0


def test_a_manager_gives_it_and_takes_it_back(world, sign_in):
    pack = make(world)
    manager, board = sign_in("manager"), sign_in("board_member")
    assert board.get(pack.get_absolute_url()).status_code == 404
    assert pack.title not in text(board.get(url("board-pack-list", world.city)))
    assert manager.post(url("board-pack-give", pack), {}).url == pack.get_absolute_url()
    assert board.get(pack.get_absolute_url()).status_code == 200
    assert pack.title in text(board.get(url("board-pack-list", world.city)))
    assert board.get(url("board-pack-give", pack)).status_code == 404
    board.get(url("board-pack-download", pack, "html"))
    assert "Board Member" in text(manager.get(pack.get_absolute_url()))
    assert "Who took it" not in text(board.get(pack.get_absolute_url()))
    manager.post(url("board-pack-take-back", pack), {})
    assert board.get(pack.get_absolute_url()).status_code == 404


def test_why_a_pack_cannot_be_given_is_said_before_and_after(world, sign_in):
    world.review.is_restricted = True
    world.review.save()
    world.review.people.create(user=world.manager, named_by=world.manager)
    client, pack = sign_in("manager"), make(world)
    page = text(client.get(pack.get_absolute_url()))
    assert "It holds Clare, which is restricted" in page
    assert "Give it to the board" not in page
    assert client.get(url("board-pack-give", pack)).url == pack.get_absolute_url()
    answer = client.post(url("board-pack-give", pack))
    assert "It holds Clare, which is restricted" in text(answer)
    pack.refresh_from_db()
    assert pack.given_at is None


def test_scheduling_and_ending(world, sign_in):
    client = sign_in("manager")
    posted = {
        "title": "Papers",
        "forum": str(world.forum.public_id),
        "days_before": "5",
        "which": "all",
        "sections": ["summary"],
    }
    answer = client.post(url("board-schedule-add", world.city), posted)
    assert answer.url == url("board-pack-list", world.city)
    row = BoardSchedule.objects.get()
    assert (row.days_before, row.forum) == (5, world.forum)
    page = text(client.get(answer.url))
    said = "“Papers” 5 days before each meeting of Learning Group, which has no meeting to come."
    assert said in page
    world.forum.meetings.create(held_on=TODAY + timedelta(days=9))
    assert "next for 11 November 2026." in text(client.get(answer.url))
    assert "no pack is made" not in page
    add_person(world, "second", "manager")
    world.manager.memberships.update(role="board_member")
    assert "no pack is made" in text(sign_in("second").get(answer.url))
    assert "each meeting" not in text(sign_in("board_member").get(answer.url))
    sign_in("second").post(url("board-schedule-end", row), {})
    row.refresh_from_db()
    assert row.ended_at is not None


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_as_many_questions_for_one_as_for_thirty(
    world, sign_in, many, django_assert_num_queries
):
    for number in range(many):
        pack = ask(world, title=f"Pack {number}")
        pack.held_reviews.set([world.review])
        BoardPack.objects.filter(pk=pack.pk).update(
            state="ready",
            made_at=pack.recorded_at,
            meeting=world.forum.meetings.create(held_on=TODAY + timedelta(days=number)),
        )
        BoardSchedule.objects.create(
            partnership=world.city, forum=world.forum, title="S", recorded_by=world.manager
        )
    client = sign_in("manager")
    with django_assert_num_queries(12):
        page = client.get(url("board-pack-list", world.city)).content.decode()
    assert len(re.findall("data-row", page)) == many


def test_what_was_given_stands_in_the_list_as_such(world, sign_in):
    give(world, make(world))
    assert "Given to the board" in text(
        sign_in("scrutineer").get(url("board-pack-list", world.city))
    )
