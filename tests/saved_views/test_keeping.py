"""A filter is kept under a name: only what the page knows, and only what is the person's to ask."""

from urllib.parse import urlencode

import pytest

from agencies.models import Membership
from recommendations.models import SavedView
from recommendations.services import save_view
from recommendations.services import saved_views as services
from scr_tracker.errors import InvalidTransition
from tests.saved_views.keeping import LIST, add_url, messages_of, save, saved, url_of

pytestmark = pytest.mark.usefixtures("today")


def test_a_view_keeps_the_filter_and_the_order_of_the_page(world, sign_in):
    client = sign_in("police_lead")
    query = f"review={world.review.public_id}&rating=overdue&rating=at_risk&sort=-agency&page=3"
    page = save(client, "Overdue", query)
    expected = f"review={world.review.public_id}&rating=overdue&rating=at_risk&sort=-agency"
    assert page.redirect_chain == [(f"/actions/?{expected}", 302)]
    assert messages_of(page) == ["“Overdue” is saved. You find it under Your views."]
    view = saved("Overdue")
    assert (view.owner, view.page, view.query, view.shared_with, view.version) == (
        world.police_lead,
        "actions",
        expected,
        None,
        1,
    )
    assert view.history.get().history_user == world.police_lead
    assert client.get(url_of(view)).url == f"/actions/?{expected}"


def test_the_page_says_what_is_kept(world, sign_in):
    text = sign_in("manager").get(add_url("rating=overdue&due_to=2027-03-31")).content.decode()
    for part in ("The page “Actions”, filtered by:", "Rating: Overdue", "Due to: 31 March 2027"):
        assert part in text
    assert "without a filter." in sign_in("manager").get(add_url()).content.decode()


def test_a_day_in_three_parts_is_kept_and_what_the_page_does_not_know_is_not(sign_in):
    query = urlencode(
        {
            **{"due_to_day": "31", "due_to_month": "3", "due_to_year": "2027", "undated": ""},
            **{"sort": "nonsense", "page": "2", "download": "csv", "as-at": "2026-01-01"},
            **{"utm": "x", "once": "y", "status": "completed"},
        }
    )
    save(sign_in("manager"), "Spring", query)
    assert saved("Spring").query == (
        "status=completed&due_to_day=31&due_to_month=3&due_to_year=2027"
    )


@pytest.mark.parametrize(
    "query",
    [
        "rating=nonsense",
        "review=00000000-0000-0000-0000-000000000000",
        "due_to=31/02/2026",
        "owner=%00",
    ],
)
def test_a_filter_with_a_mistake_is_not_kept(sign_in, query):
    page = save(sign_in("manager"), "Wrong", query)
    assert page.redirect_chain == [(LIST, 302)]
    assert messages_of(page) == [
        "This view cannot be saved. Its filter asks for what this page does not know, or what is "
        "not yours to see."
    ]
    assert SavedView.objects.count() == 0


def test_the_filter_is_checked_as_its_owners(world, sign_in):
    """What is another partnership's is a choice there, and no choice here."""
    query = f"review={world.coast_review.public_id}"
    assert save(sign_in("outsider"), "Robin", query).status_code == 200
    save(sign_in("manager"), "Spy", query)
    assert [view.name for view in SavedView.objects.all()] == ["Robin"]


def test_a_filter_that_is_too_long_is_not_kept(sign_in):
    query = "&".join(["rating=overdue"] * 200)
    assert "too long" in messages_of(save(sign_in("manager"), "Long", query))[0]


@pytest.mark.parametrize("query", ["page=nonsense", "page=board", "page=board&place=nonsense"])
def test_an_unknown_page_or_place_keeps_nothing(sign_in, query):
    client, url = sign_in("manager"), f"{add_url().split('?')[0]}?{query}"
    assert client.get(url).status_code in (302, 404)
    client.post(url, {"name": "X"})
    assert SavedView.objects.count() == 0


def test_names_are_a_persons_own_and_needed(world, sign_in):
    save(sign_in("manager"), "Overdue")
    page = save(sign_in("manager"), "overdue")
    assert page.context["form"].errors == {"name": ["You already have a view with this name."]}
    page = save(sign_in("manager"), " ")
    assert page.context["form"].errors == {"name": ["Enter the name of the view"]}
    assert save(sign_in("scrutineer"), "Overdue").status_code == 200
    assert SavedView.objects.count() == 2


