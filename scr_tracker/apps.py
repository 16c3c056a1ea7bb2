from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.http import multipartparser

#: In bytes, of one part of a form: its names of field and file, and its type.
PART_HEADER_MAX = 32 * 1024


class ScrTrackerConfig(AppConfig):
    name = "scr_tracker"
    verbose_name = "SCR Tracker"

    def ready(self) -> None:
        """The database keeps how long each row of history stood (`history_triggers.py`), how to
        read it (`as_at/schema.py`), and whether anything was written (`stamps`).

        Django refuses a whole form for one long file name, beyond 1,024 bytes, and has no
        setting for it. We cut such a name instead, so nothing that was typed is lost."""
        from scr_tracker.as_at.schema import drop_views, make_views
        from scr_tracker.history_triggers import ensure_triggers
        from scr_tracker.stamps import placing as stamps

        pre_migrate.connect(drop_views, sender=self)
        pre_migrate.connect(stamps.drop_triggers, sender=self)
        post_migrate.connect(ensure_triggers, sender=self)
        post_migrate.connect(stamps.ensure_triggers, sender=self)
        post_migrate.connect(make_views, sender=self)
        multipartparser.MAX_TOTAL_HEADER_SIZE = PART_HEADER_MAX  # type: ignore[attr-defined]
