"""Settings. The environment is asked here and nowhere else; `.env.example` explains each variable."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

from articles.video import PLAYERS
from newsroom import __version__
from newsroom.backends import caches, database
from newsroom.environment import contact as contact
from newsroom.environment import env, env_list, env_number, env_ports
from newsroom.environment import env_bool as env_bool
from newsroom.logs import FORMATS, logging_as
from newsroom.secret import secret_from
from newsroom.sentry import report_to

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")
VAR_DIR = Path(env("VAR_DIR", str(BASE_DIR / "var")))
"""What this machine keeps: database, pictures, collected static files, secret."""


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
    "newsroom.desk.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "simple_history",
    "csp",
    "articles",
]

MIDDLEWARE = [
    "articles.views.health.AliveMiddleware",
    "articles.views.patience.PatienceMiddleware",
    "articles.views.metrics.MetricsMiddleware",
    "newsroom.logs.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.views.due.DueMiddleware",
    "articles.views.kept.KeptPagesMiddleware",
    "newsroom.isolation.IsolationMiddleware",
    "newsroom.policy.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "articles.admin.people.middleware.SecondStepMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
FORCE_SCRIPT_NAME = ""  # some servers take it from a header, and pages that others get would name it
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


# How many processes serve readers, on this machine; asked for by that name by some servers

WEB_CONCURRENCY = env_number("WEB_CONCURRENCY", "1")


# What it keeps, and where

VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": database(env("DATABASE_URL", f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"))}
CACHES = caches(env("CACHE_URL", "locmem://"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(env("MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = "/media/"
UPLOADS_ROOT = Path(env("UPLOADS_ROOT", str(VAR_DIR / "uploads")))
UPLOADS_MOST_MB = env_number("UPLOADS_MOST_MB", "50")
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
_served = [MEDIA_ROOT, STATIC_ROOT, *STATICFILES_DIRS]
if any(UPLOADS_ROOT.resolve().is_relative_to(folder.resolve()) for folder in _served):
    raise ImproperlyConfigured(f"UPLOADS_ROOT={str(UPLOADS_ROOT)!r}: write a folder that nothing is served from")
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
FETCH_AGENT = f"Newsroom/{__version__} (+{SITE_URL})"


# The JSON API: where it says that pictures are, and whether it names the origin's page for videos

API_PICTURES = env("API_PICTURES", "origin")
if API_PICTURES not in {"origin", "ours"}:
    raise ImproperlyConfigured(f"API_PICTURES={API_PICTURES!r}: write origin or ours")
API_VIDEO_WEB_URL = env_bool("API_VIDEO_WEB_URL")


# For programs: whether search engines are to leave out pages that only repeat an excerpt, and whom to tell of holes

NOINDEX_EXCERPTS = env_bool("NOINDEX_EXCERPTS", "1")
SECURITY_CONTACT = contact(env("SECURITY_CONTACT"))


# Language and time

LANGUAGE_CODE = "en"
USE_I18N = True
FORMAT_MODULE_PATH = "newsroom.formats"
USE_TZ = True


# Pages, and the pieces they are made of, are kept until what readers see changes; not while templates are worked on

KEEP_PAGES = env_bool("KEEP_PAGES", "0" if DEBUG else "1")
KEEP_PIECES = not DEBUG


# When scheduled articles appear: at the first request after their time; seconds between two looks for them

DUE_EVERY_SECONDS: float | None = 1


# Whether readers wait as long as it takes for a database that does not answer, rather than be told so

READERS_WAIT = False


# Safety

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # a name that browsers take from this host alone, over https: RFC 6265bis, 4.1.3.2
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # a link from elsewhere leads to the desk, a form does not
SESSION_COOKIE_AGE = 12 * 3600  # seconds from logging in: a long working day, however busy
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
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_REDIRECT_URL = "admin:index"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # one guesser does not lock the editor out elsewhere
if HTTPS:  # the proxy's own address would be everybody's; it names the reader's last
    AXES_CLIENT_IP_CALLABLE = "newsroom.clients.address"
AXES_USERNAME_CALLABLE = "newsroom.clients.username"
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # who failed, for admins to read; `prune_logins` keeps it short
AXES_SENSITIVE_PARAMETERS = ["code"]
AXES_VERBOSE = False
STAFF_NEEDS_TOTP = env_bool("STAFF_NEEDS_TOTP")
OTP_TOTP_ISSUER = SITE_NAME
SIMPLE_HISTORY_DATE_INDEX = False  # versions are asked for by their row


# For machines that watch: what they have to know to be told more than yes or no

HEALTH_TOKEN = env("HEALTH_TOKEN")


# What is written down: everything that goes wrong, on the standard error stream

LOG_FORMAT = env("LOG_FORMAT", "line")
if LOG_FORMAT not in FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r}: write line or json")
LOGGING = logging_as(LOG_FORMAT)
SENTRY_DSN = env("SENTRY_DSN")
if SENTRY_DSN:
    report_to(SENTRY_DSN)
