"""Who shares a view, who finds it, and that it shows nobody more than they may see."""

import pytest

from recommendations.models import Review, SavedView
from recommendations.services import edit_view, unshare_view
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.saved_views.keeping import LIST, messages_of, save, saved, url_of
from tests.world import add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def share(world, sign_in, person="manager", name="Late", query="rating=overdue"):
    save(sign_in(person), name, query, shared_with=str(world.city.public_id))
    return saved(name)


def names(page):
    return [row.view.name for row in page.context["rows"]]


@pytest.mark.parametrize("person", ["manager", "board_member", "scrutineer"])
def test_who_reads_the_whole_partnership_shares_with_it(world, sign_in, person):
    view = share(world, sign_in, person)
    assert view.shared_with == world.city
    for other in ("manager", "board_member", "scrutineer", "police_lead", "health_lead"):
        assert names(sign_in(other).get(LIST)) == ["Late"]
        assert sign_in(other).get(url_of(view)).url == "/actions/?rating=overdue"
    for other in ("outsider", "housing_lead", "nobody"):
        assert names(sign_in(other).get(LIST)) == []
        assert sign_in(other).get(url_of(view)).status_code == 404


def test_a_lead_keeps_views_for_themselves(world, sign_in):
    page = sign_in("police_lead").get("/views/add/?page=actions")
    assert "shared_with" not in page.context["form"].fields
    share(world, sign_in, "police_lead")
    assert saved("Late").shared_with is None
    assert names(sign_in("manager").get(LIST)) == []
    with pytest.raises(InvalidTransition, match="read the whole partnership"):
        edit_view(
            actor=world.police_lead,
            view=saved("Late"),
            version=1,
            name="Late",
            shared_with=world.city,
        )


def test_a_view_is_not_shared_with_another_partnership(world, sign_in):
    page = save(sign_in("manager"), "Late", shared_with=str(world.coast.public_id))
    assert list(page.context["form"].errors) == ["shared_with"]
    assert SavedView.objects.count() == 0


def test_a_shared_view_shows_each_reader_only_what_they_may_see(world, sign_in):
    hidden = add_review(world, is_restricted=True)
    add_action(world, add_recommendation(world, hidden), due_in=-30, title="Hidden")
    hidden.people.create(user=world.manager, named_by=world.manager)
    url = url_of(share(world, sign_in))

    def titles(person):
        page = sign_in(person).get(url, follow=True)
        return [line["title"] for line in page.context["page"]]

    assert titles("manager") == ["Hidden", "Brief staff on the new form"]
    assert titles("board_member") == ["Brief staff on the new form"]
    assert titles("health_lead") == []


def test_a_filter_that_a_reader_may_not_use_opens_nothing(world, sign_in):
    """A review of which the lead is to know nothing: neither its rows nor a list without it."""
    hidden = add_review(world, is_restricted=True)
    hidden.people.create(user=world.manager, named_by=world.manager)
    url = url_of(share(world, sign_in, query=f"review={hidden.public_id}"))
    assert sign_in("manager").get(url).url == f"/actions/?review={hidden.public_id}"
    page = sign_in("police_lead").get(url, follow=True)
    assert page.redirect_chain == [(LIST, 302)]
    assert messages_of(page) == [
        "“Late” cannot be opened. Its filter asks for what this page does not know, or what is "
        "not yours to see."
    ]
    Review.objects.filter(pk=hidden.pk).update(is_restricted=False)
    assert sign_in("board_member").get(url).url == f"/actions/?review={hidden.public_id}"


def test_only_its_owner_changes_or_deletes_a_view(world, sign_in):
    view = share(world, sign_in, "scrutineer")
    for person in ("manager", "board_member", "police_lead", "outsider"):
        for what in ("edit", "delete"):
            assert sign_in(person).get(url_of(view, what)).status_code == 404
            assert sign_in(person).post(url_of(view, what), {"name": "X"}).status_code == 404
    assert sign_in("scrutineer").get(url_of(view, "edit")).status_code == 200


def test_a_manager_takes_a_view_from_the_list_and_its_owner_keeps_it(world, sign_in):
    view = share(world, sign_in, "board_member")
    for person in ("scrutineer", "police_lead", "outsider"):
        assert sign_in(person).post(url_of(view, "unshare")).status_code == 404
    page = sign_in("manager").post(url_of(view, "unshare"), follow=True)
    assert messages_of(page) == ["“Late” is not shared any more. Board Member keeps it."]
    assert names(page) == []
    assert names(sign_in("board_member").get(LIST)) == ["Late"]
    last = view.history.first()
    assert (last.history_user, last.shared_with, last.version) == (world.manager, None, 2)
    with pytest.raises(NotAllowed):
        unshare_view(actor=world.manager, view=saved("Late"))


def test_the_owner_stops_sharing_and_may_have_lost_the_role_meanwhile(world, sign_in):
    view = share(world, sign_in, "board_member")
    world.board_member.memberships.update(is_active=False)
    client = sign_in("board_member")
    form = client.get(url_of(view, "edit")).context["form"]
    assert form.initial["shared_with"] == str(world.city.public_id)
    data = {"name": "Still late", "shared_with": form.initial["shared_with"], "version": "1"}
    client.post(url_of(view, "edit"), data)
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("Still late", world.city)
    client.post(url_of(view, "edit"), {"name": "Mine", "shared_with": "", "version": "2"})
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("Mine", None)


def test_own_views_come_first_and_the_list_costs_the_same(
    world, sign_in, django_assert_num_queries
):
    share(world, sign_in, "scrutineer", "A shared one")
    save(sign_in("manager"), "Z mine")
    client = sign_in("manager")
    with django_assert_num_queries(6):
        assert names(client.get(LIST)) == ["Z mine", "A shared one"]
    for number in range(30):
        SavedView.objects.create(
            owner=world.scrutineer, name=f"{number}", page="actions", shared_with=world.city
        )
        SavedView.objects.create(owner=world.manager, name=f"{number}", page="actions")
    with django_assert_num_queries(6):
        assert len(names(client.get(LIST))) == 62
