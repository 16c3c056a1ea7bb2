"""A manager looks at what is newer than a forum's decision, and says why the decision stands."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from dashboards.work import work_of
from evidence import services
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceVersion, Figure, Look
from evidence.since import fingerprint, overtaken, since
from recommendations.models import SignOff
from recommendations.services import reopen_sign_off
from scr_tracker.errors import InvalidTransition, NotAllowed
from scr_tracker.unsaved import UNSAVED
from tests.documents.packs import everything, make
from tests.evidence.samples import add, newer_file, upload
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")
OWN = (
    "You brought in some of what is newer yourself, so only another manager can say that the "
    "decision stands."
)
EARLIER = ", and 2 earlier looks"
MORE = "More evidence came in or changed since you opened this page. Look at it first."


def hours_ago(hours):
    return time_machine.travel(timezone.now() - timedelta(hours=hours), tick=False)


@pytest.fixture
def decision(world):
    """Closed six hours ago; a survey came in four hours ago."""
    with hours_ago(6):
        recommendation = add_recommendation(world, agencies=(world.police, world.health))
        world.act = add_action(world, recommendation)
        found = forum_decides(world, recommendation, outcome="closed_not_implemented")
    with hours_ago(4):
        world.survey = add(world, action=world.act, title="Survey", file=upload())
    return found


def news(world, decision, person="manager"):
    return {each.item.title: each.what for each in since(decision, world.fresh(person))}


def look(world, decision, person="manager", **fields):
    actor = world.fresh(person)
    fields.setdefault("seen", fingerprint(since(decision, actor)))
    fields.setdefault("reason", "The survey says the same.")
    return services.let_decision_stand(actor=actor, sign_off=decision, **fields)


def is_listed(world, person="manager"):
    found = overtaken(SignOff.objects.all(), world.fresh(person)).exists()
    told = work_of(world.fresh(person), TODAY).asked.overtaken.total
    assert (told == 1) == (found and person == "manager")
    return found


def decide(world, item, decision):
    item.refresh_from_db()
    values = {"evidence": item, "version": item.version, "decision": decision}
    services.decide(actor=world.fresh("manager"), comment="Seen.", **values)


def test_it_settles_what_was_looked_at_on_the_page_and_in_every_list(world, decision):
    assert (news(world, decision), is_listed(world)) == ({"Survey": "added"}, True)
    with hours_ago(3):
        row = look(world, decision)
    assert (news(world, decision), is_listed(world)) == ({}, False)
    assert not is_listed(world, "board_member")
    assert [(each.evidence, each.what) for each in row.items.all()] == [(world.survey, "added")]
    assert (row.recorded_by_name, row.reason) == ("Manager", "The survey says the same.")


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_queries_of_the_decisions_page(
    world, sign_in, django_assert_num_queries, decision, person, count
):
    look(world, decision)
    for number in range(count - 1):
        add(world, action=world.act, title=f"Survey {number}")
        look(world, decision, reason=f"As before, {number}.")
    add(world, action=world.act, title="Audit")
    client = sign_in(person)
    with django_assert_num_queries(12):
        page = client.get(decision.get_absolute_url()).content.decode()
    assert page.count("and the decision stands:") == count


LATER = {
    "another item": (lambda w: add(w, action=w.act, title="Audit"), {"Audit": "added"}),
    "a newer file of the same": (
        lambda w: services.add_version(
            actor=w.fresh("police_lead"), evidence=w.survey, file=newer_file()
        ),
        {"Survey": "added"},
    ),
    "a decision on it": (lambda w: decide(w, w.survey, "accepted"), {"Survey": "added"}),
    "a virus in it": (
        lambda w: w.survey.versions.update(scan_state="infected", scanned_at=timezone.now()),
        {"Survey": "added"},
    ),
    "another title": (lambda w: retitle(w.survey), {}),
}


def retitle(item):
    item.title = "Survey of 2026"
    item.save()


@pytest.mark.parametrize("event", LATER)
def test_what_comes_later_is_told_anew(world, decision, event):
    happens, expected = LATER[event]
    with hours_ago(3):
        look(world, decision)
    with hours_ago(2):
        happens(world)
        at = timezone.now()
    assert (news(world, decision), is_listed(world)) == (expected, bool(expected))
    found = overtaken(SignOff.objects.all(), world.fresh("manager"))
    assert [row.moved_at for row in found] == ([at] if expected else [])
    if expected:
        with hours_ago(1):
            look(world, decision, reason="Still the same.")
        assert (news(world, decision), is_listed(world)) == ({}, False)
        assert decision.looks.count() == 2


def test_what_came_while_the_page_was_open_is_not_settled_unseen(world, decision, sign_in):
    address = reverse("evidence:look-add", args=[decision.public_id])
    client = sign_in("manager")
    seen = client.get(address).context["form"]["seen"].value()
    add(world, action=world.act, title="Audit")
    typed = {"reason": "The survey says the same."}
    page = client.post(address, {**typed, "seen": seen})
    assert page.context["form"].non_field_errors() == [MORE]
    assert "Audit" in page.content.decode()
    assert page.context["form"]["reason"].value() == typed["reason"]
    assert not Look.objects.exists()
    again = client.post(address, {**typed, "seen": page.context["form"]["seen"].value()})
    assert (again.status_code, again.url) == (302, decision.get_absolute_url())
    assert Look.objects.get().items.count() == 2


@pytest.mark.parametrize(
    "back", [{"reason": ""}, {UNSAVED: "kept"}, {"reason": "", UNSAVED: "kept"}]
)
def test_however_the_page_comes_back_it_says_that_more_came(world, decision, sign_in, back):
    """It has what is there now in its hidden field, so that the next post would settle it."""
    address = reverse("evidence:look-add", args=[decision.public_id])
    client = sign_in("manager")
    seen = client.get(address).context["form"]["seen"].value()
    add(world, action=world.act, title="Audit")
    page = client.post(address, {"reason": "The same.", "seen": seen, **back})
    assert MORE in page.context["form"].non_field_errors()
    assert not Look.objects.exists()
    now = fingerprint(since(decision, world.fresh("manager")))
    assert page.context["form"]["seen"].value() == now != seen


def test_a_page_that_comes_back_for_its_reason_alone_says_nothing_of_more(world, decision, sign_in):
    address = reverse("evidence:look-add", args=[decision.public_id])
    client = sign_in("manager")
    seen = client.get(address).context["form"]["seen"].value()
    page = client.post(address, {"reason": "", "seen": seen})
    assert list(page.context["form"].errors) == ["reason"]


def test_a_post_that_lost_its_reading_settles_nothing(world, decision, sign_in):
    address = reverse("evidence:look-add", args=[decision.public_id])
    page = sign_in("manager").post(address, {"reason": "The same."})
    assert page.context["form"].non_field_errors() == [MORE]
    assert not Look.objects.exists()


def reopened(world, decision):
    manager = world.fresh("manager")
    reopen_sign_off(actor=manager, recommendation=decision.recommendation, reason="New.")


def settled(world, decision):
    look(world, decision)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (reopened, "The recommendation has been reopened, so this decision stands no more."),
        (settled, "There is nothing newer than this decision to look at."),
    ],
)
def test_a_reason_is_not_lost_where_there_is_nothing_to_settle_any_more(
    world, decision, sign_in, meanwhile, said
):
    address = reverse("evidence:look-add", args=[decision.public_id])
    client = sign_in("manager")
    seen = client.get(address).context["form"]["seen"].value()
    meanwhile(world, decision)
    looks = Look.objects.count()
    page = client.post(address, {"reason": "The survey says the same.", "seen": seen})
    assert page.context["form"].non_field_errors() == [said]
    assert page.context["form"]["reason"].value() == "The survey says the same."
    assert "Since then this came in" not in page.content.decode()
    assert Look.objects.count() == looks


def test_what_the_manager_may_not_see_is_not_settled(world, decision):
    with hours_ago(2):
        hidden = add(world, action=world.act, title="Hidden")
        seen = fingerprint(
            each for each in since(decision, world.fresh("manager")) if each.item != hidden
        )
    with pytest.raises(InvalidTransition, match="More evidence"):
        look(world, decision, seen=seen)
    partnership = hidden.partnership_id
    Evidence.objects.filter(pk=hidden.pk).update(partnership=world.coast)
    with hours_ago(1):
        look(world, decision)
    Evidence.objects.filter(pk=hidden.pk).update(partnership=partnership)
    assert news(world, decision) == {"Hidden": "added"}


@pytest.mark.parametrize(
    "person", ["police_lead", "health_lead", "board_member", "scrutineer", "outsider", "nobody"]
)
def test_nobody_but_a_manager_says_so(world, decision, person):
    with pytest.raises(NotAllowed):
        look(world, decision, person, seen="")


def test_a_reason_is_asked_for_and_held_by_the_database(world, decision):
    with pytest.raises(InvalidTransition) as refused:
        look(world, decision, reason=" ")
    assert refused.value.field == "reason"
    row = look(world, decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.filter(pk=row.pk).update(reason="")


def test_there_is_nothing_to_say_of_a_decision_without_news_or_reopened(world, decision, sign_in):
    seen = fingerprint(since(decision, world.fresh("manager")))
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=decision.recommendation, reason="New."
    )
    with pytest.raises(InvalidTransition, match="reopened"):
        look(world, decision, seen=seen)
    anew = forum_decides(world, decision.recommendation, outcome="closed_not_implemented")
    with pytest.raises(InvalidTransition, match="nothing newer"):
        look(world, anew, seen=seen)
    for row in (decision, anew):
        address = reverse("evidence:look-add", args=[row.public_id])
        assert sign_in("manager").get(address).url == row.get_absolute_url()


def own_item(world):
    add(world, action=world.act, title="Audit", person="manager")


def own_file(world):
    services.add_version(actor=world.fresh("manager"), evidence=world.survey, file=newer_file())


def own_part(**changes):
    def edits(world):
        for person, more in (("manager", changes), ("police_lead", {"title": "Survey of May"})):
            item = Evidence.objects.get(pk=world.survey.pk)
            actor = world.fresh(person)
            services.edit_evidence(actor=actor, evidence=item, version=item.version, **more)

    return edits


@pytest.mark.parametrize(
    "brings_in",
    [
        own_item,
        own_file,
        own_part(url="https://example.org/"),
        own_part(dated_on=TODAY - timedelta(days=40)),
        own_part(figures=[FigureRow("Courses", 3, "sessions")]),
    ],
)
def test_nobody_settles_what_they_brought_in_a_part_of(world, decision, sign_in, brings_in):
    add_person(world, "deputy", "manager")
    address = reverse("evidence:look-add", args=[decision.public_id])
    offered = {
        person: address in sign_in(person).get(decision.get_absolute_url()).content.decode()
        for person in ("manager", "deputy")
    }
    assert offered == {"manager": True, "deputy": True}
    brings_in(world)
    with pytest.raises(InvalidTransition) as refused:
        look(world, decision)
    assert str(refused.value) == OWN
    page = sign_in("manager").get(decision.get_absolute_url()).content.decode()
    told = "You brought in some of this yourself, so another manager says"
    assert (address in page, told in page) == (False, True)
    answer = sign_in("manager").get(address, follow=True)
    assert answer.redirect_chain == [(decision.get_absolute_url(), 302)]
    assert [str(message) for message in answer.context["messages"]] == [OWN]
    page = sign_in("deputy").get(decision.get_absolute_url()).content.decode()
    assert (address in page, told in page) == (True, False)
    look(world, decision, "deputy")
    assert news(world, decision) == {}


def naming(model, person):
    """The model's columns that can name a person, each as what a row says that names this one."""
    columns = [each.name for each in model._meta.fields if each.related_model is User]
    return [{name: person} for name in columns]


