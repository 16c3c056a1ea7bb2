"""A pack holds what its asker may see, when it is made and when it is taken; and nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import packing, services
from documents.models import Pack, PackDownload
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceDownload, EvidenceVersion
from recommendations.models import Action, Response
from recommendations.services import ask_challenge
from scr_tracker.errors import NotAllowed
from tests.documents.packs import ask, everything, make
from tests.evidence import asking
from tests.evidence.samples import PDF, add, upload
from tests.world import add_action, add_recommendation, add_review

#: Words that stand in what is Health's alone; the hashes of its files come beside them.
SECRETS = (
    *("Healthaction", "Healthtitle", "Healthfile", "Healthfigure", "Healthnarrative"),
    *("Healthquestion", "Healthlead", "Healthreason", "Healthwanted"),
)


@pytest.fixture
def secret(world, today):
    """What is Health's alone on the recommendation that the police answer too."""
    action = world.health_action
    action.title, action.status, action.status_reason = "Healthaction", "on_hold", "Healthreason"
    action.save()
    world.people["health_lead"].name = "Healthlead"
    world.people["health_lead"].save()
    response = Response.objects.get(agency=world.health, recommendation=world.recommendation)
    response.narrative = "Healthnarrative"
    response.save()
    ask_challenge(
        actor=world.fresh("scrutineer"),
        recommendation=world.recommendation,
        agency=world.health,
        question="Healthquestion",
    )
    asking.ask(world, world.health, wanted="Healthwanted", action=action)
    return add(
        world,
        "health_lead",
        action,
        title="Healthtitle",
        file=upload("Healthfile.pdf", PDF + b"\nhealth"),
        figures=[FigureRow("Healthfigure", 7777, "people")],
    )


def secrets_of(item):
    version = item.versions.get()
    return (*SECRETS, version.sha256, "7,777", "7777")


def test_whoever_reads_the_whole_partnership_gets_all_of_it(world, secret):
    for person in ("manager", "board_member", "scrutineer"):
        words = everything(make(world, person))
        assert [word for word in secrets_of(secret)[:-1] if word not in words] == []


def test_a_lead_gets_the_own_agencys_and_nothing_of_others(world, secret):
    own = add(world, title="Policetitle")
    both = everything(make(world, "police_lead"))
    assert "Policetitle" in both
    assert own.versions.get().sha256 in both
    assert [word for word in secrets_of(secret) if word in both] == []
    only = everything(make(world, "police_lead", world.recommendation))
    assert [word for word in secrets_of(secret) if word in only] == []


def test_a_lead_gets_what_is_shared(world, secret):
    Action.objects.filter(pk=world.health_action.pk).update(is_shared=True)
    words = everything(make(world, "police_lead"))
    assert ("Healthaction" in words, "Healthtitle" in words) == (True, False)
    Evidence.objects.update(is_shared=True)
    words = everything(make(world, "police_lead", world.recommendation))
    assert ("Healthtitle" in words, "Healthquestion" in words) == (True, False)


def test_a_hidden_action_that_shared_evidence_supports_is_not_named(world, secret):
    """Shared evidence of Health on the police's action and on its own hidden one."""
    Evidence.objects.update(is_shared=True)
    secret.links.create(action=world.police_action, linked_by=world.manager)
    words = everything(make(world, "police_lead"))
    assert "Healthtitle" in words
    assert "1a.2" not in words
    assert "Healthaction" not in words


def test_nobody_asks_for_what_they_cannot_see(world):
    for person in ("childrens_lead", "outsider", "housing_lead", "nobody"):
        with pytest.raises(NotAllowed):
            ask(world, person)
    with pytest.raises(NotAllowed):
        ask(world, "manager", world.coast_action.recommendation)
    assert Pack.objects.count() == 0


