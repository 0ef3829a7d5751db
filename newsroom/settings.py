"""Settings. The environment is read here and nowhere else; `.env.example` explains each variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from articles.video import PLAYERS
from newsroom.secret import secret_from

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # what this machine keeps: database, pictures, collected static files, secret

load_dotenv(BASE_DIR / ".env")


def env(name: str, default: str = "") -> str:
    """The variable's text; the default when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str) -> bool:
    """True for 1, true, yes or on; False for unset, 0, false, no or off. Anything else is refused."""
    value = env(name, "0").lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")
    return value in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    """The variable's words, which have commas between them."""
    return [word.strip() for word in env(name).split(",") if word.strip()]


def env_ports(name: str) -> list[int]:
    """The variable's numbers; what is no port is refused."""
    ports = env_list(name)
    if not all(port.isdecimal() and 0 < int(port) < 65_536 for port in ports):
        raise ImproperlyConfigured(f"{name}={env(name)!r}: write ports such as 8080,8443")
    return [int(port) for port in ports]


# The site

DEBUG = env_bool("DEBUG")
SITE_NAME = env("SITE_NAME", "Newsroom")
SITE_URL = env("SITE_URL", "http://localhost:8000").rstrip("/")
TIME_ZONE = env("TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (KeyError, ValueError, OSError) as error:
    raise ImproperlyConfigured(f"TIME_ZONE={TIME_ZONE!r}: write a zone such as Europe/Vienna") from error
SECRET_KEY = env("SECRET_KEY") or secret_from(VAR_DIR / "secret-key")

_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured(f"SITE_URL={SITE_URL!r}: write the site's address, such as https://news.example.org")
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS") or sorted({_site.hostname, "localhost", "127.0.0.1", "[::1]"})

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "articles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

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
                "articles.views.site.site",
            ],
        },
    },
]


# What it keeps, and where

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half-way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
}


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; SQLite gets the pragmas it needs to serve and import at once."""
    if urlsplit(url).scheme not in {"sqlite", "postgres", "postgresql", "pgsql"}:
        raise ImproperlyConfigured(f"DATABASE_URL={url!r}: write postgres://user:password@host/name or sqlite:///path")
    described: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    if described["ENGINE"] == "django.db.backends.sqlite3":
        described["OPTIONS"] = {**described.get("OPTIONS", {}), **SQLITE_OPTIONS}
    return described


def cache(url: str) -> dict[str, Any]:
    """Django's description of the cache at `url`: `locmem://` or `redis://host:port/number`."""
    if url.startswith(("redis://", "rediss://", "unix://")):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    if url.startswith("locmem://"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    raise ImproperlyConfigured(f"CACHE_URL={url!r}: write locmem:// or redis://host:6379/0")


VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": database(env("DATABASE_URL", f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"))}
CACHES = {"default": cache(env("CACHE_URL", "locmem://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(env("MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
AWS_STORAGE_BUCKET_NAME = env("AWS_STORAGE_BUCKET_NAME")
AWS_S3_ENDPOINT_URL = env("AWS_S3_ENDPOINT_URL") or None
AWS_S3_REGION_NAME = env("AWS_S3_REGION_NAME") or None
AWS_S3_CUSTOM_DOMAIN = env("AWS_S3_CUSTOM_DOMAIN") or None
AWS_S3_OBJECT_PARAMETERS = {"CacheControl": "public, max-age=31536000, immutable"}  # names say what files hold
AWS_QUERYSTRING_AUTH = False  # pictures are public; a signed address would change in every page
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage" if AWS_STORAGE_BUCKET_NAME else "newsroom.storage.WholeFileStorage",
    },
    "staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"},
}


# Pictures of other people's servers: which of ours may be asked for one, and at which ports besides 80 and 443

FETCH_ALLOWED = env_list("FETCH_ALLOWED")
FETCH_PORTS = env_ports("FETCH_PORTS")
FETCH_AGENT = f"Newsroom/0.1 (+{SITE_URL})"


# Language and time

LANGUAGE_CODE = "en"
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"
USE_TZ = True


# Safety

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
# W005 and W021 ask for promises about other hosts of the domain, which this site cannot make for them.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]


def media_hosts() -> list[str]:
    """Where readers fetch pictures from besides this site: nowhere, or where the bucket is reached."""
    if not AWS_STORAGE_BUCKET_NAME:
        return []
    if AWS_S3_CUSTOM_DOMAIN:
        return [f"https://{AWS_S3_CUSTOM_DOMAIN}"]
    if AWS_S3_ENDPOINT_URL:
        endpoint = urlsplit(AWS_S3_ENDPOINT_URL)
        return [f"{endpoint.scheme}://{endpoint.netloc}"]
    regions = ["s3", f"s3.{AWS_S3_REGION_NAME}"] if AWS_S3_REGION_NAME else ["s3"]
    return [f"https://{AWS_STORAGE_BUCKET_NAME}.{region}.amazonaws.com" for region in regions]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *media_hosts()],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [*PLAYERS],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one guesser does not lock the editor out elsewhere
if HTTPS:  # the proxy's own address would be everybody's; it names the reader's last
    AXES_CLIENT_IP_CALLABLE = "newsroom.clients.address"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False


# What is written down: everything that goes wrong, on the standard error stream

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # pages that are not there are no trouble of ours
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # nor are those who call us by other names
    },
}
