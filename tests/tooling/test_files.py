"""Locks, CI and containers: what must be in them, and what must never be."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from scripts.shell import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
TOOLING = [
    *LOCKS,
    *(ROOT / name for name in ("package.json", "package-lock.json", ".npmrc", "pyproject.toml")),
    *(ROOT / name for name in ("Makefile", ".ci/run", "Dockerfile", "docker-compose.yml")),
    *sorted((ROOT / "scripts").glob("*.py")),
]
# In parts, so that this file does not hold what it looks for.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted",
    "npm" + "js",
    "deb." + "debian",
    "--index" + "-url",
]
PRODUCTION = {
    "SECRET_KEY": "a-key",
    "SITE_HOST": "tracker.example",
    "POSTGRES_PASSWORD": "a-password",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "tracker@tracker.example",
}


@pytest.mark.parametrize("file", TOOLING, ids=lambda file: file.name)
def test_no_file_names_a_registry_host(file):
    text = file.read_text().lower()
    assert [word for word in REGISTRIES if word in text] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_an_exact_version_and_a_hash(lock):
    entries = re.sub(r"\\\n", " ", lock.read_text()).splitlines()
    assert entries
    loose = [
        line for line in entries if not re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ]
    assert loose == []


def test_development_runs_on_the_versions_of_production():
    base, dev = (
        dict(
            re.findall(r"^(\S+)==(\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.M)
        )
        for name in ("base", "dev")
    )
    assert {name: dev.get(name) for name in base} == base


@pytest.mark.parametrize("script", [".ci/run", "docker/entrypoint.sh"])
def test_shell_scripts_parse_and_may_be_started(script):
    file = ROOT / script
    shell = file.read_text().splitlines()[0].split("/")[-1].removeprefix("env ")
    assert subprocess.run([shell, "-n", file]).returncode == 0
    assert os.access(file, os.X_OK)


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_every_container_gives_up_its_powers(services):
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_every_lasting_service_says_whether_it_is_well(services):
    lasting = {name for name, service in services.items() if service["restart"] != "no"}
    ours, data = {"proxy", "web", "worker", "beat"}, {"postgres", "redis", "figures", "clamav"}
    assert lasting == ours | data
    assert {name for name in lasting if "healthcheck" not in services[name]} == set()


def test_only_the_proxy_is_reached_from_outside(services):
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def compose() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        known = shutil.which(command[0])
        if known and not subprocess.run([*command, "version"], capture_output=True).returncode:
            return command
    pytest.skip("docker compose is not installed")


def config(folder, **settings: str) -> subprocess.CompletedProcess[str]:
    env_file = folder / "production.env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    command = [*compose(), "--env-file", str(env_file), "config", "--quiet"]
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True)


def test_compose_accepts_the_file(tmp_path):
    done = config(tmp_path, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", PRODUCTION)
def test_compose_refuses_to_start_without_each_secret(tmp_path, missing):
    done = config(
        tmp_path, **{name: value for name, value in PRODUCTION.items() if name != missing}
    )
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr
