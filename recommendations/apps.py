from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from recommendations import challenge_snapshot, saved_lists, saved_pages, snapshot
        from recommendations.models import Notice, SavedView, StartPage
        from recommendations.seen_today import remember
        from recommendations.shadows import SHADOWS
        from scr_tracker.as_at.standing import register
        from scr_tracker.stamps.watched import watch

        snapshot.register(challenge_snapshot.PART)
        saved_pages.register(*saved_lists.PAGES)
        register(SHADOWS, before=remember)
        watch(self, unread=(Notice, SavedView, StartPage))
