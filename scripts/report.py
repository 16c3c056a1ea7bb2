"""What `make test` says at the end: a line a stage, what failed, what was skipped and why."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Stage:
    name: str
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)  # name, reason
    failures: list[str] = field(default_factory=list)
    is_check: bool = False  # it passes or fails as a whole

    @property
    def counts(self) -> str:
        if self.is_check:
            return ""
        return f"{self.passed} passed, {self.failed} failed, {len(self.skipped)} skipped"


def read_junit(name: str, seconds: float, file: Path, *, exit_code: int) -> Stage:
    """An exit code without a failed test (a crash, an error while collecting) is one failure."""
    stage = Stage(name, seconds)
    # pytest wrote the file a moment ago, so the parser may trust it.
    cases = ElementTree.parse(file).iter("testcase") if file.exists() else ()  # noqa: S314
    for case in cases:
        title = f"{case.get('classname', '')}::{case.get('name', '')}".strip(":")
        skipped = case.find("skipped")
        if skipped is not None:
            stage.skipped.append((title, skipped.get("message", "")))
        elif case.find("failure") is not None or case.find("error") is not None:
            stage.failures.append(title)
        else:
            stage.passed += 1
    if exit_code and not stage.failures:
        stage.failures.append(f"{name}: pytest ended with exit code {exit_code}")
    stage.failed = len(stage.failures)
    return stage


def show(stages: list[Stage], *, require_all: bool) -> int:
    """Print the summary; the exit code says whether all is well."""
    print("\n=== Summary")
    for stage in stages:
        mark = "FAIL" if stage.failed else "ok" if stage.passed else "skip"
        print(f"  {mark:<5}{stage.name:<32}{stage.counts:<36}{stage.seconds:6.1f} s")
    failures = [line for stage in stages for line in stage.failures]
    skipped = [entry for stage in stages for entry in stage.skipped]
    show_list("Failed", failures)
    show_list("Skipped", [f"{name}: {reason}" for name, reason in skipped])
    passed = sum(stage.passed for stage in stages)
    if require_all and skipped:
        print("\nREQUIRE_ALL is set: each skip counts as a failure.")
        failures += [name for name, _ in skipped]
        skipped = []
    print(f"\nTotal: {passed} passed, {len(failures)} failed, {len(skipped)} skipped", flush=True)
    return 1 if failures else 0


def show_list(title: str, lines: list[str]) -> None:
    if lines:
        print(f"\n{title}:")
        print("\n".join(f"  - {line}" for line in lines))
