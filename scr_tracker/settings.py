"""All settings, from the environment; `make setup` writes a local `.env`. README lists them."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from scr_tracker.beat import SCHEDULE
from scr_tracker.caches import caches
from scr_tracker.env import BASE_DIR, env, flag, names, number, read_file, stop, text
from scr_tracker.stores import evidence_store

read_file(BASE_DIR / ".env")

# --- What this installation is ---
SECRET_KEY = text("SECRET_KEY")
DEBUG = flag("DEBUG", default=False)
DEMO_MODE = flag("DEMO_MODE", default=False)
HTTPS_ONLY = flag("HTTPS_ONLY", default=True)
ALLOWED_HOSTS = names("ALLOWED_HOSTS", "localhost,127.0.0.1")
CSRF_TRUSTED_ORIGINS = names("CSRF_TRUSTED_ORIGINS")
SITE_URL = text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
VAR_DIR = Path(text("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_forms_gds",
    "csp",
    "django_filters",
    "simple_history",
    "scr_tracker",
    "agencies",
    "recommendations",
    "evidence",
    "reminders",
    "dashboards",
    "documents",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "scr_tracker.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "scr_tracker.middleware.BadInputMiddleware",
]

ROOT_URLCONF = "scr_tracker.urls"
WSGI_APPLICATION = "scr_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "scr_tracker.context.site",
            ],
        },
    },
]

# --- Database: SQLite where nothing is installed, PostgreSQL in production ---
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": ("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What PostgreSQL would compile for a long query of ours takes seconds, to save milliseconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
#: SQLite makes such an index without the columns that PostgreSQL adds to it, and is told nothing.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# --- Cache, broker: the file system where nothing is installed, Redis in production ---
REDIS_URL = text("REDIS_URL", "")
CACHES = caches(REDIS_URL, text("FIGURES_REDIS_URL", REDIS_URL), VAR_DIR)
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
else:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # One folder for both directions: what one process writes, another reads.
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
    }
# Whether the figures of a page are kept until something is written (`kept_text.py`).
KEEP_FIGURES = flag("KEEP_FIGURES", default=True)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- People and sign-in ---
AUTH_USER_MODEL = "agencies.User"
AUTHENTICATION_BACKENDS = ["agencies.backends.EmailBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "agencies.backends.NotTheDemoPasswordValidator"},
]
# Public on purpose, and refused outside demo mode.
DEMO_PASSWORD = "clare-demo-2026"  # noqa: S105
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "agencies.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[OFFICIAL] SCR Tracker: "
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "scr_tracker.account_forms.SignInForm",
    "reset_password": "scr_tracker.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "scr_tracker.account_forms.NewPasswordForm",
    "change_password": "scr_tracker.account_forms.ChangePasswordForm",
    "set_password": "scr_tracker.account_forms.SetPasswordForm",
    "reauthenticate": "scr_tracker.account_forms.ConfirmPasswordForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS_ONLY else "http"
# Rate limits count by client address; behind a proxy that is not the address that connects.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", default=0)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True

# --- Transport and content security ---
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS_ONLY
SECURE_HSTS_PRELOAD = HTTPS_ONLY
SESSION_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_SECURE = HTTPS_ONLY
if HTTPS_ONLY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "scr_tracker.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Files ---
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
EVIDENCE_MAX_BYTES = number("EVIDENCE_MAX_MB", default=50) * 1024 * 1024
# What a file may unpack to: in all, for each of its bytes, in how many parts; a picture's pixels.
EVIDENCE_UNPACKED_MAX_BYTES = number("EVIDENCE_UNPACKED_MAX_MB", default=500) * 1024 * 1024
EVIDENCE_RATIO_MAX = number("EVIDENCE_RATIO_MAX", default=150)
EVIDENCE_PARTS_MAX = number("EVIDENCE_PARTS_MAX", default=10_000)
EVIDENCE_PIXELS_MAX = number("EVIDENCE_MEGAPIXELS_MAX", default=100) * 1_000_000
EVIDENCE_S3_BUCKET = text("EVIDENCE_S3_BUCKET", "")
CLAMAV_URL = text("CLAMAV_URL", "")
# Evidence packs: the most that one holds, and how long a worker may take over one of its files.
PACK_MAX_BYTES = number("PACK_MAX_MB", default=2000) * 1024 * 1024
PACK_MAX_FILES = number("PACK_MAX_FILES", default=2000)
PACK_LEASE_SECONDS = number("PACK_LEASE_SECONDS", default=300)
PACK_WORK_DIR = VAR_DIR / "evidence"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "evidence": evidence_store(VAR_DIR / "evidence", EVIDENCE_S3_BUCKET),
}
# Beside the store, so that a file is moved there and not copied; what is left over is swept.
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "evidence" / "incoming"
with suppress(OSError):  # read-only: people read of it at the form
    for _folder in (FILE_UPLOAD_TEMP_DIR.parent, FILE_UPLOAD_TEMP_DIR):
        _folder.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["evidence.uploads.LimitedFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Mail: files in var/mail where nothing is installed, SMTP in production ---
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "SCR Tracker <no-reply@localhost.localdomain>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_URL = text("EMAIL_URL", f"filemail:///{VAR_DIR / 'mail'}")
_mail = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(VAR_DIR / "mail") if "filebased" in EMAIL_BACKEND else None
EMAIL_HOST = _mail.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
# How long a worker may hold mails before another takes them: half of it well above EMAIL_TIMEOUT.
MAIL_LEASE_SECONDS = number("MAIL_LEASE_SECONDS", default=300)
# How many reminders go in a minute, over all workers; 0: as many as the mail server takes.
MAIL_PER_MINUTE = number("MAIL_PER_MINUTE", default=0)
# How long a mail waits after its first failure; twice as long after each further one.
MAIL_FIRST_PAUSE_SECONDS = number("MAIL_FIRST_PAUSE_SECONDS", default=300)

# --- Language, time, forms ---
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORM_RENDERER = "scr_tracker.form_renderer.QuickRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"
CRISPY_GDS_FRONTEND_VERSION = "5.0.0"
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_ENABLED = True

# --- Logs: one line an event on standard output, no personal data ---
LOG_LEVEL = text("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    stop(f"LOG_LEVEL is “{LOG_LEVEL}”; it must be DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "scr_tracker.logs.BlankSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

if not re.fullmatch(r"https?", urlsplit(SITE_URL).scheme):
    stop(f"SITE_URL is “{SITE_URL}”; it must start with http:// or https://.")
