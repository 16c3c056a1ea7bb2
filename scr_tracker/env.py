"""Strict readers of the environment: what is missing stops the start with one clear line."""

import sys
from pathlib import Path

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

TRUE, FALSE = {"true", "1", "yes", "on"}, {"false", "0", "no", "off", ""}


def read_file(path: Path) -> None:
    """Take the variables of an `.env` file that the environment itself does not set."""
    if path.is_file():
        env.read_env(str(path))


def stop(message: str) -> None:
    sys.exit(f"SCR Tracker cannot start: {message}")


def text(name: str, default: str | None = None) -> str:
    value = env.str(name, default="") or default
    if value is None:
        stop(f"the environment variable {name} is not set.")
    return str(value)


def flag(name: str, *, default: bool) -> bool:
    value = env.str(name, default=str(default)).strip().lower()
    if value not in TRUE | FALSE:
        stop(f"{name} is “{value}”; it must be true or false.")
    return value in TRUE


def number(name: str, *, default: int) -> int:
    value = env.str(name, default=str(default)).strip()
    if not value.isdecimal():
        stop(f"{name} is “{value}”; it must be a whole number.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env.str(name, default=default).split(",") if part.strip()]
