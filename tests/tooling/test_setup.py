"""Set-up: failures become one sentence, and what is done is not done again."""

import stat
import sys

import pytest

from scripts import setup, shell
from scripts.shell import Failure, cause_of, fingerprint, make_once, step


@pytest.fixture(autouse=True)
def _log_of_its_own(monkeypatch, tmp_path):
    (tmp_path / "var").mkdir()
    monkeypatch.setattr(shell, "LOG", tmp_path / "var" / "setup.log")
    monkeypatch.setattr(shell, "ROOT", tmp_path)


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (
            "The environment was not created because ensurepip is not available.",
            "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv.",
        ),
        (
            "npm error code ENOTFOUND\nnpm error network request failed",
            "the package registry cannot be reached; check network and proxy, then run it again.",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement uv==0.13.9",
            "the package registry cannot be reached; check network and proxy, then run it again.",
        ),
        (
            "error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory",
            "a package has to be compiled and the C compiler or its headers are missing; "
            "on Debian or Ubuntu: apt install build-essential python3-dev libpq-dev.",
        ),
        ("OSError: [Errno 28] No space left on device", "the disk is full."),
        ("npm error EACCES: mkdir", "a folder cannot be written."),
        ("first line\n\nsomething new went wrong\n", "something new went wrong"),
        ("", "it said nothing."),
    ],
)
def test_what_a_tool_printed_becomes_one_sentence(output, sentence):
    assert cause_of(output) == sentence


def test_a_failed_step_names_itself_its_cause_and_the_log():
    program = "import sys; sys.exit('curl: (6) Could not resolve host: registry')"
    with pytest.raises(Failure) as failure:
        step("Installing uv", [sys.executable, "-c", program])
    assert str(failure.value) == (
        "Installing uv failed: the package registry cannot be reached; check network and proxy, "
        "then run it again. (Full output: var/setup.log)"
    )
    assert "Could not resolve host" in shell.LOG.read_text()


def test_a_missing_tool_is_a_sentence_too():
    with pytest.raises(Failure, match="no-such-tool cannot be started"):
        step("Compiling", ["no-such-tool"])


def test_a_folder_is_made_again_only_when_its_sources_change(tmp_path):
    source, folder, made = tmp_path / "a.scss", tmp_path / "dist", []
    folder.mkdir()

    def make_it():
        make_once(folder, fingerprint([source]), lambda: made.append(source.read_text()))

    source.write_text("one")
    make_it()
    make_it()
    source.write_text("two")
    make_it()
    assert made == ["one", "two"]


def test_a_failed_attempt_is_not_remembered(tmp_path):
    def fail():
        raise Failure("no network")

    make_once(tmp_path, "old", lambda: None)
    with pytest.raises(Failure):
        make_once(tmp_path, "new", fail)
    made = []
    make_once(tmp_path, "old", lambda: made.append("again"))
    assert made == ["again"]


OWN = ("DATABASE_URL", "SECRET_KEY", "DEMO_MODE", "VAR_DIR")


@pytest.fixture
def env_file(monkeypatch, tmp_path):
    """The `.env` that set-up writes; the environment names no installation of its own."""
    for name in OWN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(setup, "ENV_FILE", tmp_path / ".env")
    return tmp_path / ".env"


def names_in(file):
    return [line.split("=")[0] for line in file.read_text().splitlines() if line[0] != "#"]


def test_on_a_machine_of_ones_own_settings_make_a_demo(env_file):
    setup.write_env_file()
    assert names_in(env_file) == ["SECRET_KEY", "DEBUG", "HTTPS_ONLY", "DEMO_MODE", "ALLOWED_HOSTS"]
    assert setup.is_demo()


@pytest.mark.parametrize(
    ("own", "written"),
    [
        ({"DATABASE_URL": "postgres://db/tracker"}, ["SECRET_KEY"]),
        ({"SECRET_KEY": "a-key"}, []),
        ({"DATABASE_URL": "postgres://db/tracker", "SECRET_KEY": "a-key"}, []),
    ],
)
def test_an_installation_of_ones_own_never_becomes_a_demo(env_file, monkeypatch, own, written):
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    setup.write_env_file()
    assert names_in(env_file) == written
    assert not setup.is_demo()


def test_the_demo_settings_of_earlier_do_not_reach_an_installation_of_ones_own(
    env_file, monkeypatch
):
    setup.write_env_file()
    monkeypatch.setenv("DATABASE_URL", "postgres://db/tracker")
    with pytest.raises(Failure) as failure:
        setup.write_env_file()
    assert str(failure.value) == (
        "DATABASE_URL is set and .env says DEMO_MODE=true; set DEMO_MODE too, "
        "to false for real records."
    )
    monkeypatch.setenv("DEMO_MODE", "false")
    setup.write_env_file()
    assert not setup.is_demo()


def test_settings_are_written_once_with_a_key_of_their_own(env_file, monkeypatch, tmp_path):
    keys = []
    for name in ("one", "two"):
        file = tmp_path / f"{name}.env"
        monkeypatch.setattr(setup, "ENV_FILE", file)
        setup.write_env_file()
        first = file.read_text()
        setup.write_env_file()
        assert file.read_text() == first
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        keys.append(first.split("SECRET_KEY=")[1].splitlines()[0])
    assert len(set(keys)) == 2
    assert min(map(len, keys)) >= 50


@pytest.fixture
def prepared(env_file, monkeypatch, tmp_path):
    """Set-up with a folder of its own; each preparation of the data is counted, not made."""
    for name, path in {"ROOT": "", "VAR": "var", "LOCKS": "locks"}.items():
        monkeypatch.setattr(setup, name, tmp_path / path)
    setup.write_env_file()
    database, times = tmp_path / "var" / "db.sqlite3", []

    def prepare():
        database.touch()
        times.append("prepared")

    monkeypatch.setattr(setup, "prepare_data", prepare)
    return times


def test_data_is_prepared_once(prepared):
    setup.prepare_data_once()
    setup.prepare_data_once()
    assert len(prepared) == 1


def test_data_is_prepared_again_after_a_new_migration_or_a_lost_database(prepared, tmp_path):
    setup.prepare_data_once()
    (tmp_path / "agencies" / "migrations").mkdir(parents=True)
    (tmp_path / "agencies" / "migrations" / "0002_more.py").write_text("")
    setup.prepare_data_once()
    assert len(prepared) == 2
    (tmp_path / "var" / "db.sqlite3").unlink()
    setup.prepare_data_once()
    assert len(prepared) == 3


def test_a_database_elsewhere_is_asked_every_time(prepared, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://127.0.0.1/tracker")
    setup.prepare_data_once()
    setup.prepare_data_once()
    assert len(prepared) == 2
