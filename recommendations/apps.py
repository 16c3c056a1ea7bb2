from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from recommendations import challenge_snapshot, snapshot

        snapshot.register(challenge_snapshot.PART)
