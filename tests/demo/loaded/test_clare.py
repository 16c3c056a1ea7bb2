"""The review Clare: what the published response says has its place, with exact facts."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from docx import Document
from PIL import Image
from pypdfium2 import PdfDocument

from agencies.models import Agency, Forum
from evidence.models import Evidence, EvidenceRequest, EvidenceVersion, Figure
from evidence.officefiles import MIMES
from evidence.request_states import state_of_request
from recommendations.models import (
    Action,
    Barrier,
    Challenge,
    ProgressUpdate,
    Recommendation,
    Response,
    Review,
    Verification,
)
from recommendations.status import Progress, Rating, Status

pytestmark = pytest.mark.usefixtures("demo", "db")
RESPONSE_DAY = date(2020, 12, 1)


@pytest.fixture
def review():
    return Review.objects.get(pseudonym="Clare")


def actions():
    return Action.objects.filter(recommendation__review__pseudonym="Clare")


def figures_of(title: str) -> list[tuple[str, Decimal, str]]:
    rows = Figure.objects.filter(evidence__title=title)
    return [(row.label, row.value, row.unit) for row in rows]


def test_all_nine_recommendations_in_the_order_of_the_report(clare):
    references = [r.reference for r in clare.order_by("position")]

    assert references == ["1a", "1b", "2a", "2b", "3a", "3b", "4", "5", "6"]


def test_each_recommendation_says_what_should_change_and_when_it_is_done(clare):
    for recommendation in clare:
        assert recommendation.wording
        assert recommendation.intended_change
        assert recommendation.closing_criteria
        assert recommendation.forum
        assert recommendation.themes.count() >= 1


def test_the_review_is_known_by_pseudonym_and_says_what_is_illustration(review):
    assert review.partnership.is_demo
    assert review.kind == Review.Kind.SCR
    assert review.published_on == RESPONSE_DAY
    assert "is illustration" in review.summary


def test_agencies_that_owe_something(review):
    names = Agency.objects.serving(review.partnership_id).values_list("name", flat=True)

    assert sorted(names) == [
        "Child and Adolescent Mental Health Services",
        "Clinical Commissioning Group",
        "Education",
        "Hampshire Constabulary",
        "Multi Agency Safeguarding Hub",
        "Public Health England",
        "SCC Children's Services",
        "Solent NHS Trust",
        "Southampton Safeguarding Children Partnership team",
    ]


def test_other_names_of_childrens_services():
    agency = Agency.objects.get(name="SCC Children's Services")

    assert [alias.name for alias in agency.aliases.all()] == [
        "Children and Families Service",
        "Children's Service",
        "SCC Children and Families Service",
        "Southampton City Council Children's Services",
    ]


def test_forums(review):
    assert [forum.name for forum in Forum.objects.filter(partnership=review.partnership)] == [
        "Integrated Public Service Board",
        "MASH Strategic Group",
        "Safeguarding Partners",
        "Serious Incident Learning Group",
    ]


def test_each_agency_answers_what_it_answered(clare):
    answers = {
        r.reference: sorted(response.agency.label for response in r.responses.exclude(position=""))
        for r in clare
    }

    assert answers == {
        "1a": ["Children's Services", "Police"],
        "1b": ["Children's Services", "SSCP team"],
        "2a": ["Children's Services"],
        "2b": ["Children's Services"],
        "3a": ["CCG", "Children's Services", "Education", "Police", "SSCP team"],
        "3b": ["CCG", "Children's Services", "Education", "Police", "SSCP team"],
        "4": ["CCG", "Solent NHS"],
        "5": ["Education"],
        "6": ["SSCP team"],
    }


def test_answers_are_accepted_shared_and_dated(clare):
    answered = Response.objects.filter(recommendation__in=clare).exclude(position="")

    assert {r.position for r in answered} == {"accepted"}
    assert {r.is_shared for r in answered} == {True}
    assert {r.responded_on for r in answered} == {RESPONSE_DAY}
    assert all(r.narrative for r in answered)


def test_agencies_asked_by_all_agencies_that_have_not_answered_still_owe_it(clare, today):
    owed = Response.objects.filter(recommendation__in=clare, position="")

    assert sorted((r.recommendation.reference, r.agency.label, r.due_on) for r in owed) == [
        ("3a", "CAMHS", today + timedelta(days=12)),
        ("3a", "Solent NHS", today + timedelta(days=21)),
    ]


def test_training_figures_are_exact():
    assert figures_of("Training offer of the Children and Families Service, 2019/2020") == [
        ("ACEs (Adverse Childhood Experiences)", 5, "workshops"),
        ("Solihull Approach", 4, "seminars"),
        ("Effect of domestic abuse on children and young people", 3, "sessions"),
        ("Brain Development", 2, "sessions"),
        ("Attachment", 1, "sessions"),
        ("Understanding Trauma", 1, "workshops"),
        ("Families and disguised compliance", 1, "sessions"),
        ("Attendees", 437, "people"),
    ]


@pytest.mark.parametrize(
    ("title", "figures"),
    [
        ("Independent review of the MASH", [("Independent consultants", 2, "people")]),
        ("Sandstories event for CAIT officers", [("CAIT participants", 20, "people")]),
        (
            "Sandstories training, commissioned since November 2018",
            [("Practitioners", 50, "people")],
        ),
        ("Feedback of practitioners on Sandstories", [("Comments", 4, "practitioners")]),
    ],
)
def test_other_figures_are_exact(title, figures):
    assert figures_of(title) == figures


@pytest.mark.parametrize(
    ("title", "kind", "first", "last"),
    [
        ("Independent review of the MASH", "audit", (2019, 2, 1), (2019, 2, 28)),
        ("Audit of MASH practice and decisions, in detail", "audit", (2019, 3, 1), (2019, 3, 31)),
        ("Second look at the MASH, summer 2019", "audit", (2019, 6, 1), (2019, 8, 31)),
        ("Weekly dip samples of MASH decisions", "audit", (2020, 3, 1), (2020, 5, 31)),
        (
            "Ofsted ILACS inspection: responses and thresholds",
            "inspection",
            (2019, 11, 1),
            (2019, 11, 30),
        ),
        (
            "Ofsted ILACS inspection: quality of referrals",
            "inspection",
            (2019, 11, 1),
            (2019, 11, 30),
        ),
        ("Ofsted ILACS inspection: pre-proceedings", "inspection", (2019, 11, 1), (2019, 11, 30)),
        ("Independent review of Public Law Outline work", "audit", (2019, 1, 1), (2019, 12, 31)),
        ("Revised PLO guidance", "policy", (2019, 1, 1), (2019, 12, 31)),
        (
            "Report to the SSCP on restorative practice, ACEs and trauma",
            "document",
            (2020, 9, 1),
            (2020, 9, 30),
        ),
        ("Sandstories event for CAIT officers", "training", (2019, 11, 1), (2019, 11, 30)),
        ("Feedback on the Sandstories event", "feedback", (2019, 11, 1), (2019, 11, 30)),
        (
            "Sandstories training, commissioned since November 2018",
            "training",
            (2018, 11, 1),
            (2020, 12, 1),
        ),
    ],
)
def test_evidence_has_the_date_of_the_thing_itself(title, kind, first, last):
    item = Evidence.objects.get(title=title)

    assert (item.kind, item.dated_on, item.dated_until) == (kind, date(*first), date(*last))


def test_evidence_of_every_kind():
    told = Evidence.objects.exclude(title__startswith="Illustration: ")
    kinds = Counter(told.filter(partnership__short_name="SSCP").values_list("kind"))

    assert kinds == {
        ("training",): 8,
        ("audit",): 7,
        ("document",): 6,
        ("other",): 5,
        ("inspection",): 3,
        ("policy",): 3,
        ("feedback",): 2,
        ("link",): 1,
    }


def test_the_toolkit_is_a_link():
    item = Evidence.objects.get(kind="link")

    assert item.url == (
        "https://www.hampshirescp.org.uk/toolkits/understanding-unidentified-adults/practical-tools/"
    )


def test_recurring_actions(today):
    recurring = {a.title: (a.recurs_every, a.due_on) for a in actions().exclude(recurs_every=None)}

    assert recurring == {
        "Audit the MASH twice a year within the quality assurance framework": (
            6,
            today + timedelta(days=20),
        ),
        "Report PLO timeliness to the Partnership in the twice-yearly safeguarding "
        "improvement report": (6, today + timedelta(days=5)),
        "Put sharing between siblings' schools into the guidance that is reviewed each August": (
            12,
            date(2027, 8, 31),
        ),
        "Train primary care and private health providers in domestic abuse, ACEs and trauma": (
            3,
            today - timedelta(days=2),
        ),
    }


def test_what_is_done_has_its_date_and_evidence_and_was_claimed_by_the_lead_agency(clare):
    done = actions().filter(status__in=["completed", "verified"])

    assert done.count() == 30
    for action in done:
        leads = action.lead_agency.memberships.values_list("user_id", flat=True)
        assert action.claimed_by_id in leads
        assert action.completed_on <= RESPONSE_DAY or action.reference == "2b.4"
        assert action.evidence.exists()


def test_what_is_verified_was_verified_by_the_manager():
    verified = Verification.objects.filter(
        action__recommendation__review__pseudonym="Clare", decision="verified"
    )

    assert verified.count() == 25
    assert {row.recorded_by.email for row in verified} == {"manager@demo.example"}
    assert {row.recorded_by_role for row in verified} == {"Partnership manager"}


def test_promises_are_open_with_an_owner_and_a_due_date():
    promises = actions().filter(status__in=["not_started", "in_progress", "on_hold"])

    assert promises.count() == 30
    for action in promises:
        assert action.due_on
        assert action.owner


def test_overdue_by_how_many_days(today):
    late = {a.reference: (today - a.due_on).days for a in actions().overdue(today)}

    assert late == {"1a.9": 12, "1a.11": 5, "3a.9": 33, "3a.15": 2, "6.2": 95}


def test_due_today_and_soon(today):
    soon = actions().due_between(today, today + timedelta(days=14)).order_by("due_on", "pk")

    assert [(a.reference, (a.due_on - today).days) for a in soon] == [
        ("1b.2", 0),
        ("1a.10", 3),
        ("3b.6", 3),
        ("2a.4", 5),
        ("3a.11", 7),
        ("3a.7", 14),
        ("3b.2", 14),
    ]


def test_progress_of_each_recommendation(clare, today):
    progress = {r.reference: Progress(r.progress) for r in clare.with_progress(today)}

    assert progress == {
        "1a": Progress.OVERDUE,
        "1b": Progress.IN_PROGRESS,
        "2a": Progress.IN_PROGRESS,
        "2b": Progress.SIGNED_OFF,
        "3a": Progress.OVERDUE,
        "3b": Progress.IN_PROGRESS,
        "4": Progress.ACTIONS_COMPLETE,
        "5": Progress.NOT_STARTED,
        "6": Progress.OVERDUE,
    }


def test_every_progress_rating_and_status_is_there_in_the_two_reviews(today):
    both = Recommendation.objects.with_progress(today)
    all_actions = Action.objects.with_rating(today)

    assert {r.progress for r in both} == set(Progress.values)
    assert {a.rating for a in all_actions} == set(Rating.values)
    assert {a.status for a in all_actions} == set(Status.values)


def test_covid_is_a_barrier_on_three_actions():
    barriers = Barrier.objects.filter(action__in=actions())

    assert sorted((b.action.reference, b.raised_on) for b in barriers) == [
        ("3a.2", date(2020, 3, 1)),
        ("3b.1", date(2020, 3, 1)),
        ("3b.8", date(2020, 3, 1)),
    ]
    assert all(b.reason.startswith("COVID-19") for b in barriers)


def test_a_date_that_moved_twice_keeps_the_first(action, today):
    moved = action("1a.9")

    assert moved.first_due_on == today - timedelta(days=83)
    assert moved.due_on == today - timedelta(days=12)
    assert [c.agreed_by for c in moved.date_changes.order_by("pk")] == [
        "MASH Strategic Group",
        "Partnership manager",
    ]


def test_more_time_is_asked_for(action, today):
    [request] = action("3a.7").extension_requests.all()

    assert request.decision == "open"
    assert request.asked_due_on == today + timedelta(days=44)
    assert request.recorded_by.email == "childrens@demo.example"


def test_evidence_and_claim_were_sent_back(action):
    sent_back = action("3a.11")

    assert sent_back.status == Status.IN_PROGRESS
    assert [v.decision for v in sent_back.verifications.all()] == ["sent_back"]
    [item] = sent_back.evidence.all()
    assert [d.decision for d in item.decisions.all()] == ["returned"]


def test_scrutineer_and_board_ask(clare):
    asked = Challenge.objects.filter(recommendation__in=clare)

    assert sorted((c.recommendation.reference, c.recorded_by.email, c.outcome) for c in asked) == [
        ("1b", "board@demo.example", "accepted"),
        ("1b", "scrutineer@demo.example", "not_accepted"),
        ("2a", "scrutineer@demo.example", "answered"),
        ("4", "scrutineer@demo.example", "open"),
        ("5", "board@demo.example", "answered"),
    ]


def test_what_has_no_date_says_so():
    undated = ProgressUpdate.objects.filter(
        action__in=actions(), status_after="completed", happened_on=RESPONSE_DAY
    )

    assert undated.count() == 20
    for update in undated:
        if not update.note.endswith("From November 2018 to the published response."):
            assert update.note.endswith("The published response gives no date for this.")


def test_one_item_supports_several_actions():
    item = Evidence.objects.get(title="Ofsted ILACS inspection: quality of referrals")

    assert sorted(a.reference for a in item.actions.all()) == ["1a.7", "1a.8", "1a.9"]


def test_files_hold_what_they_say(demo):
    version = EvidenceVersion.objects.get(original_name="training-offer-2019-2020.csv")

    lines = (demo / version.file.name).read_text(encoding="utf-8").splitlines()

    assert lines == [
        '"Demo evidence, made by the demo of SCR Tracker. It is no document of any organisation."',
        '"Training offer of the Children and Families Service, 2019/2020"',
        "What,Number,Unit",
        "ACEs (Adverse Childhood Experiences),5,workshops",
        "Solihull Approach,4,seminars",
        "Effect of domestic abuse on children and young people,3,sessions",
        "Brain Development,2,sessions",
        "Attachment,1,sessions",
        "Understanding Trauma,1,workshops",
        "Families and disguised compliance,1,sessions",
        "Attendees,437,people",
    ]


READERS = {
    "text/plain": lambda path: path.read_text(encoding="utf-8"),
    "text/csv": lambda path: path.read_text(encoding="utf-8"),
    "application/pdf": lambda path: PdfDocument(path).get_metadata_dict()["Subject"],
    "image/png": lambda path: Image.open(path).text["Description"],
    MIMES[".docx"]: lambda path: "".join(each.text for each in Document(str(path)).paragraphs),
}


def test_every_file_is_there_and_says_that_it_is_demo_evidence(demo):
    versions = EvidenceVersion.objects.all()

    assert versions.count() == 38
    for version in versions:
        text = READERS[version.content_type](demo / version.file.name)
        assert "Demo evidence, made by the demo of SCR Tracker." in text


def test_requests_for_evidence_stand_in_every_state(review, today):
    requests = EvidenceRequest.objects.filter(recommendation__review=review)
    found = Counter(state_of_request(row).value for row in requests.with_answer())
    assert found == {"waiting": 4, "answered": 1, "accepted": 1, "withdrawn": 1}
    late = requests.late(today)
    assert [row.agency.short_name for row in late] == ["Police"]
    assert all(row.wanted.startswith("Illustration: ") for row in requests)
    others = EvidenceRequest.objects.exclude(recommendation__review=review)
    assert [row.agency.short_name for row in others.late(today)] == ["Police"]