def test_what_is_said_to_be_the_readers_own_is_what_they_brought_in(world):
    """`with_own` in SQL is `brought_in_by`: of items that name the manager in one column alone, and
    of one that the manager has retitled, linked and decided on."""
    first, lead = add(world, title="First", url="https://example.org/"), world.police_lead
    services.link_to_action(
        actor=world.fresh("manager"), evidence=first, action=add_action(world, agency=world.police)
    )
    services.edit_evidence(
        actor=world.fresh("manager"), evidence=first, version=first.version, title="Retitled"
    )
    decide(world, first, "accepted")

    def copy(title, by):
        values = {"recorded_by": lead, "dated_on": TODAY, "partnership": world.city, **by}
        return Evidence.objects.bulk_create([Evidence(title=title, **values)])[0]

    for by in naming(Evidence, world.manager):
        copy(*by, by)
    for by in naming(Figure, world.manager):
        Figure.objects.create(evidence=copy(*by, {}), label="Courses", value=3, unit="x", **by)
    for title, people in (("newest", (lead, world.manager)), ("older", (world.manager, lead))):
        item = copy(title, {})
        for number, person in enumerate(people):
            values = {"number": number, "size": 1, "uploaded_by": person}
            EvidenceVersion.objects.create(evidence=item, **values)
    found = list(Evidence.objects.with_scan().with_own(world.manager))
    own = {item.title for item in found if item.is_own}
    assert own == {item.title for item in found if world.manager.pk in item.brought_in_by()}
    assert {item.title for item in found} - own == {"Retitled", "older"}


