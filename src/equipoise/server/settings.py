"""Settings of the web app, from the environment; every one has a default that suits one person on one machine.

| variable | meaning | default |
| --- | --- | --- |
| ``EQUIPOISE_DATA`` | folder of database, keys and calendars | ``data`` |
| ``DATABASE_URL`` | database | SQLite in that folder |
| ``EQUIPOISE_SECRET`` | secret of sessions and signatures, 50 characters or more | made once, kept in that folder |
| ``EQUIPOISE_HOSTS`` | names under which the server is asked, with commas | the names of this machine alone |
| ``EQUIPOISE_HTTPS`` | ``yes`` if browsers come by https: secure cookies and HSTS | ``no`` |
| ``EQUIPOISE_SIGNUP`` | ``open`` lets anybody make an account | the first account only |
| ``EQUIPOISE_PROXIES`` | number of trusted proxies in front | 0 |
| ``EQUIPOISE_GOOGLE_CLIENT``, ``_SECRET`` | client registered at Google, for its calendars | not offered |
| ``EQUIPOISE_OAUTH_CLIENT``, ``_SECRET``, ``_TITLE``, ``_ADDRESS``, ``_AUTHORIZE``, ``_TOKEN``, ``_SCOPE`` | the same \
at another provider: its name, where its calendars begin (``{user}`` in it is the person's), and its addresses | none |
| ``EQUIPOISE_NETWORKS`` | private networks and hosts that may be asked and told, with commas | none |
| ``EQUIPOISE_KEY`` | key of calendars' passwords, 32 bytes in base64 | made once: ``equipoise/key`` there |
| ``EQUIPOISE_EMAIL_URL`` | mail server: ``smtp://user:password@host:587`` or ``smtps://`` | mail goes to the console |
| ``EQUIPOISE_EMAIL_FROM`` | from whom mail comes | the user of that address, or ``equipoise@`` the first host |
| ``EQUIPOISE_DEBUG`` | ``yes`` shows errors in full; never in public | ``no`` |
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from equipoise.server.mail import mail_at
from equipoise.server.secrets import secret_in

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("EQUIPOISE_DATA", "data")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)


def _yes(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"yes", "true", "1", "on"}


DEBUG = _yes("EQUIPOISE_DEBUG")
HTTPS = _yes("EQUIPOISE_HTTPS")
SIGNUP_OPEN = os.environ.get("EQUIPOISE_SIGNUP", "") == "open"
CALENDAR_NETWORKS = tuple(
    name.strip() for name in os.environ.get("EQUIPOISE_NETWORKS", "").split(",") if name.strip()
)
CALENDAR_LOGINS = {
    "google": {
        "title": "Google",
        "client": os.environ.get("EQUIPOISE_GOOGLE_CLIENT", "").strip(),
        "secret": os.environ.get("EQUIPOISE_GOOGLE_SECRET", "").strip(),
    },
    "other": {
        name: os.environ.get(f"EQUIPOISE_OAUTH_{name.upper()}", "").strip()
        for name in ("title", "client", "secret", "address", "authorize", "token", "scope")
    },
}
SECRET_KEY = os.environ.get("EQUIPOISE_SECRET") or secret_in(DATA / "secret-key")
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("EQUIPOISE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if name.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and "*" not in host]

ROOT_URLCONF = "equipoise.server.urls"
WSGI_APPLICATION = "equipoise.server.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "equipoise.server",
]
MIDDLEWARE = [
    "equipoise.server.logs.Numbers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer by chance, so that its length tells nothing
    "equipoise.server.headers.SecurityHeaders",
    "equipoise.server.limits.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "equipoise.server.context.chrome",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'equipoise.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # writers wait for each other instead of failing; what was acknowledged survives a power cut
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",  # what is deleted is written over
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "network", "outward"]}
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "equipoise_cache",
        "OPTIONS": {
            "MAX_ENTRIES": 100_000
        },  # it counts attempts and used codes: nothing may be pushed out early
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "equipoise.server.storage.StaticFiles"},
}
MEDIA_ROOT = DATA / "lives"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
BODY_MAX = 26 * 1024 * 1024
"""Bytes of a request, files and all."""
LIMITS = {"/api/": (600, 60), "/feed": (120, 60)}
"""Requests from one address within so many seconds, under a path; a tenth of it may be refused ones."""
GUESSES = {"/api/": (20, 300)}
"""Where fewer may be refused: wrong tokens are as few as wrong passwords."""
TOKEN_LIMIT = (600, 60)
"""Requests of one token within so many seconds, from wherever they come."""
UPLOAD_MOST = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "equipoise.server.quota.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "equipoise.server.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "signup": "10/h/ip",
    "reset_password": "10/h/ip,3/h/key",
    "reset_password_from_key": "20/h/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/m/user",
}
MFA_ADAPTER = "equipoise.server.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
PROXIES = int(os.environ.get("EQUIPOISE_PROXIES", "0"))
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MAIL = mail_at(os.environ.get("EQUIPOISE_EMAIL_URL", ""))
EMAIL_BACKEND, EMAIL_TIMEOUT = MAIL.backend, 10
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.host, MAIL.port, MAIL.use_tls, MAIL.use_ssl
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender(
    os.environ.get("EQUIPOISE_EMAIL_FROM", ""),
    next((h for h in ALLOWED_HOSTS if h[0].isalnum()), "localhost"),
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Equipoise: "

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "equipoise.server.pages.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"numbered": {"()": "equipoise.server.logs.Numbered"}},
    "formatters": {
        "plain": {
            "()": "equipoise.server.logs.Discreet",
            "format": "{asctime} {levelname} {name} [{number}]: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["numbered"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "equipoise": {"level": "INFO"},
        # Django has a handler of its own, which would say everything once more
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
