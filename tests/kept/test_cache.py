"""A cache that fails, is empty or was tampered with fails no page, and puts nothing into one."""

import zlib

import pytest
from django.core.cache import caches
from django.test import override_settings
from redis.exceptions import ConnectionError as Refused

from scr_tracker import kept_text
from scr_tracker.caches import caches as entries


@pytest.fixture
def made():
    """`made()` keeps a text, and says how often it had to be made."""
    calls = []

    def make():
        calls.append(1)
        return {"figures": f"<p>Text {len(calls)} &amp; more</p>"}

    def ask(about="board", stamp=7):
        return kept_text.kept(about, {1: stamp}, make)["figures"]

    caches["figures"].clear()
    ask.calls = calls
    return ask


class Broken:
    """A Redis that went away."""

    def __init__(self, failure):
        self.failure = failure

    def get(self, key):
        raise self.failure

    def set(self, *args):
        raise self.failure

    def close(self, **kwargs):
        pass


def test_text_is_kept_as_it_was(db, made):
    assert made() == made() == "<p>Text 1 &amp; more</p>"
    assert hasattr(made(), "__html__")
    assert len(made.calls) == 1


def test_another_stamp_is_another_text(db, made):
    assert [made(), made(stamp=8), made("trend"), made()] == [
        f"<p>Text {n} &amp; more</p>" for n in (1, 2, 3, 1)
    ]


@pytest.mark.parametrize("failure", [Refused("refused"), TimeoutError("too long"), OSError("full")])
def test_page_comes_without_a_cache(db, made, monkeypatch, caplog, failure):
    monkeypatch.setattr(caches._connections, "figures", Broken(failure), raising=False)
    assert [made(), made()] == ["<p>Text 1 &amp; more</p>", "<p>Text 2 &amp; more</p>"]
    assert "could not be read" in caplog.text
    assert "could not be kept" in caplog.text


def test_what_somebody_else_put_there_is_not_shown(db, made, monkeypatch):
    keys = []
    real = caches["figures"].set
    monkeypatch.setattr(
        type(caches["figures"]),
        "set",
        lambda self, key, *rest: (keys.append(key), real(key, *rest)),
    )
    made()
    monkeypatch.undo()
    for planted in (b"", b"nonsense", zlib.compress(b'{"figures": "<script>"}'), 7):
        caches["figures"].set(keys[0], planted)
        count = len(made.calls)
        assert "Text" in made()
        assert len(made.calls) == count + 1


def test_what_lies_there_cannot_be_read(db, made):
    stored = []
    with pytest.MonkeyPatch.context() as patch:
        cache = caches["figures"]
        patch.setattr(type(cache), "set", lambda self, key, value, *rest: stored.append(value))
        made()
    assert b"Text" not in stored[0]
    with override_settings(SECRET_KEY="another"), pytest.raises(kept_text.InvalidToken):
        kept_text._seal().decrypt(stored[0])


def test_nothing_is_kept_where_it_is_not_wanted(db, made, settings):
    settings.KEEP_FIGURES = False
    assert [made(), made()] == ["<p>Text 1 &amp; more</p>", "<p>Text 2 &amp; more</p>"]


def test_another_release_keeps_its_own(db, made, monkeypatch):
    first = made()
    monkeypatch.setattr(kept_text, "_release", lambda: "another")
    assert made() != first


def test_release_is_told_by_its_files(settings, tmp_path, monkeypatch):
    before = kept_text._digest()
    assert before == kept_text._digest()
    templates = tmp_path / "templates"
    templates.mkdir()
    settings.BASE_DIR = tmp_path
    (templates / "page.html").write_text("One")
    one = kept_text._digest()
    (templates / "page.html").write_text("Another")
    assert len({before, one, kept_text._digest()}) == 3


def test_figures_have_a_cache_of_their_own(tmp_path):
    """What is full there drops no count of failed sign-ins, and a Redis that hangs holds nobody."""
    files = entries("", tmp_path)
    assert files["default"]["LOCATION"] != files["figures"]["LOCATION"]
    redis = entries("redis://127.0.0.1:6379/0", tmp_path)
    assert redis["default"]["KEY_PREFIX"] != redis["figures"]["KEY_PREFIX"]
    assert set(redis["figures"]["OPTIONS"].values()) == {1}