def test_it_stays_on_record_beside_the_decision_as_far_as_items_are_seen(world, decision, sign_in):
    look(world, decision)
    pages = (decision.get_absolute_url(), decision.recommendation.get_absolute_url())

    def said(person):
        texts = [sign_in(person).get(page).content.decode() for page in pages]
        inset = texts[0].partition("Newer evidence looked at")[2].partition("</div>")[0]
        return [("The survey says the same." in text) for text in texts], "Survey<" in inset

    for person in ("manager", "board_member", "scrutineer", "police_lead"):
        assert said(person) == ([True, True], True), person
    assert said("health_lead") == ([True, True], False)
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=decision.recommendation, reason="New."
    )
    assert said("scrutineer") == ([True, True], True)


@pytest.mark.parametrize("has_snapshot", [True, False])
@pytest.mark.parametrize(("count", "words"), [(1, ""), (2, ", and 1 earlier look"), (3, EARLIER)])
def test_the_recommendations_page_leads_to_earlier_looks(
    world, decision, sign_in, has_snapshot, count, words
):
    for number in range(count):
        with hours_ago(3 - number):
            add(world, action=world.act, title=f"Survey {number}")
        with hours_ago(2.5 - number):
            look(world, decision, reason=f"Look {number}.")
    if not has_snapshot:
        SignOff.objects.update(snapshot={})
    page = sign_in("scrutineer").get(decision.recommendation.get_absolute_url())
    inset = page.content.decode().partition("Newer evidence looked at")[2].partition("</div>")[0]
    assert [f"Look {number}." in inset for number in range(count)] == [False] * (count - 1) + [True]
    assert f'href="{decision.get_absolute_url()}">See what was looked at{words}<span' in inset


def test_the_decisions_page_leads_a_manager_there(world, decision, sign_in):
    address = reverse("evidence:look-add", args=[decision.public_id])
    offers = {
        person: address in sign_in(person).get(decision.get_absolute_url()).content.decode()
        for person in ("manager", "police_lead", "scrutineer")
    }
    assert offers == {"manager": True, "police_lead": False, "scrutineer": False}


def test_it_stands_in_the_evidence_pack_beside_the_decision(world, decision):
    look(world, decision)
    pack = everything(make(world, "scrutineer", decision.recommendation))
    term = "Newer evidence looked at, and the decision stands"
    assert [pack.count(words) for words in (term, "The survey says the same.")] == [2, 2]
