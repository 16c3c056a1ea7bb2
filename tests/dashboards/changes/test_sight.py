"""Who reads which change: in the pages, in the files, in the sentence."""

from datetime import date

import pytest
from django.urls import reverse

from dashboards.changes import Kind, changes
from dashboards.changes.sentence import ON_PAGE_ALONE, WORDS, since_last_meeting, words_of
from recommendations import services
from recommendations.models import Action
from tests.dashboards.changes.autumn import HAPPENED, MET, ONCE, WHY, build, on
from tests.exports.files import download, read_csv
from tests.world import TODAY, add_review

#: Whose changes each person reads in City; None where the page is not there for them.
READS = {
    "manager": {"Police of Clare", "Health of Clare"},
    "board_member": {"Police of Clare", "Health of Clare"},
    "scrutineer": {"Police of Clare", "Health of Clare", "Police of Hidden"},
    "police_lead": {"Police of Clare"},
    "health_lead": {"Health of Clare"},
    "childrens_lead": set(),
    "outsider": None,
    "housing_lead": None,
    "nobody": None,
}


@pytest.fixture
def town(world):
    """Two agencies of one review, one of a restricted one, and one of another partnership."""
    with on(date(2026, 10, 1)):
        hidden = add_review(world, pseudonym="Hidden", is_restricted=True)
    for person in (world.manager, world.police_lead, world.scrutineer):
        hidden.people.create(user=person, named_by=world.manager)
    sets = build(
        world,
        (world.review, world.police, "police_lead"),
        (world.review, world.health, "health_lead"),
        (hidden, world.police, "police_lead"),
        (world.coast_review, world.housing, "housing_lead", "outsider", "outsider"),
    )
    hidden.people.exclude(user=world.scrutineer).delete()
    return {each.mark: each for each in sets}


def addresses(partnership):
    found = (f"dashboards:change-{name}" for name in ("summary", "list"))
    return [f"{reverse(name, args=[partnership.public_id])}?from={MET}" for name in found]


def marks(town, text):
    return {mark for mark in town if mark in text}


@pytest.mark.parametrize("person", READS)
def test_each_reads_the_own_changes_in_pages_and_files(world, town, sign_in, person):
    client = sign_in(person)
    summary, listed = addresses(world.city)
    for url in (summary, f"{listed}&kind=new_action"):
        for day in ("", f"&as-at={HAPPENED}"):
            page = client.get(url + day)
            if READS[person] is None:
                assert page.status_code == 404
                continue
            assert marks(town, page.content.decode()) == READS[person], url + day
    if READS[person] is not None:
        rows = read_csv(download(client, listed, "csv"))
        assert marks(town, str(rows)) == READS[person]
        assert len(rows) == sum(ONCE.values()) * len(READS[person])


def test_other_partnership_reads_its_own(world, town, sign_in):
    for url in addresses(world.coast):
        assert marks(town, sign_in("outsider").get(url).content.decode()) == {"Housing of Robin"}
        assert sign_in("manager").get(url).status_code == 404


@pytest.mark.parametrize("person", [who for who, reads in READS.items() if reads is not None])
def test_sentence_counts_what_the_person_reads(world, town, person, django_assert_max_num_queries):
    user = world.fresh(person)
    assert Action.objects.visible_to(user).exists() == bool(READS[person])  # who they are is read
    with django_assert_max_num_queries(2):
        sentence = since_last_meeting(user, world.city, TODAY)
    found = {number.words: number.value for number in sentence.numbers}
    first = MET if "meeting" in sentence.opening else TODAY.replace(month=10, day=3)
    whole = changes(world.fresh(person), world.city, first, TODAY)
    page = {kind: whole.count(kind) for kind in WORDS if kind is not ON_PAGE_ALONE}
    assert found == {words_of(kind, many): many for kind, many in page.items() if many}
    assert bool(found) == bool(READS[person])


def test_lead_reads_of_a_shared_recommendation_only_the_own_agencys_actions(world, sign_in):
    """And decisions on it, which are one for everybody who answers it."""
    with on(HAPPENED):
        for action, reason in ((world.police_action, "Ours"), (world.health_action, "Theirs")):
            services.post_update(
                actor=world.fresh("manager"),
                action=action,
                version=Action.objects.get(pk=action.pk).version,
                note=f"{reason}: it is not wanted.",
                to="withdrawn",
            )
        services.sign_off(
            actor=world.fresh("manager"),
            recommendation=world.recommendation,
            outcome="closed_not_implemented",
            forum=world.forum,
            meeting_on=HAPPENED,
            basis="Both: it is not wanted.",
        )
    text = sign_in("police_lead").get(addresses(world.city)[0]).content.decode()
    found = {word for word in ("Ours", "Theirs", "Both") if f"{word}: it is not" in text}
    assert found == {"Ours", "Both"}
    Action.objects.filter(pk=world.health_action.pk).update(is_shared=True)
    text = sign_in("police_lead").get(addresses(world.city)[0]).content.decode()
    assert "Theirs: it is not" in text


def test_filter_by_agency_tells_a_lead_nothing_of_who_else_answers(world, sign_in):
    """Health answers the recommendation of the police too, and does not share the response."""
    with on(HAPPENED):
        services.sign_off(
            actor=world.fresh("manager"),
            recommendation=world.recommendation,
            outcome="closed_not_implemented",
            forum=world.forum,
            meeting_on=HAPPENED,
            basis=WHY,
        )
    about = {"first": MET, "last": TODAY, "agency": world.health.public_id}
    assert changes(world.fresh("manager"), world.city, **about).count(Kind.SIGNED_OFF) == 1
    assert changes(world.fresh("police_lead"), world.city, **about).total == 0
    form = sign_in("police_lead").get(addresses(world.city)[0]).context["form"]
    assert [label for _, label in form.fields["agency"].choices] == ["All agencies", "Police"]
