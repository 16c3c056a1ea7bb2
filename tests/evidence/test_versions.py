"""A newer file is a new version; the old ones stay. Edits never overwrite in silence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from evidence import services
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceVersion
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from tests.evidence.samples import PDF, PNG, add, newer_file, rows_and_files, upload
from tests.world import add_action, add_person

pytestmark = pytest.mark.usefixtures("today")
WORKSHOPS = FigureRow("Workshops", Decimal(5), "sessions")
ATTENDEES = FigureRow("Attendees", Decimal(437), "people")


def edit(world, evidence, person="police_lead", **changes):
    values = {"version": evidence.version, **changes}
    return services.edit_evidence(actor=world.fresh(person), evidence=evidence, **values)


def decide(world, evidence, decision="accepted", person="manager", **changes):
    values = {"version": evidence.version, "decision": decision, **changes}
    return services.decide(actor=world.fresh(person), evidence=evidence, **values)


def now(evidence):
    return Evidence.objects.with_decision().get(pk=evidence.pk)


def test_old_version_stays_as_it_was(world):
    evidence = add(world)
    first = evidence.versions.get()
    before = EvidenceVersion.objects.filter(pk=first.pk).values().get()
    newer = services.add_version(
        actor=world.police_lead, evidence=evidence, file=upload("scan.png", PNG)
    )
    assert newer.number == 2
    assert EvidenceVersion.objects.filter(pk=first.pk).values().get() == before
    with first.open_stored() as stream:
        assert stream.read() == PDF
    with newer.open_stored() as stream:
        assert stream.read() == PNG


def test_the_page_of_an_item_says_what_each_file_is_and_how_the_item_is_marked(world, sign_in):
    item = add(world, file=upload("a.txt", b"Text."), marking="official_sensitive")
    services.add_version(actor=world.police_lead, evidence=item, file=upload("b.pdf", PDF))
    page = html.fromstring(sign_in("police_lead").get(item.get_absolute_url()).content)
    facts = [row.text_content().split() for row in page.find_class("govuk-summary-list__row")]
    assert ["Marking", "OFFICIAL-SENSITIVE"] in facts
    cells = [cell.find_class("app-sub")[0].text for cell in page.xpath('//td[@data-label="File"]')]
    size = item.versions.get(number=2).size
    assert cells == [f"PDF, {size}\xa0bytes", "Text, 5\xa0bytes"]


def test_the_file_that_is_the_current_version_already_is_no_newer_one(world, settings):
    evidence, lead = add(world), world.police_lead
    before = rows_and_files(settings)
    with pytest.raises(InvalidTransition) as refused:
        services.add_version(actor=lead, evidence=evidence, file=upload("other name.pdf"))
    assert (str(refused.value), refused.value.field) == (
        "This is the same file as version 1.",
        "file",
    )
    assert rows_and_files(settings) == before


def test_an_older_file_may_come_back(world):
    evidence = add(world)
    for file in (newer_file(), upload()):
        services.add_version(actor=world.police_lead, evidence=evidence, file=file)
    digests = list(evidence.versions.values_list("sha256", flat=True))
    assert [digest == digests[2] for digest in digests] == [True, False, True]
    assert len(set(evidence.versions.values_list("file", flat=True))) == 3


def test_a_file_that_was_disposed_of_may_be_brought_in_again(world):
    evidence = add(world)
    evidence.versions.update(disposed_at=timezone.now())
    version = services.add_version(actor=world.police_lead, evidence=evidence, file=upload())
    assert version.number == 2


@pytest.mark.parametrize("person", ["health_lead", "board_member", "scrutineer", "outsider"])
def test_only_the_own_agency_and_the_manager_add_versions_and_edit(world, settings, person):
    evidence = add(world, is_shared=True)
    before = rows_and_files(settings)
    with pytest.raises(NotAllowed):
        services.add_version(actor=world.people[person], evidence=evidence, file=newer_file())
    with pytest.raises(NotAllowed):
        edit(world, evidence, person, title="Mine now")
    assert rows_and_files(settings) == before


def test_refused_version_leaves_nothing_behind(world, settings):
    evidence = add(world)
    before = rows_and_files(settings)
    with pytest.raises(InvalidTransition):
        services.add_version(actor=world.police_lead, evidence=evidence, file=upload("a.exe"))
    assert rows_and_files(settings) == before
    assert now(evidence).submission == 1


def test_stale_edit_changes_nothing_and_says_what_changed(world):
    evidence = add(world)
    edit(world, evidence, "manager", title="Minutes, corrected")
    with pytest.raises(StaleRecord) as stale:
        edit(world, evidence, title="Mine")
    assert stale.value.changes == [
        "Title: Minutes of the briefing → Minutes, corrected (by Manager)"
    ]
    assert now(evidence).title == "Minutes, corrected"


def test_figures_are_replaced_as_a_whole_and_keep_their_history(world):
    evidence = add(world, figures=[WORKSHOPS, ATTENDEES])
    kept = evidence.figures.get(label="Workshops")
    edit(world, evidence, figures=[FigureRow("Cases", Decimal(3), "cases"), WORKSHOPS])
    assert [str(f) for f in evidence.figures.all()] == ["3 cases", "Workshops: 5 sessions"]
    assert evidence.figures.get(label="Workshops").pk == kept.pk


def test_evidence_keeps_at_least_one_thing(world):
    evidence = add(world, figures=[WORKSHOPS])
    with pytest.raises(InvalidTransition, match="Keep a file, a link or a figure"):
        edit(world, evidence, figures=[])
    assert evidence.figures.count() == 1


def test_edit_may_let_it_support_more_actions(world):
    evidence, other = add(world), add_action(world, title="Another")
    edit(world, evidence, also_supports=[other, world.police_action])
    assert set(evidence.actions.all()) == {world.police_action, other}


def test_manager_accepts_and_the_action_keeps_its_status(world):
    evidence = add(world)
    row = decide(world, evidence, comment="Clear.")
    assert (row.recorded_by_name, row.submitted_by, row.comment) == (
        "Manager",
        world.police_lead,
        "Clear.",
    )
    assert now(evidence).decision == "accepted"
    world.police_action.refresh_from_db()
    assert world.police_action.status == "in_progress"


def test_sending_back_needs_a_comment(world):
    evidence = add(world)
    with pytest.raises(InvalidTransition) as refused:
        decide(world, evidence, "returned", comment="  ")
    assert refused.value.field == "comment"
    assert not evidence.decisions.exists()


@pytest.mark.parametrize("person", ["police_lead", "board_member", "scrutineer", "outsider"])
def test_only_a_manager_decides(world, person):
    evidence = add(world)
    with pytest.raises(NotAllowed):
        decide(world, evidence, person=person)


def test_nobody_decides_on_what_they_added(world):
    evidence = add(world, "manager")
    with pytest.raises(NotAllowed):
        decide(world, evidence)


def test_nobody_decides_on_a_version_or_figures_that_they_brought_in(world):
    evidence = add(world, figures=[WORKSHOPS])
    edit(world, evidence, "manager", figures=[WORKSHOPS, ATTENDEES])
    with pytest.raises(NotAllowed):
        decide(world, now(evidence))
    other = add(world)
    services.add_version(actor=world.manager, evidence=other, file=newer_file())
    with pytest.raises(NotAllowed):
        decide(world, now(other))
    services.add_version(actor=world.police_lead, evidence=other, file=newer_file())
    assert decide(world, now(other)).submitted_by == world.police_lead


def new_file(world, evidence):
    services.add_version(actor=world.fresh("manager"), evidence=evidence, file=newer_file())


def new_link(world, evidence):
    edit(world, evidence, "manager", url="https://example.org/")


def new_date(world, evidence):
    edit(world, evidence, "manager", dated_on=date(2026, 9, 1))


def new_figure(world, evidence):
    edit(world, evidence, "manager", figures=[WORKSHOPS])


@pytest.mark.parametrize("part", [new_file, new_link, new_date, new_figure])
def test_nobody_decides_on_a_part_that_they_brought_in_whatever_came_from_others_since(world, part):
    """Else a manager has the lead change a date, and accepts the manager's own file."""
    evidence = add(world)
    add_person(world, "deputy", "manager")
    part(world, evidence)
    was = now(evidence)
    others = [*(FigureRow(f.label, f.value, f.unit) for f in was.figures.all()), ATTENDEES]
    edit(world, was, figures=others)
    assert now(evidence).submitter_id == world.police_lead.pk
    with pytest.raises(NotAllowed):
        decide(world, now(evidence))
    assert decide(world, now(evidence), person="deputy").decision == "accepted"


