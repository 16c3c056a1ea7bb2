"""A cache that fails, is empty or was tampered with fails no page, and puts nothing into one."""

import pickle
import zlib
from base64 import b64encode
from datetime import UTC, datetime

import pytest
import time_machine
from cryptography.fernet import InvalidToken
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.test import override_settings
from redis.exceptions import ConnectionError as Refused

from scr_tracker import kept_text, release
from scr_tracker.caches import Plain
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


@pytest.mark.parametrize(
    "failure",
    [
        Refused("refused"),
        TimeoutError("too long"),
        OSError("full"),
        # A file of the cache that was cut off.
        zlib.error("incomplete"),
        EOFError(),
        pickle.UnpicklingError("truncated"),
        ValueError("not a number"),
    ],
)
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
    unsealed = b64encode(zlib.compress(b'{"figures": "<script>"}')).decode()
    for planted in ("", "nonsense", unsealed, 7, ["a", "list"], {"figures": "<script>"}):
        caches["figures"].set(keys[0], planted)
        count = len(made.calls)
        assert "Text" in made()
        assert len(made.calls) == count + 1


def test_file_that_was_cut_off_is_one_text_less(db, made, monkeypatch, tmp_path):
    """By a full disk: what is left of it is no pickle, no packed bytes, or neither."""
    files = FileBasedCache(str(tmp_path), {})
    monkeypatch.setattr(caches._connections, "figures", files, raising=False)
    made()
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    for length in (0, 1, 3, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        count = len(made.calls)
        assert made() == made()
        assert len(made.calls) == count + 1


def test_what_lies_there_cannot_be_read(db, made):
    stored = []
    with pytest.MonkeyPatch.context() as patch:
        cache = caches["figures"]
        patch.setattr(type(cache), "set", lambda self, key, value, *rest: stored.append(value))
        made()
    assert "Text" not in stored[0]
    with override_settings(SECRET_KEY="another"), pytest.raises(InvalidToken):
        kept_text._seal().decrypt(stored[0])


def test_nothing_is_kept_where_it_is_not_wanted(db, made, settings):
    settings.KEEP_FIGURES = False
    assert [made(), made()] == ["<p>Text 1 &amp; more</p>", "<p>Text 2 &amp; more</p>"]


def test_another_release_keeps_its_own(db, made, monkeypatch):
    first = made()
    monkeypatch.setattr(release, "digest", lambda: "another")
    assert made() != first


def test_site_that_is_set_otherwise_keeps_its_own(db, made, settings):
    """Whether there is a scanner decides which evidence counts."""
    first = made()
    settings.CLAMAV_URL = "tcp://127.0.0.1:3310"
    assert made() != first
    settings.CLAMAV_URL = ""
    assert made() == first


def test_release_is_told_by_what_its_files_hold(settings, tmp_path):
    before = release.digest()
    assert before == release.digest()
    settings.BASE_DIR = tmp_path
    found = {before, release.digest()}
    for file in ("templates/page.html", "requirements/base.txt"):
        (tmp_path / file).parent.mkdir()
        for text in ("One", "Two"):
            (tmp_path / file).write_text(text)
            release._forget()
            found.add(release.digest())
    assert len(found) == 6
    (tmp_path / file).write_text("What is put there later is not what runs.")
    assert release.digest() in found


def test_nothing_is_kept_while_nobody_knows_what_was_written(db, made):
    assert made(stamp=None) != made(stamp=None)


def test_what_is_made_over_midnight_is_not_kept(db, made):
    with time_machine.travel(datetime(2026, 11, 20, 23, 59, 59, tzinfo=UTC), tick=False) as clock:
        text = kept_text.kept("day", {1: 1}, lambda: clock.shift(2) or {"figures": "partly"})
        assert text == {"figures": "partly"}
        clock.shift(-2)
        # The very key under which it would lie.
        assert kept_text.kept("day", {1: 1}, lambda: {"figures": "anew"}) == {"figures": "anew"}


def test_figures_have_a_cache_of_their_own(tmp_path):
    """What is full there drops no count of failed sign-ins, and a Redis that hangs holds nobody."""
    files = entries("", "", tmp_path)
    assert files["default"]["LOCATION"] != files["figures"]["LOCATION"]
    one, other = "redis://127.0.0.1:6379/0", "redis://127.0.0.1:6379/1"
    redis = entries(one, other, tmp_path)
    assert redis["default"]["KEY_PREFIX"] != redis["figures"]["KEY_PREFIX"]
    assert [redis[name]["LOCATION"] for name in ("default", "figures")] == [one, other]
    assert redis["figures"]["OPTIONS"]["socket_timeout"] == 1


def test_what_lies_in_redis_is_no_program():
    plain = Plain()
    assert [plain.loads(plain.dumps(value)) for value in ("words", 7, [1.5])] == ["words", 7, [1.5]]
    with pytest.raises(ValueError, match="decode"):
        plain.loads(pickle.dumps({"a": 1}))
