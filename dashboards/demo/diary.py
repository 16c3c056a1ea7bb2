"""The days on which the demo's things happened, so that its history stands there.

All is entered through the services, within a minute. Each step says first which day it stands for;
at the end every moment that was written in that minute moves to the day of its step, in the order
in which the steps were taken. So no service needs another clock than the real one, and history,
decisions and updates agree as they do in real use.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from recommendations.models import ProgressUpdate

#: The rooms whose record is the demo's; what mail and tasks note about themselves stays.
ROOMS = ("agencies", "recommendations", "evidence", "documents")
#: When a day of the demo begins.
MORNING = time(9, 30)


class Diary:
    """Begun when entering begins. On a clock that stands still nothing can be moved."""

    def __init__(self) -> None:
        self.begun = timezone.now()
        self.today = timezone.localdate()
        self._starts = [self.begun]
        self._days = [self.today]

    def at(self, day: date, *others: date | None) -> date:
        """What is written from now on is of that day: the latest of them, and never to come."""
        latest = min(max(day, *(other for other in others if other), day), self.today)
        self._starts.append(timezone.now())
        self._days.append(latest)
        return latest

    def after(self, before: date, days: int) -> date:
        """As `at`: so many days later, for what the fixture gives no day."""
        return self.at(before + timedelta(days=days))

    def settle(self) -> None:
        """Move every moment that was written since it was begun to the day of its step."""
        self.at(self.today)
        now = timezone.now()
        self._date_updates(now)
        for room in ROOMS:
            for model in apps.get_app_config(room).get_models():
                self._settle(model, now)

    def _date_updates(self, now: datetime) -> None:
        """What a service says by itself, it says of today."""
        written = ProgressUpdate.objects.filter(recorded_at__range=(self.begun, now))
        for update in written.filter(happened_on=self.today):
            day = timezone.localdate(self.moment(update.recorded_at))
            written.filter(pk=update.pk).update(happened_on=day)

    def moment(self, written: datetime) -> datetime:
        """The same time of its step's day, counted from the morning; of today, as it is."""
        day = self._days[bisect_right(self._starts, written) - 1]
        if day >= self.today:
            return written
        return timezone.make_aware(datetime.combine(day, MORNING)) + (written - self.begun)

    def _settle(self, model: Any, now: datetime) -> None:
        fields = model._meta.concrete_fields
        moments = [each for each in fields if _is_moment(each)]
        kept = [each for each in fields if isinstance(each, models.JSONField)]
        if not moments:
            return
        new = Q()
        for each in moments:
            new |= Q(**{f"{each.name}__range": (self.begun, now)})
        names = [each.name for each in (*moments, *kept)]
        rows = list(model._base_manager.filter(new).order_by().values_list("pk", *names))
        for place, each in enumerate((*moments, *kept), 1):
            found = ((row[0], row[place], self._moved(row[place], now)) for row in rows)
            _write(model, each, [(value, pk) for pk, old, value in found if value != old])

    def _moved(self, value: Any, now: datetime) -> Any:
        """A document's moments, which are text there, move with its row."""
        if isinstance(value, datetime):
            return self.moment(value) if self.begun <= value <= now else value
        if isinstance(value, dict):
            return {key: self._moved(each, now) for key, each in value.items()}
        if isinstance(value, list):
            return [self._moved(each, now) for each in value]
        if isinstance(value, str) and (read := _read(value)):
            moved = self._moved(read, now)
            return value if moved == read else moved.isoformat()
        return value


def _is_moment(field: Any) -> bool:
    return isinstance(field, models.DateTimeField) and field.name != "history_until"


def _read(text: str) -> datetime | None:
    try:
        read = parse_datetime(text) if "T" in text else None
    except ValueError:
        return None
    return read if read and timezone.is_aware(read) else None


def _write(model: Any, field: Any, values: list[tuple[Any, Any]]) -> None:
    """Past the model: it keeps moments that nobody may edit, and would write history again."""
    if not values:
        return
    name = connection.ops.quote_name
    table, column, key = (name(n) for n in (model._meta.db_table, field.column, _key(model)))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s",  # noqa: S608 - names of models
            list(_prepared(model, field, values)),
        )


def _key(model: Any) -> str:
    return str(model._meta.pk.column)


def _prepared(model: Any, field: Any, values: list[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for value, pk in values:
        yield (
            field.get_db_prep_save(value, connection),
            model._meta.pk.get_db_prep_save(pk, connection),
        )
