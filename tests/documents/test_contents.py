"""What is in a pack: the same in HTML and in Word, with the files, and why one is left out."""

import hashlib
from datetime import date

import pytest
from django.utils import timezone

from documents import keeping
from documents.reading import read
from evidence import services
from evidence.figures import FigureRow
from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Action, EmbeddingCheck, Recommendation
from recommendations.services import (
    answer_challenge,
    ask_challenge,
    post_update,
    reopen_sign_off,
)
from tests.documents.packs import everything, make, opened, page_of, word_of
from tests.evidence import asking
from tests.evidence.samples import PDF, add, upload
from tests.recommendations.deciding import forum_decides
from tests.world import add_action, add_recommendation


@pytest.fixture
def full(world, today):
    """Two items on the police action, one with two versions and a decision; and a question."""
    figures = [FigureRow("Workshops", 17, "sessions"), FigureRow("Attendees", 437, "people")]
    item = add(world, title="Attendance list", figures=figures, file=upload("list.PDF"))
    services.add_version(
        actor=world.fresh("police_lead"), evidence=item, file=upload("new.pdf", PDF + b"\n")
    )
    item.refresh_from_db()
    services.decide(
        actor=world.fresh("manager"),
        evidence=item,
        version=item.version,
        decision="accepted",
        comment="Seen and counted.",
    )
    add(world, title="Guidance", url="https://example.test/guidance")
    challenge = ask_challenge(
        actor=world.fresh("scrutineer"),
        recommendation=world.recommendation,
        agency=world.police,
        question="Who was not there?",
    )
    answer_challenge(
        actor=world.fresh("police_lead"), challenge=challenge, answer="The night shift."
    )
    return item


def facts_of(page):
    return [
        (term.text_content(), value.text_content())
        for term, value in zip(page.iter("dt"), page.iter("dd"), strict=True)
    ]


def test_a_check_of_a_decision_that_was_reopened_is_not_to_come(world, today):
    asked = add_recommendation(world, agencies=(world.police,))
    decided = forum_decides(world, asked, outcome="closed_not_implemented")
    due = date(2027, 5, 20)
    EmbeddingCheck.objects.create(recommendation=asked, sign_off=decided, due_on=due)

    def told():
        rows = rows_of(page_of(make(world, recommendation=asked)))
        return [row[1] for row in rows if row[0] == "20 May 2027"]

    assert told() == ["Not checked yet"]
    reopen_sign_off(actor=world.fresh("manager"), recommendation=asked, reason="It came back.")
    assert told() == ["Not to be made: the decision was reopened"]


def rows_of(page):
    return [[cell.text_content() for cell in row] for row in page.iter("tr")]


def test_the_files_are_in_it_with_their_bytes_and_checksums(full, world):
    files = opened(make(world))
    assert list(files) == [
        "1a/1a.1 Attendance list v1.pdf",
        "1a/1a.1 Attendance list v2.pdf",
        "index.html",
        "index.docx",
        "checksums.txt",
    ]
    assert files["1a/1a.1 Attendance list v1.pdf"] == PDF
    assert files["1a/1a.1 Attendance list v2.pdf"] == PDF + b"\n"
    assert files["checksums.txt"].decode().splitlines() == [
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in list(files)[:2]
    ]


