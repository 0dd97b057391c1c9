"""Every setting of the hub; what an operator may change is read from the environment, as docs/settings.md says.

``MINSHENG_DATA``       folder for the database and the secret key (default: ``var`` in the working folder)
``MINSHENG_PACKS``      folder that holds the packs and their drafts (default: the bundled ones)
``MINSHENG_DOCUMENTS``  folder with the operator's own copies of plans, named ``<document id>.txt`` and so on
``MINSHENG_REGISTER``   folder with the register's snapshots (default: ``register`` in MINSHENG_DATA)
``MINSHENG_COCKPIT``    open, or staff: who may read the cockpit (default: open, to everyone)
``MINSHENG_PLACES``     folder with the city on the map (default: ``places`` in MINSHENG_DATA)
``MINSHENG_SECRET_KEY`` secret key; made once and kept in MINSHENG_DATA when not given
``MINSHENG_AUDIT_KEY``  keys of the audit trail, newest first, parted by commas (default: derived from the secret key)
``MINSHENG_HOSTS``      host names the hub answers to, parted by commas (default: this machine only)
``MINSHENG_DEBUG``      1 for development
``MINSHENG_HTTPS``      0 when no TLS stands before the hub, as in the demo
``DATABASE_URL``        PostgreSQL, when SQLite is not enough
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

import dj_database_url

HUB = Path(__file__).resolve().parent.parent
ROOT = HUB.parents[2]


def _flag(name: str, default: str) -> bool:
    return os.environ.get(name, default) == "1"


def _secret_key(folder: Path) -> str:
    given = os.environ.get("MINSHENG_SECRET_KEY")
    if given:
        return given
    kept = folder / "secret-key"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(64))
    return kept.read_text()


MINSHENG_DATA = Path(os.environ.get("MINSHENG_DATA", "var")).resolve()
MINSHENG_PACKS = Path(os.environ.get("MINSHENG_PACKS", ROOT / "packs")).resolve()
MINSHENG_DOCUMENTS = Path(os.environ["MINSHENG_DOCUMENTS"]).resolve() if "MINSHENG_DOCUMENTS" in os.environ else None
MINSHENG_COCKPIT = os.environ.get("MINSHENG_COCKPIT", "open")
MINSHENG_REGISTER = Path(os.environ.get("MINSHENG_REGISTER", MINSHENG_DATA / "register")).resolve()
MINSHENG_PLACES = Path(os.environ.get("MINSHENG_PLACES", MINSHENG_DATA / "places")).resolve()

DEBUG = _flag("MINSHENG_DEBUG", "0")
HTTPS = _flag("MINSHENG_HTTPS", "1")
SECRET_KEY = _secret_key(MINSHENG_DATA)
MINSHENG_AUDIT_KEY = os.environ.get("MINSHENG_AUDIT_KEY", "")
ALLOWED_HOSTS = os.environ.get("MINSHENG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "minsheng.hub.catalogue",
    "minsheng.hub.accounts",
    "minsheng.hub.audit",
    "minsheng.hub.review",
    "minsheng.hub.household",
    "minsheng.hub.gaps",
    "minsheng.hub.linking",
    "minsheng.hub.map",
    "minsheng.hub.cockpit",
    "minsheng.hub.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "minsheng.hub.config.middleware.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "minsheng.hub.review.limits.refuse_large",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "minsheng.hub.config.urls"
WSGI_APPLICATION = "minsheng.hub.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HUB / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "minsheng.hub.config.jinja.environment",
            "context_processors": ["minsheng.hub.config.jinja.page_context"],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{MINSHENG_DATA / 'minsheng.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # The deferred default lets two writers deadlock; IMMEDIATE makes the second one wait its turn.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Tests on a file, too: a database in memory has no waiting between two writers. One a run: two may go at once.
    DATABASES["default"]["TEST"] = {"NAME": MINSHENG_DATA / f"test-{os.getpid()}.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "review:list"
LOGOUT_REDIRECT_URL = "catalogue:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "minsheng.hub.accounts.views.locked"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HUB / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    # Who looked up whom is told at this level; without it the line would be dropped.
    "loggers": {"minsheng": {"handlers": ["stderr"], "level": "INFO"}},
}

STATIC_URL = "static/"
STATIC_ROOT = MINSHENG_DATA / "static"
with contextlib.suppress(OSError):
    # WhiteNoise complains about a folder that is not there; nothing has to be in it.
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [HUB / "static"]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "minsheng.hub.catalogue.views.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
