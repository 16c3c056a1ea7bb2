"""Decisions and questions that were recorded before their history was kept get one, from the moments
that stand in them."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    for name, (parents, states_of) in STATES.items():
        history = apps.get_model("recommendations", f"Historical{name}")
        rows = apps.get_model("recommendations", name).objects.select_related(*parents)
        for row in rows.exclude(pk__in=history.objects.values("id")).iterator():
            _keep(history, row, states_of(row))


def _barrier(row):
    states = [(row.recorded_at, {"cleared_on": None, "cleared_by_id": None})]
    return [*states, (_on(row.cleared_on, row.recorded_at), {})] if row.cleared_on else states


def _request(row):
    blank = {"decision": "open", "decision_note": "", "decided_by_id": None, "decided_at": None}
    return _two(row, blank, row.decided_at)


def _sign_off(row):
    blank = {"reopened_at": None, "reopened_by_id": None, "reopen_reason": ""}
    return _two(row, blank, row.reopened_at)


def _check(row):
    made = row.sign_off.recorded_at
    blank = {"checked_on": None, "checked_by_id": None, "outcome": "", "note": ""}
    states = [(made, blank | {"led_to_id": None})]
    return [*states, (_on(row.checked_on, made), {})] if row.checked_on else states


def _answer(row):
    blank = {"outcome": "", "comment": "", "judged_by_id": None, "judged_at": None}
    return _two(row, blank, row.judged_at)


def _two(row, blank, later):
    return [(row.recorded_at, blank), *([(later, {})] if later else [])]


def _challenge(row):
    empty = {"answer": "", "answered_by_id": None, "answered_at": None, "closed_at": None}
    states = [(row.recorded_at, empty | {"outcome": "open"})]
    for answer in row.answers.order_by("recorded_at", "pk"):
        given = {
            "answer": answer.answer,
            "answered_by_id": answer.recorded_by_id,
            "answered_at": answer.recorded_at,
            "closed_at": None,
        }
        states.append((answer.recorded_at, given | {"outcome": "answered"}))
        if answer.judged_at:
            closed = answer.judged_at if answer.outcome == "accepted" else None
            states.append(
                (answer.judged_at, given | {"outcome": answer.outcome, "closed_at": closed})
            )
    moment, _ = states[-1]
    return [*states[:-1], (moment, {})] if len(states) > 1 else states


def _on(day, earliest):
    """The hour is not on record: noon, and not before it could be."""
    return max(timezone.make_aware(datetime.combine(day, time(12))), earliest)


def _keep(history, row, states):
    kept = {field.attname for field in history._meta.local_fields}
    now = {f.attname: getattr(row, f.attname) for f in row._meta.local_fields if f.attname in kept}
    for number, (moment, before) in enumerate(states):
        history.objects.create(
            **(now | before), history_date=moment, history_type="~" if number else "+"
        )


STATES = {
    "Barrier": ((), _barrier),
    "ExtensionRequest": ((), _request),
    "SignOff": ((), _sign_off),
    "EmbeddingCheck": (("sign_off",), _check),
    "ChallengeAnswer": ((), _answer),
    "Challenge": ((), _challenge),
}


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0011_how_long_history_stood")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
