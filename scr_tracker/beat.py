"""What runs by the clock, in Europe/London. Each task expires before its next turn."""

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "plan-reminders": {
        "task": "reminders.tasks.plan_reminders",
        "schedule": crontab(hour=6, minute=0),
        "options": {"expires": 20 * 3600},
    },
    "deliver-waiting-mails": {
        "task": "reminders.tasks.deliver_waiting",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    "rescan-waiting-files": {
        "task": "evidence.tasks.rescan_waiting",
        "schedule": crontab(minute="5-59/10"),
        "options": {"expires": 9 * 60},
    },
    "draw-missing-previews": {
        "task": "evidence.tasks.make_missing_previews",
        "schedule": crontab(minute=20),
        "options": {"expires": 50 * 60},
    },
    "sweep-uploads": {
        "task": "evidence.tasks.sweep_uploads",
        "schedule": crontab(minute=50),
        "options": {"expires": 50 * 60},
    },
    "remove-disposed-files": {
        "task": "evidence.tasks.remove_disposed",
        "schedule": crontab(minute=40),
        "options": {"expires": 50 * 60},
    },
    "prune-receipts": {
        "task": "scr_tracker.tasks.prune_receipts",
        "schedule": crontab(hour=3, minute=15),
        "options": {"expires": 20 * 3600},
    },
    "prune-notices": {
        "task": "reminders.tasks.prune_notices",
        "schedule": crontab(hour=3, minute=25),
        "options": {"expires": 20 * 3600},
    },
    "end-sessions": {
        "task": "scr_tracker.tasks.end_sessions",
        "schedule": crontab(minute=10),
        "options": {"expires": 50 * 60},
    },
    "fold-stamps": {
        "task": "scr_tracker.tasks.fold_stamps",
        "schedule": crontab(minute=35),
        "options": {"expires": 50 * 60},
    },
    "make-waiting-packs": {
        "task": "documents.tasks.make_waiting_packs",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 4 * 60},
    },
    "make-scheduled-board-packs": {
        "task": "documents.tasks.make_scheduled_board_packs",
        "schedule": crontab(hour=5, minute=0),
        "options": {"expires": 20 * 3600},
    },
    "sweep-packs": {
        "task": "documents.tasks.sweep_packs",
        "schedule": crontab(minute=30),
        "options": {"expires": 50 * 60},
    },
}
