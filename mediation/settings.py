"""The one settings file. Every choice of a deployment is an environment variable, listed in .env.example."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from mediation.courier import providers

BASE_DIR = Path(__file__).resolve().parent.parent


def listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


# --- where we run ---

ENVIRONMENT = os.environ.get("MEDIATION_ENV", "production")
if ENVIRONMENT not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured(f"MEDIATION_ENV={ENVIRONMENT} : attendu production, demo, development ou test.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = ENVIRONMENT == "development"

SECRET_KEY = os.environ.get("SECRET_KEY") or (
    "" if PRODUCTION else "for-trials-on-this-machine-only-0123456789-abcdefghij"
)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY manque : donnez une longue suite de caractères au hasard (voir .env.example)."
    )
SECRET_KEY_FALLBACKS = listed("SECRET_KEY_FALLBACKS")
# Links printed on paper outlive sessions: they have their own keys, the first signs, all are accepted.
LINK_KEYS = listed("LINK_KEYS") or ([] if PRODUCTION else ["links-for-trials-on-this-machine-only"])
if not LINK_KEYS:
    raise ImproperlyConfigured("LINK_KEYS manque : au moins une clé, pour les liens imprimés (voir .env.example).")

# What is left of an address that is written to no more is hashed with it: changed, all who said STOP are forgotten.
ADDRESS_KEY = os.environ.get("ADDRESS_KEY") or ("" if PRODUCTION else "addresses-for-trials-on-this-machine-only")
if not ADDRESS_KEY:
    raise ImproperlyConfigured(
        "ADDRESS_KEY manque : une clé, jamais changée, pour se souvenir de qui a dit STOP (voir .env.example)."
    )

ALLOWED_HOSTS = listed("ALLOWED_HOSTS") or ([] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
# Behind so many proxies of ours, each adding to X-Forwarded-For: whose address limits against abuse count.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "0"))
PUBLIC_ADDRESS = os.environ.get("PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")  # in letters, messages, QR codes

# --- the application ---

INSTALLED_APPS = [
    "mediation.common",
    "mediation.accounts",
    "mediation.courier",
    "publics",
    "mediation.communications",
    "mediation.team",
    "workshops",
    "partners",
    "mediation.reports",
    "mediation.desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "import_export",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mediation.accounts.devices.erase_when_left",
    "mediation.accounts.middleware.scope",
    "mediation.common.middleware.page_for_wrong_method",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "mediation.urls"
WSGI_APPLICATION = "mediation.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["mediation.common.templatetags.french"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mediation.accounts.context.shell",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

# --- data ---

_url = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///mediation"))
_options = {key: values[-1] for key, values in parse_qs(_url.query).items()}
if os.environ.get("WEB"):
    # The web server only: a pool does not survive a fork, and hides for its whole timeout that the database is down.
    _pool = {"pool": {"min_size": 1, "max_size": 4, "timeout": 10}}
else:
    _pool = {}
DATABASES = {
    "default": {
        "ENGINE": "mediation.common.postgresql",
        "NAME": unquote(_url.path[1:]),
        "USER": unquote(_url.username or ""),
        "PASSWORD": unquote(_url.password or ""),
        "HOST": _options.pop("host", None) or _url.hostname or "",
        "PORT": str(_url.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _options | _pool,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_redis = os.environ.get("REDIS_URL", "redis://localhost:6379/0")  # unix:///path?db=0 for a socket
CACHES = {"default": {"BACKEND": "mediation.common.cache.ForgivingRedisCache", "LOCATION": _redis}}

# --- tasks: wake-ups without content, every fact is in PostgreSQL ---

CELERY_BROKER_URL = _redis.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "courier": {"task": "mediation.courier.tasks.drain", "schedule": timedelta(seconds=15)},
    "courier-sweep": {"task": "mediation.courier.tasks.sweep", "schedule": timedelta(seconds=30)},
    "courier-forget": {"task": "mediation.courier.tasks.forget", "schedule": timedelta(days=1)},
    "campaigns": {"task": "mediation.communications.tasks.run_campaigns", "schedule": timedelta(seconds=15)},
    "digests": {"task": "mediation.communications.tasks.send_digests", "schedule": timedelta(minutes=1)},
    "reminders": {"task": "workshops.tasks.remind", "schedule": timedelta(seconds=15)},
    "waiting-list": {"task": "workshops.tasks.offer_freed_seats", "schedule": timedelta(seconds=30)},
    "other-calendars": {"task": "workshops.tasks.read_other_calendars", "schedule": timedelta(minutes=5)},
    "comfort": {"task": "workshops.tasks.forget_comfort", "schedule": timedelta(days=1)},
    "loans": {"task": "workshops.tasks.remind_loans", "schedule": timedelta(hours=1)},
    "supplies": {"task": "workshops.tasks.forget_supplies", "schedule": timedelta(days=1)},
    "sittings": {"task": "workshops.tasks.count_sittings", "schedule": timedelta(hours=1)},
    "pairs": {"task": "publics.tasks.count_pairs", "schedule": timedelta(hours=1)},
    "merges": {"task": "publics.tasks.forget_merges", "schedule": timedelta(days=1)},
    "imports": {"task": "publics.tasks.forget_imports", "schedule": timedelta(days=1)},
    "purge": {"task": "mediation.accounts.tasks.purge", "schedule": timedelta(days=1)},
    "anonymise": {"task": "publics.tasks.anonymise", "schedule": timedelta(days=1)},
    "expired": {"task": "publics.tasks.empty_expired", "schedule": timedelta(days=1)},
    "supposed": {"task": "publics.tasks.forget_supposed", "schedule": timedelta(days=1)},
    "team-purge": {"task": "mediation.team.tasks.purge", "schedule": timedelta(days=1)},
}

# --- messages ---

EMAIL_PROVIDER = os.environ.get("EMAIL_PROVIDER") or providers.SMTP
SMS_PROVIDER = os.environ.get("SMS_PROVIDER") or providers.GATEWAY
EMAIL_TIMEOUT = 10
PROVIDER_KEYS = {
    "BREVO_API_KEY": os.environ.get("BREVO_API_KEY", ""),
    "MAILJET_API_KEY": os.environ.get("MAILJET_API_KEY", ""),
    "MAILJET_SECRET_KEY": os.environ.get("MAILJET_SECRET_KEY", ""),
    "SCALEWAY_SECRET_KEY": os.environ.get("SCALEWAY_SECRET_KEY", ""),
    "SCALEWAY_PROJECT_ID": os.environ.get("SCALEWAY_PROJECT_ID", ""),
    "OVH_APPLICATION_KEY": os.environ.get("OVH_APPLICATION_KEY", ""),
    "OVH_APPLICATION_SECRET": os.environ.get("OVH_APPLICATION_SECRET", ""),
    "OVH_CONSUMER_KEY": os.environ.get("OVH_CONSUMER_KEY", ""),
    "OVH_SMS_SERVICE": os.environ.get("OVH_SMS_SERVICE", ""),
}
ANYMAIL = {**PROVIDER_KEYS, "REQUESTS_TIMEOUT": (5, EMAIL_TIMEOUT)}
EMAIL_BACKEND = providers.email_backend(EMAIL_PROVIDER, PROVIDER_KEYS)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "bonjour@localhost")
# Empty: no SMS leaves, people are called instead.
SMS_URL = providers.sms_url(SMS_PROVIDER, PROVIDER_KEYS, given=os.environ.get("SMS_URL", ""))
# How fast they take messages, all workers together; nothing: as fast as they answer.
SEND_RATES = {
    "email": providers.rate("EMAIL_RATE", os.environ.get("EMAIL_RATE", "")),
    "sms": providers.rate("SMS_RATE", os.environ.get("SMS_RATE", "")),
}
CALLBACK_SECRET = providers.callback_secret(os.environ.get("CALLBACK_SECRET", ""))
# What really left the application, shown at /boite-locale/. Never in production.
LOCAL_MAILBOX = None if PRODUCTION else os.environ.get("LOCAL_MAILBOX")
SAMPLE_DATA = os.environ.get("SAMPLE_DATA")

# --- who may come in ---

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "mediation.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by the administration
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administration vouches for the addresses

# --- language, time: pages are shown in the zone of the space or of the session, never in the machine's ---

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- files ---

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_FILES = os.environ.get("PRIVATE_FILES", str(BASE_DIR / "var" / "files"))
_static = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_FILES}},
    "staticfiles": {"BACKEND": _static},
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- browsers ---

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the drawings inside Bootstrap's stylesheet
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "mediation.common.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": []}},  # Django's own would send by e-mail what a request held
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
