"""The command: once, all or nothing, and only in a demo."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.core.serializers import serialize

from agencies.models import Agency, Partnership, User
from dashboards.management.commands import load_demo as command
from evidence.models import EvidenceDecision, EvidenceVersion
from recommendations.models import Action, Recommendation

ROWAN = (command.FIXTURES / "rowan.yaml").read_text(encoding="utf-8")
ROOMS = ("agencies", "recommendations", "evidence", "reminders")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def everything() -> dict[str, str]:
    """Every row of every table of ours, history included, as JSON."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {m._meta.label: serialize("json", m._base_manager.order_by("pk")) for m in models}


@pytest.fixture
def own_fixture(monkeypatch, tmp_path):
    """`own_fixture(text)`: the command reads this and nothing else."""
    monkeypatch.setattr(command, "FIXTURES", tmp_path)

    def _write(text: str) -> None:
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")

    return _write


@pytest.mark.django_db
def test_loading_twice_changes_nothing(today):
    first = run()
    loaded = everything()

    second = run()

    assert first == (
        "Southampton Safeguarding Children Partnership: Clare, 9 recommendations.\n"
        "Marchwell and Eastmere Safeguarding Adults Board: Rowan, 5 recommendations.\n"
    )
    assert second == "The demo is there already: nothing was changed.\n"
    assert everything() == loaded
    assert Recommendation.objects.count() == 15


@pytest.mark.django_db
def test_if_empty_loads_nothing_beside_another_partnership(today):
    Partnership.objects.create(name="Real", short_name="Real", kind="sab")

    said = run("--if-empty")

    assert said == "There are partnerships already: nothing was loaded.\n"
    assert [p.name for p in Partnership.objects.all()] == ["Real"]
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_refused_outside_demo_mode(settings):
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match=r"^The demo is loaded only where DEMO_MODE is true\.$"):
        run()

    assert Partnership.objects.count() == 0


@pytest.mark.django_db
def test_a_partnership_of_the_same_name_that_is_no_demo_stays_alone(today):
    name = "Southampton Safeguarding Children Partnership"
    Partnership.objects.create(name=name, short_name="SSCP", kind="lscp")

    with pytest.raises(CommandError, match="is already there, and is not a demo"):
        run()

    assert Partnership.objects.count() == 1
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_due_dates_count_from_the_day_that_is_given(own_fixture, today):
    own_fixture(ROWAN)

    run("--today", "2026-10-01")

    overdue = Action.objects.get(title__startswith="Brief neighbourhood teams")
    assert overdue.due_on == date(2026, 10, 1) - timedelta(days=20)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "message"),
    [("2026-11-03", "may not lie in the future"), ("2026-13-01", "must read like 2026-11-02")],
)
def test_a_day_that_cannot_be_used_is_refused(today, day, message):
    with pytest.raises(CommandError, match=message):
        run("--today", day)

    assert Partnership.objects.count() == 0


@pytest.mark.django_db
def test_what_a_service_refuses_is_told_with_its_line_and_nothing_stays(own_fixture, today):
    wrong = ROWAN.replace("- verified: Read, and tried", "- on hold: Read, and tried")
    own_fixture(wrong)
    line = wrong[: wrong.index("- on hold: Read, and tried")].count("\n") + 1

    with pytest.raises(CommandError) as refused:
        run()

    assert str(refused.value).startswith(f"own.yaml, line {line} (action 1.1, story 3): ")
    assert (Partnership.objects.count(), User.objects.count()) == (0, 0)
    assert (Agency.objects.count(), EvidenceVersion.objects.count()) == (0, 0)
    assert files_kept() == []


def files_kept() -> list[str]:
    """Every file in the store of evidence."""
    storage = storages["evidence"]
    if not storage.exists(""):
        return []
    folders, files = storage.listdir("")
    return files + [name for folder in folders for name in storage.listdir(folder)[1]]


@pytest.mark.django_db
def test_where_a_virus_scanner_runs_waiting_files_are_not_accepted_yet(
    settings, today, own_fixture
):
    settings.CLAMAV_URL = "tcp://127.0.0.1:9"
    own_fixture(ROWAN)

    run()

    assert [version.scan_state for version in EvidenceVersion.objects.all()] == ["waiting"] * 3
    assert EvidenceDecision.objects.count() == 0
