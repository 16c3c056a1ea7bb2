from django.apps import AppConfig
from django.core.checks import Tags, register


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from evidence import checks, request_snapshot, request_timeline
        from evidence.looked import latest_look
        from evidence.models import EvidenceDownload, PendingUpload, VirusNotice
        from evidence.shadows import SHADOWS
        from evidence.since import has_news
        from evidence.snapshot import PART
        from evidence.timeline import entries
        from evidence.verification import standing
        from recommendations import decided, snapshot, timeline, verifying
        from scr_tracker.as_at import standing as standing_then
        from scr_tracker.stamps.watched import watch

        register(checks.scanner_is_set, Tags.security, deploy=True)
        register(checks.scanner_url_is_valid, Tags.security)
        timeline.register(entries)
        timeline.register(request_timeline.entries)
        decided.register(latest_look)
        snapshot.register(PART)
        snapshot.register(request_snapshot.PART)
        verifying.register(standing)
        verifying.register_news(has_news)
        standing_then.register(SHADOWS)
        # What is written where somebody only looks.
        watch(self, unread=(EvidenceDownload, PendingUpload, VirusNotice))
