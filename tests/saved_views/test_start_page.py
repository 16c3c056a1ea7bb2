"""Where a person begins: the view that they chose, and My work where it cannot be opened."""

import pytest

from recommendations.models import SavedView, StartPage
from tests.saved_views.keeping import LIST, messages_of, save, saved, url_of
from tests.signing_in import client_of
from tests.world import PASSWORD

pytestmark = pytest.mark.usefixtures("today")
SHOWN = "My work is shown instead. Choose in “Your views”."


def begin(client, name="Late", query="rating=overdue", **data):
    save(client, name, query, is_start="on", **data)


def test_the_start_page_opens_first_and_my_work_stays_in_the_menu(world, sign_in):
    client = sign_in("manager")
    assert "My work" in client.get("/").context["page_title"]
    begin(client)
    assert client.get("/").url == "/actions/?rating=overdue"
    page = client.get("/my-work/")
    assert page.status_code == 200
    assert 'href="/my-work/"' in page.content.decode()
    assert client.get(f"/?partnership={world.city.public_id}").status_code == 200


def test_the_first_page_asks_one_question_more_than_my_work(
    world, sign_in, django_assert_num_queries
):
    client = sign_in("nobody")
    for url, number in (("/my-work/", 3), ("/", 4)):
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200


def test_signing_in_leads_to_the_start_page(world, client):
    begin(client_of(world.manager))
    data = {"login": "manager@example.test", "password": PASSWORD}
    world.manager.set_password(PASSWORD)
    world.manager.save()
    page = client.post("/accounts/sign-in/", data, follow=True)
    assert page.redirect_chain[-1] == ("/actions/?rating=overdue", 302)


def test_another_view_takes_its_place_and_my_work_again(world, sign_in):
    client = sign_in("manager")
    begin(client)
    save(client, "Mine", "mine=on")
    page = client.post(url_of(saved("Mine"), "start"), follow=True)
    assert messages_of(page) == ["“Mine” opens first from now on."]
    assert client.get("/").url == "/actions/?mine=on"
    assert [row.is_start for row in page.context["rows"]] == [False, True]
    page = client.post(url_of(saved("Mine"), "start"), {"stop": "1"}, follow=True)
    assert messages_of(page) == ["My work opens first from now on."]
    assert client.get("/").status_code == 200
    assert StartPage.objects.count() == 0


def test_a_shared_view_can_be_where_others_begin(world, sign_in):
    begin(sign_in("manager"), shared_with=str(world.city.public_id))
    lead = sign_in("police_lead")
    lead.post(url_of(saved("Late"), "start"))
    assert lead.get("/").url == "/actions/?rating=overdue"
    assert sign_in("outsider").post(url_of(saved("Late"), "start")).status_code == 404
    assert StartPage.objects.count() == 2


def shared_start(world, sign_in):
    save(sign_in("manager"), "Late", shared_with=str(world.city.public_id))
    lead = sign_in("police_lead")
    lead.post(url_of(saved("Late"), "start"), follow=True)
    assert lead.get("/").status_code == 302
    return lead


def test_a_view_that_is_deleted_falls_back_to_my_work_and_says_so(world, sign_in):
    lead = shared_start(world, sign_in)
    sign_in("manager").post(url_of(saved("Late"), "delete"))
    page = lead.get("/")
    assert (page.status_code, messages_of(page)) == (
        200,
        [f"Your start page has been deleted by its owner. {SHOWN}"],
    )
    assert messages_of(lead.get("/")) == []


def test_a_view_that_is_not_shared_any_more_falls_back_and_says_so(world, sign_in):
    lead = shared_start(world, sign_in)
    sign_in("manager").post(url_of(saved("Late"), "edit"), {"name": "Late", "version": "1"})
    assert messages_of(lead.get("/")) == [
        f"The view that was your start page is not shared with you any more. {SHOWN}"
    ]
    assert messages_of(lead.get("/")) == []


def test_a_filter_that_is_refused_falls_back_and_says_so(world, sign_in):
    client = sign_in("manager")
    begin(client, query=f"review={world.review.public_id}")
    world.review.is_restricted = True
    world.review.save()
    page = client.get("/")
    assert messages_of(page) == [
        "Your start page “Late” cannot be opened. Its filter asks for what this page does not "
        f"know, or what is not yours to see. {SHOWN}"
    ]


@pytest.mark.parametrize(
    "change", [{"page": "gone"}, {"query": "rating=overdue&unknown=1"}, {"query": "rating=red"}]
)
def test_what_no_page_knows_any_more_never_shows_more_than_was_meant(world, sign_in, change):
    client = sign_in("manager")
    begin(client)
    SavedView.objects.update(**change)
    page = client.get("/")
    assert (page.status_code, len(messages_of(page))) == (200, 1)
    assert client.get(url_of(saved("Late")), follow=True).redirect_chain == [(LIST, 302)]


def test_a_get_changes_no_start_page(world, sign_in):
    client = sign_in("manager")
    begin(client)
    save(client, "Mine", "mine=on")
    for what in ("start", "unshare"):
        assert client.get(url_of(saved("Mine"), what)).status_code in (302, 404)
    assert client.get("/").url == "/actions/?rating=overdue"
