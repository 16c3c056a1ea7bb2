"""One post, one write: what a browser sends twice is written once, and ends twice in the same way.

Two quick clicks without JavaScript, a reload, going back and pressing the button again: the second
post finds the receipt of the first, and its view goes on with the row that the first has written,
to the same message and the same page.

A page shows each form with a token (`{% once form %}`). A receipt's key covers the person, the
token, everything that was sent and the rows that it is about: another text is another post, and is
never lost, and what is sent to another page says nothing of this one. The receipt is
written in the transaction of the write itself, under a unique constraint: of two posts at the same
moment one waits for the other, and what was refused leaves no receipt. Receipts go after a while
(`prune`): a page that has been open for so long has been signed out many times over.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.forms import BaseForm
from django.utils import timezone

from scr_tracker.errors import InvalidTransition
from scr_tracker.models import Receipt
from scr_tracker.unsaved import ASIDE

#: The name of the hidden field.
FIELD = "once"
#: A session ends after twelve hours, and nobody goes back to a form of a month ago.
KEPT_FOR = timedelta(days=30)


class WrittenBefore(Exception):
    """The same post has been written; `result` is the row that it wrote."""

    def __init__(self, result: Any) -> None:
        super().__init__("This has been sent before.")
        self.result = result


class Once:
    """A post that may come twice. One without a token is written each time that it comes.

    `about`: the rows to which it is addressed.
    """

    def __init__(self, form: Any, actor: Any, *about: Model) -> None:
        self.key = _key_of(form, [actor, *about])

    def is_known(self) -> bool:
        """Whether the same post has begun to write (`remember`)."""
        return bool(self.key) and Receipt.objects.filter(key=self.key).exists()

    def remember(self, row: Model) -> None:
        """Of a write in several transactions, before the first: the same post goes on with it."""
        if self.key:
            Receipt.objects.get_or_create(key=self.key)[0].note(row)


@contextmanager
def writing(once: Once | None) -> Iterator[Callable[[Any], None]]:
    """The transaction of a write; gives the function that notes which row was written.

    Raises:
        WrittenBefore: the same post has written it.
        InvalidTransition: it has, and the row is gone.
    """
    with transaction.atomic():
        receipt, is_first = Receipt(), True
        if once and once.key:
            receipt, is_first = Receipt.objects.get_or_create(key=once.key)
        if not is_first:
            raise WrittenBefore(_written(receipt))
        yield receipt.note


def token_of(form: BaseForm) -> str:
    """What the form carries on its page: the token that it was sent with, else a fresh one."""
    sent = form.data.get(FIELD, "") if form.is_bound else ""
    return str(sent) or str(uuid4())


def sent_token(data: Mapping[str, Any]) -> str:
    """The token that came with a post; "" for anything that is none."""
    try:
        return str(UUID(str(data.get(FIELD, ""))))
    except ValueError:
        return ""


def prune(today: date, *, dry_run: bool = False) -> int:
    """Remove the receipts of posts before this many days ago. How many there were."""
    start = timezone.make_aware(datetime.combine(today - KEPT_FOR, time.min))
    old = Receipt.objects.filter(received_at__lt=start)
    return old.count() if dry_run else old.delete()[0]


def _written(receipt: Receipt) -> Any:
    model: Any = apps.get_model(receipt.model)
    row = model._base_manager.filter(pk=receipt.row).first()
    if row is None:
        raise InvalidTransition("You have sent this before, and what it made is no longer there.")
    return row


def _key_of(form: Any, rows: Iterable[Model]) -> str:
    """A digest of who sent what about what; "" where the form carries no token."""
    if not form.data.get(FIELD):
        return ""
    sent = {name: values for name, values in form.data.lists() if name not in ASIDE}
    names = [(row._meta.label, row.pk) for row in rows]
    digest = hashlib.sha256(repr((names, sorted(sent.items()))).encode())
    for name, file in sorted(form.files.items()):
        digest.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()
