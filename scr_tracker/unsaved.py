"""What was typed on a page whose session had ended is kept, for the person who typed it.

A post that comes too late would be answered by the sign-in page, and its words would be gone. They
are kept instead, shown after signing in (`unsaved/`), and from there brought back to their form, by
an ordinary post with a fresh CSRF token, which meets the same checks as any other. The form comes
back filled in and writes nothing (`flow.run`): saving is a second click, by who sees what it saves.

Whose words they are. A page shows its forms with a signed token that names its reader (`shown_to`,
printed by `{% once form %}`). Nothing is kept without one, and what is kept is shown to the person
whom it names. Who else signs in at the same computer sees nothing of it, and takes nothing away.

Nobody plants anything. A post from another site is refused by the `Origin` check before it comes
here. If it were not, it would need a token that names the victim, and such a token stands only in
pages that the victim was shown. So the token may stand for the CSRF token where that one is of an
earlier session (somebody signed in again in another tab) or gone with the cookies: keeping changes
nothing. What is kept is shown in the browser from which it came, and in no other.

Where it lies: `unsaved_store.py`. It goes when its form is saved, which is known by the form's
token (`once.py`), when it is discarded, and when its hour is over. So who goes back from the form,
or closes it, finds the words again. Where a form has no token, it goes when the form has come back.

Nothing of the account pages is kept, no password, and no file: of a post that had files, the form
asks for them again (`FILES_LOST`).
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from scr_tracker.models import UnsavedPost
from scr_tracker.unsaved_store import KEPT_FOR, Browser

#: Hidden fields: who was shown the page; which kept post this is; that its files are gone.
SHOWN_TO, UNSAVED, FILES_LOST = "shown_to", "unsaved", "files_lost"
#: What differs between two posts of the same words.
ASIDE = frozenset({"csrfmiddlewaretoken", SHOWN_TO, UNSAVED})
#: What nobody types.
HIDDEN = ASIDE | {FILES_LOST, "once", "version", "seen"}
#: What a browser sends of a box that is ticked.
TICKED = "on"
#: A page that was left open over a holiday is still its reader's.
PAGE_OPEN_FOR = timedelta(days=30)
#: Characters of one post, names of fields included; the longest of our forms takes a fifth of it.
MOST = 256 * 1024

TOO_LONG = (
    "What you typed was not saved, and it is too long to be kept. Go back in the browser and copy "
    "it before you sign in."
)

_SIGNER = TimestampSigner(salt="scr_tracker.unsaved")
#: A row of a list, a part of a date, an id of the page's own, or nothing. Any word may be typed.
_BARE = re.compile(r"(\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?")


@dataclass(frozen=True)
class Unsaved:
    """One kept post. `address` is of this site: it is the path that the post came to. `files`: the
    names of those that were chosen."""

    name: str
    until: datetime
    address: str
    fields: list[tuple[str, list[str]]]
    files: list[str]

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The hidden fields that bring it back: as it was, and what it has become since."""
        pairs = [(name, value) for name, values in self.fields for value in values]
        return [*pairs, (UNSAVED, self.name)] + [(FILES_LOST, "1")] * bool(self.files)

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed or chosen by a word, with its field's name made plain. What is a bare
        number or id comes back in the form, which knows what it is called."""
        return [
            (
                name.rpartition("-")[2].replace("_", " ").capitalize(),
                "Yes" if value == TICKED else value,
            )
            for name, values in self.fields
            for value in values
            if name not in HIDDEN and not _BARE.fullmatch(value.strip())
        ]


def token_for(request: HttpRequest) -> str:
    """Names the person who is shown this page; signed once a page. "" for anonymous people."""
    user: Any = getattr(request, "user", None)  # an error may come before it is known
    if user is None or not user.is_authenticated:
        return ""
    known: dict[str, Any] = request.__dict__
    if "_shown_to" not in known:
        known["_shown_to"] = _SIGNER.sign(str(user.public_id))
    return str(known["_shown_to"])


def keep(request: HttpRequest) -> bool:
    """Keep what was posted, for whom the page was shown to; False where it is not to be kept."""
    reader = _reader(request.POST)
    user: Any = request.user
    if not reader or (user.is_authenticated and str(user.public_id) != reader):
        return False
    fields = [(name, values) for name, values in request.POST.lists() if _is_kept(name)]
    if _is_of_account(request) or not has_words(fields):
        return False
    files = [file.name for _, many in request.FILES.lists() for file in many]
    text = json.dumps([request.get_full_path(), fields, files], ensure_ascii=False)
    if len(text) > MOST:
        messages.warning(request, TOO_LONG)
        return False
    browser = Browser.of(request) or Browser.new()
    browser.store(reader, text, _uuid(request.POST.get("once")))
    browser.add_reader(request, reader)
    stays(request)
    return True


def waiting(request: HttpRequest) -> list[Unsaved]:
    """What is kept in this browser for the person who is signed in."""
    browser = Browser.of(request)
    rows = _rows(request).order_by("kept_at", "pk")
    return [_opened(row, browser.read(row)) for row in rows] if browser else []


def count(request: HttpRequest, *, is_back: bool) -> int:
    """How many posts are kept here: the person's own, or anybody's before signing in. Costs a
    query only where the cookie says that there may be some. `is_back`: the page shows what was
    sent, and need not say of it that it waits."""
    if Browser.of(request) is None:
        return 0
    rows = _rows(request)
    return rows.exclude(_is_of(request)).count() if is_back else rows.count()


def leave(request: HttpRequest) -> bool:
    """Where nothing of theirs is left here: whether something had been. The browser forgets it."""
    browser, reader = Browser.of(request), _signed_in(request)
    if browser is None or reader not in browser.readers or _rows(request).exists():
        return False
    browser.leave_out(request, reader)
    return True


def forget(request: HttpRequest, name: str) -> None:
    """Remove a kept post of the person who is signed in."""
    public_id = _uuid(name)
    if public_id and _rows(request).filter(public_id=public_id).delete()[0]:
        leave(request)


def stays(request: HttpRequest) -> None:
    """For a view that answers a post with a redirect and has written nothing of it."""
    request.__dict__["_unsaved_stays"] = True


def forget_sent(request: HttpRequest, *, is_saved: bool) -> None:
    """After a post that has come through: it is saved, or its words are back on their page."""
    if not Browser.of(request) or request.__dict__.get("_unsaved_stays"):
        return
    rows = _rows(request).filter(_is_of(request))
    if not is_saved:
        rows = rows.filter(page=None)  # nothing will tell of these that they were saved
    if rows.delete()[0]:
        leave(request)


def _is_of(request: HttpRequest) -> Q:
    """Whether a row is that of this post: as it was kept, or sent from the form that came back."""
    name, page = _uuid(request.POST.get(UNSAVED)), _uuid(request.POST.get("once"))
    is_it = Q(public_id=name) if name else Q(pk=None)
    return is_it | Q(page=page) if page else is_it


def has_words(fields: Iterable[tuple[str, list[str]]]) -> bool:
    """Whether there is anything that a person has typed or chosen."""
    return any("".join(values).strip() for name, values in fields if name not in HIDDEN)


def _reader(data: Mapping[str, Any]) -> str:
    try:
        return _SIGNER.unsign(str(data.get(SHOWN_TO, "")), max_age=PAGE_OPEN_FOR)
    except BadSignature:
        return ""


def _signed_in(request: HttpRequest) -> str:
    user: Any = request.user
    return str(user.public_id) if user.is_authenticated else ""


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _is_kept(name: str) -> bool:
    return name not in ASIDE and "password" not in name.lower()


def _is_of_account(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or (match.view_name or "account_").startswith("account_")


def _rows(request: HttpRequest) -> QuerySet[UnsavedPost]:
    """Those of this browser: one's own, or anybody's before signing in."""
    browser, reader = Browser.of(request), _signed_in(request)
    if browser is None or (reader and reader not in browser.readers):
        return UnsavedPost.objects.none()
    return browser.posts().filter(reader=reader) if reader else browser.posts()


def _opened(row: UnsavedPost, text: str) -> Unsaved:
    address, fields, files = json.loads(text)
    pairs = [(name, values) for name, values in fields]
    return Unsaved(str(row.public_id), row.kept_at + KEPT_FOR, address, pairs, files)