def test_who_brought_in_what_is_no_longer_there_may_decide(world):
    evidence = add(world)
    new_file(world, evidence)
    new_figure(world, now(evidence))
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    edit(world, now(evidence), figures=[WORKSHOPS._replace(value=Decimal(6))])
    assert decide(world, now(evidence)).decision == "accepted"


def test_manager_who_only_corrects_the_level_may_still_decide(world):
    evidence = add(world)
    edit(world, evidence, "manager", level="quality")
    assert decide(world, now(evidence)).submitted_by == world.police_lead


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "outcome"},
        {"dated_on": date(2026, 9, 1)},
        {"figures": [WORKSHOPS]},
        {"url": "https://example.org/"},
    ],
)
def test_a_change_of_what_was_judged_waits_for_a_decision_again(world, changes):
    evidence = add(world)
    decide(world, evidence)
    edit(world, now(evidence), **changes)
    assert now(evidence).decision is None
    assert evidence.decisions.count() == 1


def test_a_new_version_waits_for_a_decision_again(world):
    evidence = add(world)
    decide(world, evidence, "returned", comment="Attendance list only.")
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    assert now(evidence).decision is None
    decide(world, now(evidence))
    assert now(evidence).decision == "accepted"


def test_a_better_title_leaves_the_decision_standing(world):
    evidence = add(world)
    decide(world, evidence)
    edit(world, now(evidence), title="Minutes of 5 October")
    assert now(evidence).decision == "accepted"


