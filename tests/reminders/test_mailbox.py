"""Real mails in a real mailbox: sent over SMTP, taken apart by the standard library, opened.

Each is read as its reader would: headers, both bodies, every link after signing in and before it,
and the HTML in a browser with axe.
"""

import re
from collections import defaultdict
from datetime import timedelta
from email.utils import parseaddr
from html.parser import HTMLParser

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import resolve

from agencies import access
from agencies.models import Membership, PartnershipAgency
from reminders.models import Cover, Mail
from reminders.planning import plan
from reminders.sending.batches import send_waiting
from tests.reminders.smtp import Sink, start
from tests.reminders.things import build_all_sorts, set_policy
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

ITEM = re.compile(
    r"^- (.+?) - due (\d+ \w+ \d{4}) - (due today|due in \d+ days?|\d+ days? late) ?(.*)$"
)


class Page(HTMLParser):
    """Rows of the tables as lists of words, links, and all text of an HTML mail."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.links, self.text, self._cell = [], [], "", None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = ""
        elif tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.rows[-1].append(" ".join(self._cell.split()))
            self._cell = None

    def handle_data(self, data):
        self.text += data
        if self._cell is not None:
            self._cell += data


class Letterbox:
    """One mail as it arrived; `told` rows of the ledger, of so many `things`."""

    def __init__(self, message, raw):
        self.message, self.raw = message, raw
        self.subject = message["Subject"]
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()
        self.page = Page(self.html)
        self.mail = Mail.objects.get(message_id=message["Message-ID"])
        rows = self.mail.reminders.filter(state="sent")
        self.told = rows.count()
        self.things = rows.values("item_id", "kind").distinct().count()

    @property
    def items(self):
        """(name, due date, how late, title) of the text, whose long lines are wrapped."""
        whole = re.sub(r"\n  (?!http)", " ", self.text.replace("\r\n", "\n"))
        return [found.groups() for found in map(ITEM.match, whole.splitlines()) if found]

    @property
    def links(self):
        return re.findall(r"https?://\S+", self.text)

    @property
    def rest(self):
        """How many things are only counted, in "and 41 more"."""
        return sum(map(int, re.findall(r"and (\d+) more:", self.text)))


@pytest.fixture
def mailbox(world, today, settings):
    """`mailbox()` → address → what arrived, of all that is to be sent today."""
    sink = Sink()
    server = start(sink)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port

    def receive():
        plan(TODAY)
        send_waiting()
        assert {mail.state for mail in Mail.objects.all()} == {"sent"}
        raw = {envelope.rcpt_tos[0]: envelope.content for envelope in sink.envelopes}
        assert len(raw) == len(sink.envelopes)
        return {m["To"]: Letterbox(m, raw[m["To"]]) for m in sink.messages()}

    yield receive
    server.stop()


def lead_with_cover(world):
    """The lead of the police covers for Health's, in City; both of them owe something."""
    Cover.objects.create(
        partnership=world.city,
        user=world.health_lead,
        delegate=world.police_lead,
        first_on=TODAY,
        last_on=TODAY + timedelta(days=7),
        **access.signature(world.fresh("health_lead"), world.city.pk),
    )


