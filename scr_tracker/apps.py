from django.apps import AppConfig
from django.http import multipartparser

#: In bytes, of one part of a form: its names of field and file, and its type.
PART_HEADER_MAX = 32 * 1024


class ScrTrackerConfig(AppConfig):
    name = "scr_tracker"
    verbose_name = "SCR Tracker"

    def ready(self) -> None:
        """Django refuses a whole form for one long file name, beyond 1,024 bytes, and has no
        setting for it. We cut such a name instead, so nothing that was typed is lost."""
        multipartparser.MAX_TOTAL_HEADER_SIZE = PART_HEADER_MAX  # type: ignore[attr-defined]