def test_what_came_after_the_manager_read_is_not_accepted_unseen(world):
    evidence = add(world)
    services.add_version(actor=world.police_lead, evidence=evidence, file=newer_file())
    with pytest.raises(StaleRecord) as stale:
        decide(world, evidence)
    assert stale.value.changes == ["Version 2 of the file (by Police Lead)"]
    assert not evidence.decisions.exists()


def test_second_manager_is_told_of_the_first_ones_decision(world):
    world.outsider.memberships.create(partnership=world.city, role="manager")
    evidence = add(world)
    decide(world, evidence)
    with pytest.raises(StaleRecord) as stale:
        decide(world, evidence, "returned", "outsider", comment="No.")
    assert stale.value.changes == ["Accepted (by Manager)"]
    assert now(evidence).decision == "accepted"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_versions_added_at_once_are_numbered_one_after_the_other(world):
    evidence, together = add(world), Barrier(4)

    def one(_):
        try:
            actor = world.fresh("police_lead")
            together.wait()
            return services.add_version(actor=actor, evidence=evidence, file=newer_file()).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(pool.map(one, range(4)))
    assert numbers == [2, 3, 4, 5]
    assert now(evidence).submission == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_told(world):
    evidence, together = add(world), Barrier(2)

    def one(title):
        try:
            actor = world.fresh("police_lead")
            together.wait()
            services.edit_evidence(actor=actor, evidence=evidence, version=1, title=title)
        except StaleRecord:
            return "told"
        else:
            return title
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = set(pool.map(one, ["First", "Second"]))
    assert "told" in results
    assert {now(evidence).title, "told"} == results