def test_html_and_word_show_the_same(full, world):
    pack = make(world)
    page, document = page_of(pack), word_of(pack)
    headings = [each.text_content() for each in page.iter("h1", "h2", "h3", "h4")]
    assert headings == [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    in_word = [[cell.text for cell in row.cells] for t in document.tables for row in t.rows]
    shown = [*map(list, facts_of(page)), *rows_of(page)]
    assert sorted(in_word) == sorted(shown)
    assert len(in_word) > 40


def test_it_says_what_was_claimed_decided_asked_and_added_up(full, world):
    pack = make(world)
    page = page_of(pack)
    facts = facts_of(page)
    size = f"{2 * len(PDF) + 1} bytes"
    expected = [
        ("Asked for by", "Manager, Partnership manager"),
        ("Holds", f"1 recommendation, 2 items of evidence, 2 files ({size})"),
        ("Figures", "Workshops: 17 sessions\n437 attendees"),
        ("Decision", "Accepted by Manager, 2 November 2026\nSeen and counted."),
        ("Link", "https://example.test/guidance"),
    ]
    labels = dict(expected)
    assert [fact for fact in facts if fact[0] in labels] == expected
    paragraphs = [each.text_content() for each in page.iter("p")]
    start = paragraphs.index("Added up from accepted evidence:")
    assert paragraphs[start + 1 : start + 3] == ["Workshops: 17 sessions", "437 attendees"]
    assert "Overdue: City Constabulary’s action 1a.1 is 12 days late." in paragraphs
    rows = rows_of(page)
    assert [
        "Scrutineer, 2 November 2026",
        "City Constabulary",
        "Who was not there?",
        "Police Lead, 2 November 2026: The night shift.",
        "Answered",
    ] in rows
    assert ["Guidance", "It is a link; no file was added."] in rows
    assert (pack.file_count, pack.left_out_count) == (2, 1)


def test_the_claim_is_in_the_words_of_who_claimed_it(full, world):
    def say(person, note, to=""):
        action = Action.objects.get(pk=world.police_action.pk)
        version = action.version
        post_update(actor=world.fresh(person), action=action, version=version, note=note, to=to)

    def claims():
        words = "\n".join(map(str, rows_of(page_of(make(world)))))
        return [each for each in ("All briefed.", "Waiting for the list.") if each in words]

    say("police_lead", "All briefed.", "completed")
    say("manager", "Waiting for the list.")
    assert claims() == ["All briefed."]
    services.decide(
        actor=world.fresh("manager"),
        evidence=(guidance := Evidence.objects.get(title="Guidance")),
        version=guidance.version,
        decision="accepted",
    )
    say("manager", "It shows it.", "verified")
    add(world, title="Later minutes")
    assert Action.objects.get(pk=world.police_action.pk).status == "completed"
    assert claims() == ["All briefed."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scan_state": "waiting"}, "It waits for the virus check"),
        ({"scan_state": "failed"}, "It could not be checked for viruses"),
        ({"scan_state": "infected"}, "A virus was found in it"),
        ({"disposed_at": timezone.now()}, "It was disposed of"),
        ({"file": "no/such"}, "It could not be found in the store"),
        ({"sha256": "0" * 64}, "its checksum differs"),
    ],
)
def test_what_may_not_be_handed_out_stays_out_and_the_index_says_why(full, world, change, words):
    EvidenceVersion.objects.filter(number=1).update(**change)
    pack = make(world)
    assert [name for name in opened(pack) if name.startswith("1a/")] == [
        "1a/1a.1 Attendance list v2.pdf"
    ]
    (why,) = (row[1] for row in rows_of(page_of(pack)) if row[0] == "Attendance list, version 1")
    assert words in why
    assert (pack.file_count, pack.left_out_count) == (1, 2)


def test_unchecked_files_stay_out_where_there_is_a_scanner(full, world, settings):
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    EvidenceVersion.objects.filter(number=2).update(scan_state="clean")
    names = [name for name in opened(make(world)) if name.startswith("1a/")]
    assert names == ["1a/1a.1 Attendance list v2.pdf"]


def test_an_item_of_two_recommendations_lies_there_once(full, world):
    other = add_recommendation(world, reference="1b", agencies=(world.police,))
    full.links.create(action=add_action(world, other), linked_by=world.manager)
    pack = make(world)
    assert sum(name.endswith("v1.pdf") for name in opened(pack)) == 1
    shown = [row[1] for row in rows_of(page_of(pack)) if row[2:3] == ["list.PDF"]]
    assert shown == ["1a/1a.1 Attendance list v1.pdf"] * 2
    only = opened(make(world, recommendation=other))
    assert "1b/1b.1 Attendance list v1.pdf" in only


