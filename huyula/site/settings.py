"""All settings of Huyula, from typed environment variables with safe defaults. Secrets come from there alone."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from huyula.site import logs

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


# What the operator gives
HUYULA_DATA = os.environ.get("HUYULA_DATA", str(ROOT / ".huyula"))
HUYULA_IS_DEMO = _flag("HUYULA_IS_DEMO", default=False)
HUYULA_FIELD_KEYS = os.environ.get("HUYULA_FIELD_KEYS", "")
HUYULA_SIGNING_KEYS = os.environ.get("HUYULA_SIGNING_KEYS", "")
HUYULA_ADDRESS = os.environ.get("HUYULA_ADDRESS", "http://127.0.0.1:8000")
SECRET_KEY = os.environ.get("HUYULA_SECRET_KEY", "")  # Django refuses an empty one at its first use
DEBUG = _flag("HUYULA_DEBUG", default=False)
ALLOWED_HOSTS = _words("HUYULA_HOSTS", "127.0.0.1 localhost")
CSRF_TRUSTED_ORIGINS = _words("HUYULA_ORIGINS")
IS_HTTPS = HUYULA_ADDRESS.startswith("https://")

# Where the composition stands
HUYULA_WIRING = "huyula.site.wiring"
HUYULA_DEMO = "huyula.site.demo.build"
HUYULA_DEMO_LOGINS = "huyula.site.demo.logins"
ROOT_URLCONF = "huyula.site.urls"
WSGI_APPLICATION = "huyula.site.wsgi.application"
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AREAS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    *(f"huyula.{area}" for area in AREAS),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads at random against BREACH
    "huyula.site.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "huyula.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huyula.access.middleware.ClosedByDefault",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "huyula.site.middleware.PlainAddresses",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / area / "templates" for area in AREAS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "huyula.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "huyula.ui.form_token.once",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

IS_POOLED = _flag("HUYULA_DATABASE_IS_POOLED", default=False)  # by transactions: no connection is ours for long
DATABASES = {
    "default": dj_database_url.config(
        default="postgresql:///huyula",
        engine="huyula.lib.postgres",
        conn_max_age=None,
        conn_health_checks=True,
        disable_server_side_cursors=IS_POOLED,
    )
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "server_side_binding": True,  # the same text each time: PostgreSQL plans it once
    "prepare_threshold": None if IS_POOLED else 2,
}
PROCRASTINATE_ON_APP_READY = "huyula.site.schedule.register"

# Sessions and forms
SESSION_ENGINE = "huyula.access.middleware"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("HUYULA_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["huyula.lib.uploads.NamelessUploadHandler"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["huyula.access.actions.sign_in.SignInBackend"]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "huyula.site.errors.csrf_failed"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# allauth: it does passkeys and the second step; names, passwords and pages are our own
ACCOUNT_ADAPTER = "huyula.access.gateways.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "huyula.access.gateways.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Makassar"

# Files that do not change
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "ui" / "dist"] if path.is_dir()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

# Mail: account mail goes out through Django's backend
EMAIL_BACKEND = os.environ.get("HUYULA_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("HUYULA_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HUYULA_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HUYULA_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HUYULA_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = _flag("HUYULA_EMAIL_TLS", default=False)
DEFAULT_FROM_EMAIL = os.environ.get("HUYULA_EMAIL_FROM", "huyula@localhost")

LOGGING = logs.configured(os.environ.get("HUYULA_LOG_LEVEL", "WARNING"))
