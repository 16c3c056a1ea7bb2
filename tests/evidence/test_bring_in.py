"""Evidence of one partnership brought into another, as a copy, by who may edit it and add it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from evidence import services, storing, tasks
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceVersion, evidence_storage
from evidence.services.bringing import RESTRICTED
from evidence.timeline import entries
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.evidence.samples import PDF, PNG, add, facts, rows_and_files, serve_both, upload
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("today")
HEADING = "From your other partnerships"


@pytest.fixture
def there(world):
    """An action of the police in Coast, where the police lead of City leads too."""
    return serve_both(world)


@pytest.fixture
def item(world, there):
    return add(world, title="Minutes", description="Who came.", file=upload("list.pdf"))


def link_url(action, **query):
    return reverse("evidence:evidence-link", args=[action.public_id], query=query or None)


def bring(world, item, action, person="police_lead"):
    return services.bring_in(actor=world.fresh(person), evidence=item, action=action)


def offered(client, action, **query):
    page = client.get(link_url(action, **query))
    titles = [each.title for each in page.context["copies"]]
    assert (HEADING in page.content.decode()) == bool(titles)
    return titles


def refusal(world, item, action):
    """Why the lead may not; and that nothing is left of the attempt."""
    before = Evidence.objects.count(), EvidenceVersion.objects.count()
    with pytest.raises(InvalidTransition) as said:
        bring(world, item, action)
    assert (Evidence.objects.count(), EvidenceVersion.objects.count()) == before
    return str(said.value)


def test_the_lead_in_both_brings_it_in_and_reads_it_there(world, sign_in, there, item):
    client = sign_in("police_lead")
    assert offered(client, there) == ["Minutes"]
    page = client.post(link_url(there), {"evidence": item.public_id}, follow=True)
    copy = Evidence.objects.get(partnership=world.coast)
    assert page.redirect_chain == [(copy.get_absolute_url(), 302)]
    (message,) = page.context["messages"]
    assert str(message).startswith(f"A copy of “Minutes” supports {there.reference} now.")
    assert list(copy.actions.all()) == [there]
    assert (copy.agency, copy.recorded_by, copy.brought_from) == (
        world.police,
        world.police_lead,
        item,
    )
    assert offered(client, there) == []


def test_the_copy_says_the_same_and_begins_anew(world, there, item):
    figures = [FigureRow("Attendees", Decimal(12), "people")]
    whole = facts(dated_until=TODAY, url="https://example.org/x", is_shared=True, title="All of it")
    item = add(world, file=upload("b.png", PNG), figures=figures, **whole)
    services.decide(
        actor=world.fresh("manager"), evidence=item, version=item.version, decision="accepted"
    )
    copy = bring(world, item, there)
    same = ("title", "kind", "level", "dated_on", "dated_until", "description", "url")
    assert [getattr(copy, name) for name in same] == [getattr(item, name) for name in same]
    assert [str(figure) for figure in copy.figures.all()] == ["12 attendees"]
    assert (copy.submission, copy.is_shared, copy.decisions.count()) == (1, False, 0)
    assert list(item.actions.all()) == [world.police_action]


def test_the_newest_file_is_copied_under_a_key_of_its_own(world, there, item, settings):
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=upload("b.png", PNG))
    newest = item.versions.first()
    EvidenceVersion.objects.update(scan_state="clean")
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    copied = bring(world, item, there).versions.get()
    assert (copied.number, copied.original_name, copied.sha256, copied.size) == (
        1,
        "b.png",
        newest.sha256,
        newest.size,
    )
    assert copied.file.name != newest.file.name
    assert (copied.scan_state, copied.scanned_at) == ("waiting", None)
    with copied.open_stored() as stream:
        assert stream.read() == PNG


@pytest.mark.parametrize("marked", ["item", "review"])
def test_the_copy_is_marked_as_its_pages_were(world, there, marked):
    item = add(world, marking="official_sensitive" if marked == "item" else "official")
    if marked == "review":
        world.review.marking = "official_sensitive"
        world.review.save()
    assert bring(world, item, there).marking == "official_sensitive"


def test_what_has_no_file_is_brought_in_too(world, there):
    item = add(world, kind="link", url="https://example.org/report")
    copy = bring(world, item, there)
    assert (copy.url, copy.versions.count()) == ("https://example.org/report", 0)


def test_a_manager_of_both_brings_in_what_is_then_the_partnerships_own(world, sign_in, there):
    """Health does not act in Coast."""
    world.outsider.memberships.create(partnership=world.city, role="manager")
    item = add(world, "health_lead", world.health_action, title="Of Health")
    assert offered(sign_in("outsider"), there) == ["Of Health"]
    assert bring(world, item, there, "outsider").agency is None


def test_a_lead_brings_in_only_the_own_agencys(world, sign_in, there):
    world.health_action.is_shared = True
    world.health_action.save()
    own = add(world, "health_lead", world.health_action, title="Private")
    shared = add(world, "health_lead", world.health_action, title="Shared", is_shared=True)
    assert Evidence.objects.visible_to(world.fresh("police_lead")).get() == shared
    client = sign_in("police_lead")
    assert offered(client, there) == []
    for theirs in (own, shared):
        page = client.post(link_url(there), {"evidence": theirs.public_id})
        assert list(page.context["form"].errors) == ["evidence"]
        with pytest.raises(NotAllowed):
            bring(world, theirs, there)
    assert Evidence.objects.count() == 2


def test_who_is_in_one_partnership_only_is_offered_nothing(world, sign_in, there, item):
    assert offered(sign_in("police_lead"), there) == ["Minutes"]
    assert offered(sign_in("outsider"), there) == []
    page = sign_in("outsider").post(link_url(there), {"evidence": item.public_id})
    assert list(page.context["form"].errors) == ["evidence"]
    assert sign_in("manager").get(link_url(there)).status_code == 404
    assert offered(sign_in("manager"), world.health_action) == []
    for person in ("manager", "outsider", "board_member", "housing_lead"):
        with pytest.raises(NotAllowed):
            bring(world, item, there, person)


def test_who_only_reads_another_partnership_is_offered_nothing_of_it(world, sign_in, there, item):
    world.outsider.memberships.create(partnership=world.city, role="board_member")
    assert Evidence.objects.visible_to(world.fresh("outsider")).get() == item
    assert offered(sign_in("outsider"), there) == []
    with pytest.raises(NotAllowed):
        bring(world, item, there, "outsider")


@pytest.mark.parametrize("where", ["from", "into"])
def test_nothing_leaves_or_enters_a_restricted_review(world, sign_in, there, item, where):
    review = world.review if where == "from" else world.coast_review
    review.people.create(user=world.police_lead, named_by=world.police_lead)
    review.is_restricted = True
    review.save()
    there.refresh_from_db()
    client = sign_in("police_lead")
    assert offered(client, there) == []
    page = client.post(link_url(there), {"evidence": item.public_id})
    assert page.context["form"].non_field_errors() == [RESTRICTED]
    assert refusal(world, item, type(there).objects.get(pk=there.pk)) == RESTRICTED


def test_what_one_may_no_longer_read_is_not_copied(world, there, item):
    world.review.is_restricted = True
    world.review.save()
    with pytest.raises(NotAllowed):
        bring(world, item, there)


def test_a_copy_does_not_go_back(world, sign_in, there, item):
    client = sign_in("police_lead")
    bring(world, item, there)
    add(world, action=there, title="Of Coast", file=upload("b.png", PNG))
    assert offered(client, world.police_action) == ["Of Coast"]


def test_a_link_that_was_brought_in_does_not_go_back_either(world, there):
    copy = bring(world, add(world, title="Report", url="https://example.org/"), there)
    assert refusal(world, copy, world.police_action) == "It is here already, as “Report”."


def test_a_copy_that_one_may_not_read_is_not_told(world, there, item):
    world.outsider.memberships.create(partnership=world.city, role="manager")
    theirs = bring(world, item, world.coast_action, "outsider")
    assert theirs.agency is None  # the partnership's own: the police do not act there
    assert bring(world, item, there) != theirs


@pytest.mark.parametrize(
    ("scan", "why"),
    [
        ("infected", "a virus was found in it"),
        ("waiting", "it waits for the virus check"),
        ("failed", "it could not be checked"),
        ("not_checked", "it has not been checked"),
    ],
)
def test_only_a_file_that_may_be_read_is_copied(world, sign_in, there, item, settings, scan, why):
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    client = sign_in("police_lead")
    item.versions.update(scan_state="clean")
    assert offered(client, there) == ["Minutes"]
    item.versions.update(scan_state=scan)
    assert offered(client, there) == []
    assert refusal(world, item, there).startswith(f"The file cannot be copied: {why}")


def dispose(world, item, second="board_member"):
    """Proposed by the manager; `second` carries it out."""
    world.board_member.memberships.create(partnership=world.city, role="manager")
    disposal = services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground="mistake", reason="A wrong file."
    )
    yield disposal
    services.decide_disposal(actor=world.fresh(second), disposal=disposal, accept=True)
    tasks.remove_disposed()
    yield disposal


def test_what_is_disposed_of_or_about_to_be_is_not_copied(world, sign_in, there, item):
    client = sign_in("police_lead")
    steps = dispose(world, item)
    next(steps)
    assert offered(client, there) == []
    assert "whether its files are kept is being decided" in refusal(world, item, there)
    next(steps)
    assert offered(client, there) == []
    assert "it was disposed of" in refusal(world, item, there)


def test_disposal_of_the_original_leaves_the_copy(world, there, item):
    copied = bring(world, item, there).versions.get()
    assert len(list(dispose(world, item))) == 2
    assert not evidence_storage().exists(str(item.versions.get().file) or "gone")
    copied.refresh_from_db()
    assert copied.disposed_at is None
    with copied.open_stored() as stream:
        assert stream.read() == PDF


def test_a_post_that_comes_twice_makes_one_copy(world, sign_in, there, item, settings):
    client = sign_in("police_lead")
    data = {"evidence": item.public_id, "once": str(uuid4())}
    ends = []
    for _ in range(2):
        ends.append(client.post(link_url(there), data)["Location"])
        files = rows_and_files(settings)
    copy = Evidence.objects.get(partnership=world.coast)
    assert ends == [copy.get_absolute_url()] * 2
    assert files[1] == 2
    page = client.post(link_url(there), {**data, "once": str(uuid4())})
    message = "It is here already, as “Minutes”."
    assert page.context["form"].non_field_errors() == [message]
    assert rows_and_files(settings) == files


def test_a_file_that_is_there_already_is_said_and_not_copied(world, there, item, settings):
    other = services.add_evidence(
        actor=world.fresh("outsider"),
        action=world.coast_action,
        file=upload(),
        agency=world.housing,
        **facts(title="Seen by others only"),
    )
    copy = bring(world, item, there)  # what the lead may not see is not told either
    assert copy.versions.get().sha256 == other.versions.get().sha256
    again = add(world, title="The same file again")
    before = rows_and_files(settings)
    assert refusal(world, again, there) == "It is here already, as “Minutes”."
    beside = type(there).objects.create(
        recommendation=there.recommendation, lead_agency=world.police, title="Beside", number=9
    )
    assert refusal(world, again, beside).endswith("Link that instead.")
    assert refusal(world, copy, world.police_action) == "It is here already, as “Minutes”."
    assert rows_and_files(settings) == before


@pytest.mark.parametrize("content", [None, PDF + b"\n"])
def test_bytes_that_are_gone_or_damaged_are_not_copied(world, there, item, settings, content):
    key = item.versions.get().file.name
    evidence_storage().delete(key)
    if content:
        evidence_storage().save(key, ContentFile(content))
    before = rows_and_files(settings)
    assert "could not be read from the store" in refusal(world, item, there)
    assert rows_and_files(settings) == before


def test_a_file_that_is_replaced_meanwhile_is_not_copied(world, there, item, settings, monkeypatch):
    keep = storing.keep

    def keep_late(file, examined):
        monkeypatch.setattr(storing, "keep", keep)
        lead = world.fresh("police_lead")
        services.add_version(actor=lead, evidence=item, file=upload("b.png", PNG))
        return keep(file, examined)

    monkeypatch.setattr(storing, "keep", keep_late)
    with pytest.raises(InvalidTransition, match="was replaced while it was being copied"):
        bring(world, item, there)
    assert list(item.versions.values_list("number", flat=True)) == [2, 1]
    assert rows_and_files(settings)[1] == 2
    assert Evidence.objects.get() == item


def test_within_a_partnership_it_is_linked_and_not_copied(world, item):
    assert "is linked, not copied" in refusal(world, item, world.police_action)


def test_the_timeline_says_that_it_was_brought_in(world, there, item):
    bring(world, item, there)
    (entry,) = entries(there, world.fresh("outsider"))
    assert (entry.title, entry.by) == ("Evidence brought in: Minutes", "Police Lead")


def test_words_search_both_lists(world, sign_in, there, item):
    add(world, title="Audit", file=upload("b.png", PNG), dated_on=TODAY - timedelta(days=1))
    client = sign_in("police_lead")
    assert offered(client, there) == ["Audit", "Minutes"]
    assert offered(client, there, words="came who") == ["Minutes"]
    assert offered(client, there, words="nothing") == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_queries_the_same_for_1_and_30_items(
    world, sign_in, there, count, django_assert_num_queries
):
    for number in range(count):
        add(world, title=f"Item {number}", kind="link", url="https://example.org/")
    client = sign_in("police_lead")
    with django_assert_num_queries(9):
        page = client.get(link_url(there))
    assert len(page.context["copies"]) == min(count, 20)
    assert ("These are the newest 20." in page.content.decode()) == (count == 30)
