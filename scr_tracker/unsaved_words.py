"""How a page shows what was typed: in the words of the form that it was typed into.

The form knows best which fields are hidden, what each is called, and what the chosen "17" is
called; it stands on a page that belongs to another room. So that page is made once more, as the
person would get it now, and each form that it prints is caught (`{% once form %}` calls `met`).
What no form knows is shown with its name in the post.
"""

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.messages.storage.base import BaseStorage, Message
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from scr_tracker.form_fields import PARTS, GovDateField
from scr_tracker.unsaved import HIDDEN, Unsaved
from scr_tracker.words import long_day

_TITLE = re.compile(r"<title>(?:Error: )?(.*?) – SCR Tracker</title>", re.DOTALL)
_DATE_PART = re.compile(rf"_({'|'.join(PARTS)})$")

_ID = re.compile(r"\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


logger = logging.getLogger(__name__)


class _Unsaid(BaseStorage):
    """Of messages that a page has for a reader who does not see it."""

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        return [], True

    def _store(self, *args: Any, **kwargs: Any) -> list[Message]:
        return []


@dataclass
class Line:
    label: str
    value: str


@dataclass
class Shown:
    """A kept post on its page. `title`: of the page to which it goes. `is_closed`: the person may
    not open that page any more."""

    post: Unsaved
    title: str
    lines: list[Line]
    is_closed: bool = False


def show(request: HttpRequest, post: Unsaved) -> Shown:
    try:
        title, found = _page(request, post.address)
    except Resolver404:
        title, found = "", []
    except Http404:
        return Shown(post, "", lines_of(post, None), is_closed=True)
    except Exception:  # what was typed is shown, whatever has become of its page
        logger.exception("The page of what was kept could not be made: %s", post.address)
        title, found = "", []
    names = {_DATE_PART.sub("", name) for name, _ in post.fields}
    form = max(found, key=lambda each: len(names & _names(each).keys()), default=None)
    return Shown(post, title, lines_of(post, form))


def met(request: HttpRequest | None, form: forms.BaseForm) -> None:
    """A page has printed the form."""
    getattr(request, "_forms_met", []).append(form)


def lines_of(post: Unsaved, form: forms.BaseForm | None) -> list[Line]:
    """What was typed or chosen, in the order of the post; day, month and year are one line."""
    fields = _names(form) if form else {}
    sent: dict[str, list[str]] = {}
    for name, values in post.fields:
        if name not in HIDDEN:
            sent.setdefault(_DATE_PART.sub("", name), []).extend(filter(str.strip, values))
    aside = _not_asked(form, sent) if form else set()
    lines = []
    for name, values in sent.items():
        field = fields.get(name)
        is_hidden = field.widget.is_hidden if field else _is_of_a_page(values, form)
        if values and not is_hidden and name not in aside:
            lines.append(Line(_label(name, field), _words(field, values)))
    return lines


def _not_asked(form: forms.BaseForm, sent: dict[str, list[str]]) -> set[str]:
    """Fields below a choice that was not made: they hold what the page filled in, if anything."""
    below = [
        (choice in sent.get(form.add_prefix(field), []), map(form.add_prefix, names))
        for field, choices in getattr(form, "reveals", {}).items()
        for choice, names in choices.items()
    ]
    asked = {name for is_chosen, names in below if is_chosen for name in names}
    return {name for is_chosen, names in below if not is_chosen for name in names} - asked


def _is_of_a_page(values: list[str], form: forms.BaseForm | None) -> bool:
    """What a page sends beside its form, to know a row again: nobody has typed it."""
    return form is not None and all(_ID.fullmatch(value) for value in values)


def _names(form: forms.BaseForm) -> dict[str, forms.Field]:
    return {form.add_prefix(name): field for name, field in form.fields.items()}


def _label(name: str, field: forms.Field | None) -> str:
    if field is not None and field.label:
        return str(field.label).removesuffix(" (optional)")
    return name.rpartition("-")[2].replace("_", " ").strip().capitalize()


def _words(field: Any, values: list[str]) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes"
    if isinstance(field, GovDateField):
        return _day(values)
    names = _choices(getattr(field, "choices", ()))
    return "\n".join(names.get(value, value) for value in values)


def _day(parts: list[str]) -> str:
    """The date in words; what is no date as it was typed."""
    with suppress(ValueError):
        day, month, year = map(int, parts)
        return long_day(date(year, month, day))
    return " ".join(parts)


def _choices(choices: Iterable[Any]) -> dict[str, str]:
    """Each value with what it is called; groups of a long select are opened."""
    found: dict[str, str] = {}
    for choice in choices:
        value, label = choice[0], choice[1]
        if isinstance(label, (list, tuple)):
            found |= _choices(label)
        else:
            found[str(value)] = str(label)
    return found


def _page(request: HttpRequest, address: str) -> tuple[str, list[forms.BaseForm]]:
    """Title and forms of the page at the address, or of the one to which it leads."""
    asked, response = _get(request, address)
    if response.status_code == 302 and response.url.startswith("/"):
        asked, response = _get(request, response.url)
    if response.status_code != 200 or response.streaming:
        return "", []
    title = _TITLE.search(response.content.decode())
    return unescape(title[1]) if title else "", asked._forms_met


def _get(request: HttpRequest, address: str) -> tuple[Any, Any]:
    """The page as this person gets it now. Messages that wait are for a page that they see."""
    path, query = urlsplit(address).path, urlsplit(address).query
    asked: Any = copy(request)
    asked.method, asked.GET = "GET", QueryDict(query)
    asked.path = asked.path_info = path
    asked.META = {**request.META, "REQUEST_METHOD": "GET", "QUERY_STRING": query}
    asked._messages, asked._forms_met = _Unsaid(asked), []
    asked.resolver_match = match = resolve(path)
    return asked, match.func(asked, *match.args, **match.kwargs)
