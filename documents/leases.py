"""Making what a worker can die over: claim with a lease, make, say how it ended.

What a killed worker left is taken up again when its lease runs out. Only the worker whose lease
token still stands may say how it ended.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from documents.models.leased import Leased

log = logging.getLogger(__name__)

State = Leased.State
#: Begun anew so many times after it failed.
MOST_RETRIES = 3
AGAIN = "It did not work at once, and is tried again."
GIVEN_UP = (
    "The pack could not be made, though it was tried several times. Ask for it once more later; "
    "if that fails too, tell whoever runs SCR Tracker."
)


class LeaseLost(Exception):
    """Another worker has taken it over, or it was given up."""


class Job:
    """One kind of thing that workers make; each kind says how."""

    model: Any
    #: Refusals that no further try would change; their messages are for people.
    refusals: tuple[type[Exception], ...] = ()

    def made(self, row: Any) -> str:
        """Make it, and end it; the state in which it is then."""
        raise NotImplementedError

    def fetched(self, pk: int) -> Any:
        return self.model.objects.get(pk=pk)

    def noted(self) -> dict[str, object]:
        """What is written down of a claim before anything is made."""
        return {}

    def discard(self, row: Any) -> None:
        """Remove what is left of a try that did not come to its end."""

    def ended_with(self) -> dict[str, object]:
        """What a row holds that has ended without being ready."""
        return {}

    def make(self, pk: int) -> str:
        """Make it if it waits; the state in which this call left it, "" where it was not ours.

        Safe to run twice, and beside another. Never raises for what one row does.
        """
        row = self.claim(pk)
        if row is None:
            return ""
        if row.attempts > MOST_RETRIES + 1:
            return self.end(row, State.FAILED, GIVEN_UP)
        try:
            return self.made(row)
        except self.refusals as refused:
            return self.end(row, State.FAILED, str(refused))
        except LeaseLost:
            log.warning("%r %s: the lease ran out while it was made", self.model, row.pk)
            self.discard(row)
            return ""
        except Exception:
            log.exception("%r %s, attempt %s", self.model, row.pk, row.attempts)
            self.discard(row)
            if row.attempts > MOST_RETRIES:
                return self.end(row, State.FAILED, GIVEN_UP)
            return self.end(row, State.WAITING, AGAIN)

    def claim(self, pk: int) -> Any:
        """Take it for the length of a lease; None where it is done or another worker has it."""
        now = timezone.now()
        with transaction.atomic():
            waiting = self.model.objects.select_for_update().filter(pk=pk)
            left = waiting.claimable(now).first()
            if left is None:
                return None
            self.model.objects.filter(pk=pk).update(
                state=State.MAKING,
                lease_token=uuid4(),
                lease_until=now + lease(),
                attempts=F("attempts") + 1,
                done=0,
                total=0,
                **self.noted(),
            )
        self.discard(left)
        return self.fetched(pk)

    def waiting_ids(self, now: datetime) -> list[int]:
        """What may be taken now, the oldest first."""
        rows = self.model.objects.claimable(now).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:100])

    def progress(self, row: Any, done: int, total: int) -> None:
        self.hold(row, done=done, total=total, lease_until=timezone.now() + lease())

    def hold(self, row: Any, **fields: object) -> None:
        """Raises LeaseLost."""
        if not self.ours(row).update(**fields):
            raise LeaseLost

    def ours(self, row: Any) -> Any:
        """The row, while the lease stands under which this worker took it."""
        token = row.lease_token
        return self.model.objects.filter(pk=row.pk, state=State.MAKING, lease_token=token)

    def ready(self, row: Any, **fields: object) -> str:
        """Raises LeaseLost."""
        free = {"lease_token": None, "lease_until": None, "reason": "", "done": F("total")}
        self.hold(row, state=State.READY, **free, **fields)
        return State.READY.value

    def end(self, row: Any, state: Leased.State, reason: str) -> str:
        free = {"lease_token": None, "lease_until": None, **self.ended_with()}
        return state.value if self.ours(row).update(state=state, reason=reason, **free) else ""


def lease() -> timedelta:
    return timedelta(seconds=settings.PACK_LEASE_SECONDS)
