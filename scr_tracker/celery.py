"""The Celery application: `celery -A scr_tracker worker`, `celery -A scr_tracker beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_tracker.settings")

app = Celery("scr_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