def test_word_file_has_title_language_marked_pages_and_heading_rows(full, world):
    world.review.marking = "official_sensitive"
    world.review.save()
    document = word_of(make(world))
    own = document.core_properties
    assert (own.title, own.language) == ("Evidence pack: Clare", "en-GB")
    (section,) = document.sections
    for place in (section.header, section.footer):
        assert place.paragraphs[0].text == "OFFICIAL-SENSITIVE"
    with_heads = [t for t in document.tables if t._tbl.xpath(".//w:tblHeader")]
    assert [t.rows[0].cells[0].text for t in with_heads] == [
        *("Reference", "Agency", "Reference", "Version", "Asked", "What"),
    ]


def test_html_page_loads_nothing_and_names_its_parts(full, world):
    page = page_of(make(world))
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title") == "Evidence pack: Clare – OFFICIAL"
    assert not list(page.iter("script", "link", "img", "iframe", "object", "form"))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]
    for table in page.iter("table"):
        assert table.find("caption").text_content()
        assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}
    hrefs = [each.get("href") for each in page.iter("a")]
    assert hrefs == [
        "#recommendation-1",
        "1a/1a.1%20Attendance%20list%20v1.pdf",
        "1a/1a.1%20Attendance%20list%20v2.pdf",
        "https://example.test/guidance",
    ]


def test_pasted_characters_and_markup_break_neither_index(world, today):
    Recommendation.objects.update(wording="<b>Bold\x0b\x1f\ufffe</b> & \r\nnew line")
    pack = make(world)
    wording = dict(facts_of(page_of(pack)))["Wording"]
    assert wording == "<b>Bold\ufffd\ufffd\ufffd</b> & \nnew line"
    assert ["Wording", wording] in [
        [cell.text for cell in row.cells] for t in word_of(pack).tables for row in t.rows
    ]


def test_same_state_makes_the_same_bytes(full, world):
    first, second = make(world), make(world)
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    with first.open_stored() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == first.sha256


def test_queries_do_not_grow_with_the_review(full, world, django_assert_num_queries):
    def count(expected):
        user = world.fresh("police_lead")
        with django_assert_num_queries(expected):
            found = read(user, world.review, None, timezone.now())
        return len(found.parts), sum(1 for _ in found.items())

    asking.ask(world)
    assert count(18) == (1, 2)
    for number in range(5):
        more = add_recommendation(world, agencies=(world.police,))
        action = add_action(world, more)
        add(world, action=action, title=f"Item {number}", file=upload(content=PDF + b"\n" * number))
        asking.ask(world, recommendation=more)
    assert count(18) == (6, 7)


def test_requests_for_evidence_stand_with_what_became_of_them(full, world):
    request = asking.ask(world, wanted="The register", action=world.police_action)
    asking.answer(world, request, full, note="Page 2")
    late = asking.ask(world, wanted="The slides")
    asking.make_late(late)
    rows = rows_of(page_of(make(world)))
    head = ["Asked", "Of", "What is wanted", "By when", "State", "What has happened"]
    first = rows.index(head) + 1
    assert rows[first : first + 2] == [
        [
            "Manager, 2 November 2026",
            "City Constabulary",
            "For 1a.1\nThe register",
            "16 November 2026",
            "Answered, to be judged",
            "Answered with “Attendance list”, Police Lead, 2 November 2026: Page 2",
        ],
        [
            "Manager, 2 November 2026",
            "City Constabulary",
            "The slides",
            "30 October 2026\n3 days late",
            "Waiting for the agency",
            "",
        ],
    ]


def test_an_item_that_the_asker_of_the_pack_may_not_read_is_not_named_as_the_answer(world, today):
    request = asking.ask(world, world.health, action=world.health_action)
    hidden = add(world, title="Secret title")
    asking.answer(world, request, hidden, "manager")
    named = "Answered with “Secret title”"
    assert named in everything(make(world))
    assert "Secret title" not in everything(make(world, "health_lead"))


def test_a_pack_ends_when_a_request_in_it_is_hidden_from_its_asker(world, today):
    request = asking.ask(world)
    pack = make(world, "police_lead")
    assert keeping.obstacle(world.fresh("police_lead"), pack) == ""
    type(request).objects.filter(pk=request.pk).update(agency=world.health)
    assert keeping.obstacle(world.fresh("police_lead"), pack) == keeping.CHANGED
