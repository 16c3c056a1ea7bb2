"""Who sees which evidence. What a person may not see is 404, and absent everywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from evidence import services
from evidence.models import Evidence, EvidenceVersion
from scr_tracker.errors import NotAllowed
from tests.evidence.samples import add, posted, rows_and_files, upload
from tests.world import add_action, add_recommendation, add_review

EVERYBODY = (
    "manager",
    "police_lead",
    "health_lead",
    "childrens_lead",
    "board_member",
    "scrutineer",
    "outsider",
    "housing_lead",
    "nobody",
)
WHOLE = {"manager", "board_member", "scrutineer"}


def readers(world, evidence):
    """Who reads the item, by queryset; the same people must get its pages and its file."""
    return {
        person
        for person in EVERYBODY
        if Evidence.objects.visible_to(world.fresh(person)).filter(pk=evidence.pk).exists()
    }


def openers(sign_in, evidence):
    version = evidence.versions.first()
    download = reverse("evidence:version-download", args=[version.public_id])
    found = {}
    for person in EVERYBODY:
        client = sign_in(person)
        sent = client.get(download)
        b"".join(sent)  # to the end, which closes the file
        found[person] = {client.get(evidence.get_absolute_url()).status_code, sent.status_code}
    assert all(codes in ({200}, {404}) for codes in found.values()), found
    return {person for person, codes in found.items() if codes == {200}}


def may(sign_in, name, evidence):
    url = reverse(f"evidence:{name}", args=[evidence.public_id])
    return {p for p in EVERYBODY if sign_in(p).get(url).status_code == 200}


def test_own_agency_and_those_who_read_the_whole(world, sign_in):
    evidence = add(world)
    assert readers(world, evidence) == openers(sign_in, evidence) == WHOLE | {"police_lead"}


def test_shared_evidence_is_read_by_agencies_that_see_the_action_and_no_others(world, sign_in):
    evidence = add(world, is_shared=True)
    assert readers(world, evidence) == WHOLE | {"police_lead"}
    world.police_action.is_shared = True
    world.police_action.save()
    expected = WHOLE | {"police_lead", "health_lead"}
    assert readers(world, evidence) == openers(sign_in, evidence) == expected


def test_contributing_agency_reads_only_what_is_shared(world, sign_in):
    world.police_action.contributing_agencies.add(world.childrens)
    own, shared = add(world), add(world, is_shared=True)
    assert readers(world, own) == WHOLE | {"police_lead"}
    assert openers(sign_in, shared) == WHOLE | {"police_lead", "childrens_lead"}


def test_partnerships_own_evidence_is_not_an_agencys(world, sign_in):
    evidence = add(world, "manager")
    assert readers(world, evidence) == openers(sign_in, evidence) == WHOLE


def test_same_agency_in_another_partnership_reads_nothing(world, sign_in):
    action = add_action(world, world.coast_action.recommendation, world.police)
    there = add(world, "outsider", action, agency=world.police, is_shared=True)
    assert readers(world, there) == openers(sign_in, there) == {"outsider"}


def test_restricted_review_is_for_the_people_named_on_it(world, sign_in):
    review = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, review, (world.police,)))
    review.people.create(user=world.police_lead, named_by=world.manager)
    evidence = add(world, "police_lead", action)
    assert readers(world, evidence) == openers(sign_in, evidence) == {"police_lead"}
    review.people.create(user=world.manager, named_by=world.manager)
    assert openers(sign_in, evidence) == {"police_lead", "manager"}
    assert may(sign_in, "evidence-decide", evidence) == {"manager"}


def test_ended_membership_reads_nothing(world):
    evidence = add(world)
    world.police_lead.memberships.update(is_active=False)
    assert readers(world, evidence) == WHOLE


def test_who_may_do_what(world, sign_in):
    evidence = add(world)
    assert may(sign_in, "evidence-edit", evidence) == {"manager", "police_lead"}
    assert may(sign_in, "version-add", evidence) == {"manager", "police_lead"}
    assert may(sign_in, "evidence-decide", evidence) == {"manager"}
    own = add(world, "manager")
    assert may(sign_in, "evidence-decide", own) == set()


def test_who_may_add(world, sign_in):
    url = reverse("evidence:evidence-add", args=[world.police_action.public_id])
    may_open = {p for p in EVERYBODY if sign_in(p).get(url).status_code == 200}
    assert may_open == {"manager", "police_lead"}
    world.police_action.contributing_agencies.add(world.health)
    assert sign_in("health_lead").get(url).status_code == 200


def test_a_decision_begins_with_what_the_manager_may_read(world):
    """The service asks too: one day something else than this page may call it."""
    review = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, review, (world.police,)))
    review.people.create(user=world.police_lead, named_by=world.manager)
    evidence = add(world, "police_lead", action)
    values = {"evidence": evidence, "version": evidence.version, "decision": "accepted"}
    with pytest.raises(NotAllowed):
        services.decide(actor=world.fresh("manager"), **values)
    review.people.create(user=world.manager, named_by=world.manager)
    assert services.decide(actor=world.fresh("manager"), **values).decision == "accepted"


@pytest.mark.parametrize("name", ["evidence-edit", "evidence-decide", "version-add"])
def test_posting_where_one_may_not_changes_nothing(world, sign_in, settings, name):
    evidence = add(world, is_shared=True)
    url = reverse(f"evidence:{name}", args=[evidence.public_id])
    before = rows_and_files(settings)
    data = posted(version="1", decision="accepted", file=upload())
    for person in EVERYBODY:
        if person not in {"manager", "police_lead"}:
            assert sign_in(person).post(url, data).status_code == 404
    assert rows_and_files(settings) == before


def test_anonymous_is_sent_to_sign_in(world):
    evidence = add(world)
    version = EvidenceVersion.objects.get()
    named = [
        reverse("evidence:evidence-add", args=[world.police_action.public_id]),
        reverse("evidence:version-download", args=[version.public_id]),
        *(
            reverse(f"evidence:{name}", args=[evidence.public_id])
            for name in ("evidence-detail", "evidence-edit", "evidence-decide", "version-add")
        ),
    ]
    for url in named:
        response = Client().get(url)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_page_names_only_actions_that_the_reader_sees(world, sign_in):
    other = add_action(world, agency=world.health, title="A matter of Health")
    evidence = add(world, "manager", also_supports=[other], agency=world.police)
    page = evidence.get_absolute_url()
    assert "A matter of Health" in sign_in("manager").get(page).content.decode()
    assert "A matter of Health" not in sign_in("police_lead").get(page).content.decode()
