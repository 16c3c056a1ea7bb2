"""Each answer that a challenge has becomes a row of its own."""

from django.db import migrations


def keep(apps, schema_editor):
    Challenge = apps.get_model("recommendations", "Challenge")
    ChallengeAnswer = apps.get_model("recommendations", "ChallengeAnswer")
    answered = Challenge.objects.filter(answered_by__isnull=False).exclude(answer="")
    for row in answered.select_related("answered_by", "recorded_by").iterator():
        judged = {}
        if row.outcome in ("accepted", "not_accepted"):
            judged = {
                "outcome": row.outcome,
                "judged_by": row.recorded_by,
                "judged_at": row.closed_at or row.answered_at,
            }
        if row.outcome == "not_accepted":
            judged["comment"] = "No comment was recorded."
        ChallengeAnswer.objects.get_or_create(
            challenge=row,
            recorded_at=row.answered_at,
            defaults={
                "answer": row.answer,
                "recorded_by": row.answered_by,
                "recorded_by_name": row.answered_by.name,
                "recorded_by_role": "",
                **judged,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0004_challenge_answers")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
