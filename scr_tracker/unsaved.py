"""What was typed on a page whose session had ended is kept, for the person who typed it.

A post that comes too late would be answered by the sign-in page, and its words would be gone. They
are kept instead, shown after signing in (`unsaved/`), and sent on by a button there: by an ordinary
post with a fresh CSRF token, which meets the same checks as any other.

Whose words they are. A page shows its forms with a signed token that names its reader (`shown_to`,
printed by `{% once form %}`). Nothing is kept without one, and what is kept is shown to the person
whom it names: not to who signs in next at the same computer, whose sign-in finds nothing.

Nobody plants anything. A post from another site is refused by the `Origin` check before it comes
here. If it were not, it would need a token that names the victim, and such a token stands only in
pages that the victim was shown. So the token may stand for the CSRF token where that one is of an
earlier session (somebody signed in again in another tab) or gone with the cookies: keeping changes
nothing, and sending is a click of the person who reads what is sent.

Where it lies. Each post is a row of its own among the sessions, in the database, with an end of its
own after an hour. The browser's session holds the key of that row, the browser holds neither. It
goes when the post has come through (but not where its view wrote nothing: `stays`), when it is
discarded, when somebody else looks for it, and with the expired sessions. No cookie, log or
storage of the browser holds a word.

Nothing of the account pages is kept, no password, and no file: of a post that had files, the form
comes back filled in and asks for them again (`FILES_LOST`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone

#: Hidden fields: who was shown the page; which kept post this is; that its files are gone.
SHOWN_TO, UNSAVED, FILES_LOST = "shown_to", "unsaved", "files_lost"
#: What differs between two posts of the same words.
ASIDE = frozenset({"csrfmiddlewaretoken", SHOWN_TO, UNSAVED})
#: What nobody types.
HIDDEN = ASIDE | {FILES_LOST, "once", "version"}
KEPT_FOR = timedelta(hours=1)
#: A page that was left open over a holiday is still its reader's.
PAGE_OPEN_FOR = timedelta(days=30)
#: Characters, names of fields included; the longest of our forms takes a fifth of it.
MOST = 256 * 1024
#: Posts of one browser; people have a few pages open.
MOST_POSTS = 5

TOO_LONG = (
    "What you typed was not saved, and it is too long to be kept. Go back in the browser and copy "
    "it before you sign in."
)

_SIGNER = TimestampSigner(salt="scr_tracker.unsaved")


@dataclass(frozen=True)
class Unsaved:
    """One kept post. `address` is of this site: it is the path that the post came to."""

    name: str
    address: str
    fields: list[tuple[str, list[str]]]
    had_files: bool

    @property
    def sent(self) -> list[tuple[str, str]]:
        """The hidden fields that send it on: as it was, and what it has become since."""
        pairs = [(name, value) for name, values in self.fields for value in values]
        return [*pairs, (UNSAVED, self.name)] + [(FILES_LOST, "1")] * self.had_files


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
    if sum(len(name) + sum(map(len, values)) for name, values in fields) > MOST:
        messages.warning(request, TOO_LONG)
        return False
    post = {"fields": fields, "address": request.get_full_path(), "files": bool(request.FILES)}
    _store(request, reader, post, dict(fields).get("once"))
    return True


def waiting(request: HttpRequest) -> tuple[list[Unsaved], bool]:
    """What is kept for the person who is signed in, and whether something of theirs has expired.

    What is another's is removed, and so is what has expired.
    """
    found = {pointer["name"]: _load(pointer) for pointer in _pointers(request)}
    posts = [post for post in found.values() if post]
    reader = str(request.user.public_id)  # type: ignore[union-attr]
    rest = [each for each in request.session.get(UNSAVED, []) if not found.get(each["name"])]
    for pointer in rest:
        forget(request, pointer["name"])
    return posts, any(pointer["reader"] == reader for pointer in rest)


def count(request: HttpRequest) -> int:
    """How many posts are kept in this session, without a query; the signed-in person's own."""
    return len(_pointers(request))


def forget(request: HttpRequest, name: str) -> None:
    """Remove a kept post of this session."""
    left = []
    for pointer in request.session.get(UNSAVED, []):
        if pointer["name"] == name:
            SessionStore(pointer["row"]).delete()
        else:
            left.append(pointer)
    if left:
        request.session[UNSAVED] = left
    else:
        request.session.pop(UNSAVED, None)


def stays(request: HttpRequest) -> None:
    """For a view that answers a post with a redirect and has written nothing of it."""
    request.__dict__["_unsaved_stays"] = True


def forget_sent(request: HttpRequest) -> None:
    """After a post that has come through: written, or back on its page with what is wrong."""
    if request.__dict__.get("_unsaved_stays"):
        return
    name = request.POST.get(UNSAVED)
    if any(pointer["name"] == name for pointer in _pointers(request)):
        forget(request, str(name))


def has_words(fields: Iterable[tuple[str, list[str]]]) -> bool:
    """Whether there is anything that a person has typed or chosen."""
    return any("".join(values).strip() for name, values in fields if name not in HIDDEN)


def _reader(data: Mapping[str, Any]) -> str:
    try:
        return _SIGNER.unsign(str(data.get(SHOWN_TO, "")), max_age=PAGE_OPEN_FOR)
    except BadSignature:
        return ""


def _is_kept(name: str) -> bool:
    return name not in ASIDE and "password" not in name.lower()


def _is_of_account(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is None or (match.view_name or "account_").startswith("account_")


def _store(request: HttpRequest, reader: str, post: dict[str, Any], token: Any) -> None:
    """The same page sent once more takes the place of what it sent before."""
    row = SessionStore()
    row.set_expiry(int(KEPT_FOR.total_seconds()))
    row["post"] = post
    row.save()
    pointers = request.session.get(UNSAVED, [])
    same = [each for each in pointers if token and each["token"] == token]
    for pointer in same or pointers[: 1 - MOST_POSTS]:
        forget(request, pointer["name"])
    until = (timezone.now() + KEPT_FOR).timestamp()
    pointer = {"name": str(uuid4()), "row": row.session_key, "reader": reader, "until": until}
    request.session[UNSAVED] = [*request.session.get(UNSAVED, []), {**pointer, "token": token}]


def _pointers(request: HttpRequest) -> list[dict[str, Any]]:
    """To what is still kept. Before signing in: whosever it is, to be counted and not read."""
    user: Any = request.user
    now = timezone.now().timestamp()
    return [
        pointer
        for pointer in request.session.get(UNSAVED, [])
        if pointer["until"] > now
        and (not user.is_authenticated or pointer["reader"] == str(user.public_id))
    ]


def _load(pointer: dict[str, Any]) -> Unsaved | None:
    post = SessionStore(pointer["row"]).get("post")
    if post is None:
        return None
    fields = [(name, values) for name, values in post["fields"]]
    return Unsaved(pointer["name"], post["address"], fields, post["files"])