def build(world):
    """All kinds of things, everybody told of something, in every capacity, in two partnerships."""
    build_all_sorts(world)
    lead_with_cover(world)
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    executive = add_person(world, "executive", "board_member")
    PartnershipAgency.objects.filter(partnership=world.city).update(executive_lead=executive)
    add_action(world, due_in=-40)
    set_policy(world.coast, shows_wording=True, days_before=[7], then_every=7)
    long = add_recommendation(world, add_review(world, pseudonym="Heron"))
    for late in range(60):
        add_action(world, long, world.police, -1 - late // 20, owner=world.police_lead)


_kept = {}


@pytest.fixture
def arrived(request, db):
    """What arrived, once for all tests that only read it."""
    if not _kept:
        build(request.getfixturevalue("world"))
        _kept.update(request.getfixturevalue("mailbox")())
    return _kept


def test_every_link_opens_for_its_reader_and_for_nobody_who_is_not_signed_in(world, mailbox):
    """Of each reader's mail, two links of each sort."""
    build(world)
    _kept.update(mailbox())
    people = {person.email: person for person in world.people.values()}
    for address, letter in _kept.items():
        client = Client()
        client.force_login(people[address])
        by_route = defaultdict(set)
        for link in letter.links:
            path = link.removeprefix(site.SITE_URL).partition("#")[0]
            by_route[resolve(path.partition("?")[0]).view_name].add(path)
        for paths in by_route.values():
            for path in sorted(paths)[:2]:
                opened = client.get(path, follow=True)
                assert opened.status_code == 200, (address, path)
    for paths in by_route.values():
        stranger = Client()
        asked = stranger.get(min(paths))
        assert asked.status_code == 302
        assert asked["Location"].startswith("/accounts/sign-in/?next=")
        assert "_auth_user_id" not in stranger.session


def test_every_reader_gets_one_whole_mail(arrived):
    assert {"manager", "police_lead", "executive", "health_lead", "outsider"} <= {
        address.partition("@")[0] for address in arrived
    }
    for address, letter in arrived.items():
        message = letter.message
        assert message.defects == []
        assert message.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in message.iter_parts()] == [
            "text/plain",
            "text/html",
        ]
        assert [part["Content-Transfer-Encoding"] for part in message.iter_parts()] == [
            "quoted-printable"
        ] * 2
        assert message["To"] == address
        assert parseaddr(message["From"]) == parseaddr(site.DEFAULT_FROM_EMAIL)
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Content-Language"] == "en-GB"
        assert letter.raw.isascii()
        assert max(map(len, letter.raw.splitlines())) <= 78


def test_the_same_row_has_the_same_message_id_at_each_attempt(world, mailbox):
    [first] = [m for a, m in mailbox().items() if a == "manager@example.test"]
    mail = Mail.objects.get(recipient=world.manager)
    Mail.objects.filter(pk=mail.pk).update(state="planned", sent_at=None)
    mail.reminders.update(state="planned")
    assert send_waiting() == [mail.pk]
    assert mail.message_id == first.message["Message-ID"]
    assert Mail.objects.get(pk=mail.pk).message_id == first.message["Message-ID"]


def test_text_and_html_hold_the_same_items_and_links(arrived):
    for letter in arrived.values():
        rows = [row for row in letter.page.rows if row[0] != "Item"]
        assert len(letter.items) == len(rows) > 0
        for (name, due, when, title), row in zip(letter.items, rows, strict=True):
            assert [row[0], row[1:]] == [f"{name}{title}", [due, when]]
        assert letter.links == letter.page.links


def test_the_subject_counts_the_items(arrived):
    """Each thing once: who is told of it twice, as owner and in a digest, reads it twice."""
    for letter in arrived.values():
        numbers = re.search(
            r"Tracker: (?:(\d+)[a-z ]*overdue)?,? ?(?:(\d+)[a-z ]*due soon)?$", letter.subject
        ).groups()
        total = sum(int(number or 0) for number in numbers)
        assert total == letter.things
        assert len(letter.items) + letter.rest == letter.told


def test_a_long_table_is_cut_and_names_where_the_rest_stands(arrived):
    letter = arrived["police_lead@example.test"]
    assert letter.rest > 40
    assert len(letter.raw) < 102_000  # what the strictest webmail shows of a mail
    assert re.search(r"and \d+ more: [^\n]+\n\nThe live list of", letter.text.replace("\r", ""))


def test_who_is_told_by_name_is_not_told_by_their_role(arrived):
    """An executive lead may be a board member besides, who is told of nothing as such."""
    text = " ".join(arrived["executive@example.test"].text.split())
    assert "escalated to you as executive lead of its agency" in text
    assert "board member" not in text


def test_the_text_reads_well(arrived):
    for letter in arrived.values():
        lines = letter.text.splitlines()
        assert [x for x in lines if len(x) > 78 and not x.strip().startswith("http")] == []
        assert "\n\n\n\n" not in letter.text.replace("\r\n", "\n")
        assert re.search(r"&\w+;|</?\w+>|\{[{%]|None", letter.text) is None