def test_a_form_that_is_sent_twice_keeps_one(sign_in):
    client, token = sign_in("manager"), "7a0a9a30-0000-4000-8000-000000000000"
    pages = [save(client, "Overdue", once=token) for _ in range(2)]
    assert [page.redirect_chain for page in pages] == [[("/actions/?rating=overdue", 302)]] * 2
    assert SavedView.objects.count() == 1


def test_there_is_a_limit_for_each_person(world, monkeypatch):
    monkeypatch.setattr(services, "MOST", 2)
    rest = {"page": "actions", "place": None, "query": "", "shared_with": None, "is_start": False}
    for number in range(2):
        save_view(actor=world.manager, name=f"View {number}", **rest)
    with pytest.raises(InvalidTransition, match="You have 2 views already"):
        save_view(actor=world.manager, name="One more", **rest)
    save_view(actor=world.scrutineer, name="Mine", **rest)


def test_a_view_is_renamed_and_deleted_with_history(world, sign_in):
    client = sign_in("manager")
    save(client, "Overdue")
    view = saved("Overdue")
    page = client.get(url_of(view, "edit"))
    assert page.context["form"].initial["name"] == "Overdue"
    client.post(url_of(view, "edit"), {"name": "Late", "version": "1"})
    view.refresh_from_db()
    assert (view.name, view.version) == ("Late", 2)
    stale = client.post(url_of(view, "edit"), {"name": "Later", "version": "1"})
    assert stale.context["form"].stale_changes == ["Name: Overdue → Late (by Manager)"]
    assert client.get(url_of(view, "delete")).status_code == 200
    assert client.post(url_of(view, "delete"), follow=True).redirect_chain == [(LIST, 302)]
    assert client.post(url_of(view, "delete"), follow=True).redirect_chain == [(LIST, 302)]
    assert SavedView.objects.count() == 0
    assert [row.history_type for row in SavedView.history.all()] == ["-", "~", "+"]
    assert SavedView.history.first().history_user == world.manager


def test_the_lists_offer_their_views_and_show_which_one_is_open(world, sign_in):
    client = sign_in("manager")
    save(client, "Overdue", "rating=overdue&sort=agency")
    save(client, "Signed off", "progress=signed_off", "recommendations")

    def links(url):
        page = client.get(url).content.decode()
        start = page.index('aria-label="Saved views"')
        nav = page[start : page.index("</nav>", start)]
        return [name for name in ("Overdue", "Signed off") if f">{name}<" in nav], nav

    names, nav = links("/actions/?rating=overdue&sort=agency&due_to_day=&page=1")
    assert (names, nav.count('aria-current="page"')) == (["Overdue"], 1)
    assert "page=actions&amp;query=rating%3Doverdue%26sort%3Dagency%26due_to_day%3D" in nav
    assert links("/actions/?rating=overdue")[1].count("aria-current") == 0
    names, nav = links("/recommendations/?progress=signed_off")
    assert (names, nav.count("aria-current")) == (["Signed off"], 1)


def test_on_a_page_as_at_a_past_day_nothing_is_kept(world, sign_in):
    client = sign_in("manager")
    assert "Save this view" in client.get("/actions/").content.decode()
    page = client.get("/actions/?as-at=2026-10-01")
    assert (page.status_code, "Save this view" in page.content.decode()) == (200, False)


def test_the_dashboard_is_kept_with_its_partnership(world, sign_in):
    client, place = sign_in("manager"), str(world.city.public_id)
    query = f"agency={world.police.public_id}&period_from=2026-04-01&page=1"
    page = save(client, "Police", query, "board", place=place)
    kept = f"agency={world.police.public_id}&period_from=2026-04-01"
    assert page.redirect_chain == [(f"/partnerships/{place}/dashboard/?{kept}", 302)]
    view = saved("Police")
    assert (view.page, str(view.place), view.query) == ("board", place, kept)
    for words in ("Save this view", 'href="/views/"'):
        assert words in page.content.decode()
    coast = str(world.coast.public_id)
    page = save(client, "Theirs", "", "board", place=coast)
    assert messages_of(page) == [
        "This view cannot be saved. The page that it opens is not there, or not yours to see."
    ]


def test_a_dashboard_is_shared_with_its_own_partnership_alone(world, sign_in):
    Membership.objects.create(user=world.manager, partnership=world.coast, role="scrutineer")
    client, place = sign_in("manager"), str(world.city.public_id)
    form = client.get(add_url("", "board", place=place)).context["form"]
    assert [key for key, _ in form.fields["shared_with"].choices] == ["", place]
    form = client.get(add_url()).context["form"]
    assert len(form.fields["shared_with"].choices) == 3