def test_another_partnerships_evidence_is_absent(world, today):
    """Police lead in both; what they bring in there is in no pack from here."""
    there = add_action(world, world.coast_action.recommendation, world.housing)
    item = add(world, "outsider", there, title="Coasttitle", file=upload(content=PDF + b"\n"))
    words = everything(make(world, "manager"))
    assert "Coasttitle" not in words
    assert item.versions.get().sha256 not in words
    assert "Coasttitle" in everything(make(world, "outsider", review=world.coast_review))


def test_evidence_that_supports_a_restricted_review_too_is_absent(world, today):
    hidden = add_review(world, pseudonym="Hiddenreview", is_restricted=True)
    action = add_action(world, add_recommendation(world, hidden, (world.police,)))
    item = add(world, title="Alsohidden")
    assert "Alsohidden" in everything(make(world))
    item.links.create(action=action, linked_by=world.manager)
    assert "Alsohidden" not in everything(make(world))


def test_a_restricted_review_is_packed_for_those_named_on_it(world, today):
    add(world)
    world.review.is_restricted = True
    world.review.save()
    with pytest.raises(NotAllowed):
        ask(world)
    world.review.people.create(user=world.board_member, named_by=world.manager)
    assert make(world, "board_member").file_count == 1


def test_who_may_no_longer_see_it_when_it_is_made_gets_nothing(world, today):
    pack = ask(world, "police_lead")
    world.police_lead.memberships.update(is_active=False)
    assert packing.make(pack.pk) == "failed"
    pack.refresh_from_db()
    assert (pack.reason, str(pack.file)) == (packing.NOT_SEEN, "")


def fetch(client, pack):
    return client.get(reverse("documents:pack-download", args=[pack.public_id]))


def unshare_evidence(world):
    Evidence.objects.update(is_shared=False)


def unshare_action(world):
    Action.objects.update(is_shared=False)


def unshare_response(world):
    Response.objects.update(is_shared=False)


def dispose(world):
    EvidenceVersion.objects.update(disposed_at=timezone.now())


def find_a_virus(world):
    EvidenceVersion.objects.update(scan_state="infected")


@pytest.mark.parametrize(
    "change", [unshare_evidence, unshare_action, unshare_response, dispose, find_a_virus]
)
def test_a_pack_with_what_is_hidden_since_is_refused(world, secret, sign_in, change):
    for model in (Evidence, Action, Response):
        model.objects.update(is_shared=True)
    pack = make(world, "police_lead")
    assert "Healthtitle" in everything(pack)
    client = sign_in("police_lead")
    change(world)
    answer = fetch(client, pack)
    assert answer.status_code == 409
    assert "Ask for a new one" in answer.content.decode()
    assert [word for word in SECRETS if word in answer.content.decode()] == []
    pack.refresh_from_db()
    assert (pack.state, str(pack.file)) == ("expired", "")
    assert (PackDownload.objects.count(), EvidenceDownload.objects.count()) == (0, 0)
    anew = make(world, "police_lead")
    assert b"".join(fetch(client, anew)).startswith(b"PK")


def test_copies_of_what_was_hidden_this_very_moment_are_not_logged(world, secret):
    for model in (Evidence, Action):
        model.objects.update(is_shared=True)
    pack = make(world, "police_lead")
    services.record_download(actor=world.fresh("police_lead"), pack=pack)
    assert (PackDownload.objects.count(), EvidenceDownload.objects.count()) == (1, 1)
    unshare_evidence(world)
    with pytest.raises(NotAllowed):
        services.record_download(actor=world.fresh("police_lead"), pack=pack)
    assert (PackDownload.objects.count(), EvidenceDownload.objects.count()) == (1, 1)


def test_a_pack_of_what_is_hidden_altogether_is_not_there(world, today, sign_in):
    add(world)
    pack = make(world, "board_member")
    client = sign_in("board_member")
    assert fetch(client, pack).status_code == 200
    world.review.is_restricted = True
    world.review.save()
    assert fetch(client, pack).status_code == 404
    assert client.get(pack.get_absolute_url()).status_code == 404
    page = client.get(reverse("documents:pack-list")).content.decode()
    assert str(pack.public_id) not in page
