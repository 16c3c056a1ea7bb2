"""The pages that are kept, as tests look at them."""

import re
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from recommendations import kept_pages
from scr_tracker import kept_text

PAGES = ("board", "trend", "changes", "actions")


@contextmanager
def making(monkeypatch):
    """What is worked out inside: the texts, and the SQL that it took."""
    found = []
    kept = kept_text.kept

    def watched_kept(about, stamps, make):
        def made():
            with CaptureQueriesContext(connection) as asked:
                texts = make()
            found.append((texts, [query["sql"] for query in asked]))
            return texts

        return kept(about, stamps, made)

    with monkeypatch.context() as patch:
        patch.setattr(kept_pages.kept_text, "kept", watched_kept)
        yield found


def shown(client, url, **asked):
    """The page without what is different each time."""
    page = client.get(url, **asked)
    assert page.status_code == 200
    return re.sub(r'value="[\w-]{30,}"', "", page.content.decode())
