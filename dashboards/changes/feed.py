"""What changed, a day an entry, as Atom: for programs that read it under a secret address.

References, counts and links, as mails have them: no pseudonym, no title, nothing of what was
written. Only days that are over have an entry, so that none changes after it was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid5

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join

from agencies.models import ChangesFeed
from dashboards.changes import links
from dashboards.changes.asked import Asked, Window
from dashboards.changes.model import Change, Changes, Section, Thing, prepare
from dashboards.changes.reading import Story
from dashboards.changes.sentence import WORDS, words_of
from recommendations.models import Review
from recommendations.models.review import highest
from scr_tracker import as_at
from scr_tracker.as_at.day import PARAMETER
from scr_tracker.exports.cells import writable
from scr_tracker.words import counted, long_day

TYPE = "application/atom+xml; charset=utf-8"
#: Days that the feed goes back: longer than a holiday.
DAYS = 14
#: References of a kind that an entry names.
MOST = 20


@dataclass(frozen=True)
class Day:
    """A day on which something changed. `url`: its page, as at that day."""

    day: date
    found: Changes
    url: str

    @property
    def rows(self) -> list[Sequence[Change]]:
        return [section.rows for section in self.found.shown]

    @property
    def marking(self) -> str:
        rows = (row.about.marking for many in self.rows for row in many)
        return str((highest(rows) or Review.Marking.OFFICIAL).label)

    @property
    def title(self) -> str:
        """ "[OFFICIAL] 2 November 2026: 2 signed off or closed, 1 newly late"."""
        told = [
            f"{many} {words_of(kind, many)}" for kind in WORDS if (many := self.found.count(kind))
        ]
        said = ", ".join(told) or counted(self.found.total, "change")
        return f"[{self.marking}] {long_day(self.day)}: {said}"

    @property
    def summary(self) -> str:
        lines = ((each.kind.label, each.total, _named(each)) for each in self.found.shown)
        return format_html(
            '<ul>{}</ul><p><a href="{}">Open it in SCR Tracker</a></p>',
            format_html_join("", "<li>{}: {} ({})</li>", lines),
            settings.SITE_URL + self.url,
        )


def _named(section: Section) -> str:
    names = [_name(row.about) for row in section.rows[:MOST]]
    left = section.total - len(names)
    return ", ".join(names) + (f" and {left} more" if left else "")


def _name(about: Thing) -> str:
    """ "SCR-2018-01 1a.3". Where it belongs to several reviews, its references name them."""
    if not about.review_reference:
        return "several reviews"
    return writable(f"{about.review_reference} {about.reference}".strip())


def days(feed: ChangesFeed, today: date) -> list[Day]:
    """The newest first; those without a change are left out.

    All of them are read at once, as at now: what a day holds follows from what was recorded.
    """
    asked = Asked(feed.user, feed.partnership, Window(today - timedelta(days=DAYS + 1), today))
    story, found = Story(asked), []
    for back in range(1, DAYS + 1):
        day = today - timedelta(days=back)
        window = Window(day - timedelta(days=1), day)
        url = links.summary(feed.partnership, window.first, **{PARAMETER: day.isoformat()})
        found.append(Day(day, story.told(window), url))
    shown = [each for each in found if each.found.total]
    prepare((rows, slice(None)) for each in shown for rows in each.rows)
    return shown


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Of a feed without an entry, when it was made: it has not changed since."""
        made_at: datetime = self.feed["made_at"]
        return super().latest_post_date() if self.items else made_at


def atom(feed: ChangesFeed, today: date) -> bytes:
    written = _Atom(
        title=f"What changed: {feed.partnership.name}",
        link=settings.SITE_URL + links.page(feed.partnership),
        made_at=feed.made_at,
        description="What was recorded each day, as far as you may see it.",
        language="en-GB",
        author_name="SCR Tracker",
        feed_guid=feed.public_id.urn,
    )
    for each in days(feed, today):
        over = as_at.end_of(each.day)
        written.add_item(
            title=each.title,
            link=settings.SITE_URL + each.url,
            description=each.summary,
            unique_id=uuid5(feed.public_id, each.day.isoformat()).urn,
            pubdate=over,
            updateddate=over,
        )
    return written.writeString("utf-8").encode()
