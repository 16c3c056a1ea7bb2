"""The summary of `make test`: nothing that failed or was skipped can be missed."""

import pytest

from scripts import report
from scripts.report import Stage

JUNIT = """<testsuites><testsuite>
  <testcase classname="tests.a" name="test_good"/>
  <testcase classname="tests.a" name="test_bad"><failure message="no"/></testcase>
  <testcase classname="tests.a" name="test_broken"><error message="fixture"/></testcase>
  <testcase classname="tests.a" name="test_left_out"><skipped message="no scanner"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def junit(tmp_path):
    file = tmp_path / "results.xml"
    file.write_text(JUNIT)
    return file


def test_results_are_counted_by_name_and_reason(junit):
    stage = report.read_junit("tests", 1.0, junit, exit_code=1)
    assert (stage.passed, stage.failed) == (1, 2)
    assert stage.failures == ["tests.a::test_bad", "tests.a::test_broken"]
    assert stage.skipped == [("tests.a::test_left_out", "no scanner")]


def test_a_crash_without_results_is_a_failure(tmp_path):
    stage = report.read_junit("tests", 1.0, tmp_path / "missing.xml", exit_code=4)
    assert stage.failures == ["tests: pytest ended with exit code 4"]


def show(capsys, *stages: Stage, require_all: bool = False) -> tuple[int, list[str]]:
    code = report.show(list(stages), require_all=require_all)
    return code, capsys.readouterr().out.splitlines()


def test_what_was_skipped_is_listed_with_its_reason(capsys):
    stages = Stage("SQLite", passed=7), Stage("browser", skipped=[("browser", "no Chromium")])
    code, lines = show(capsys, *stages)
    assert code == 0
    assert lines[-4:] == [
        "Skipped:",
        "  - browser: no Chromium",
        "",
        "Total: 7 passed, 0 failed, 1 skipped",
    ]


def test_where_all_is_required_a_skip_is_a_failure(capsys):
    stages = Stage("SQLite", passed=7), Stage("browser", skipped=[("browser", "no Chromium")])
    code, lines = show(capsys, *stages, require_all=True)
    assert (code, lines[-1]) == (1, "Total: 7 passed, 1 failed, 0 skipped")


def test_a_failed_check_fails_the_whole(capsys):
    checks = Stage("mypy", failed=1, failures=["mypy"], is_check=True), Stage("SQLite", passed=7)
    code, lines = show(capsys, *checks)
    assert (code, lines[-1]) == (1, "Total: 7 passed, 1 failed, 0 skipped")
    assert "  - mypy" in lines
