"""Every setting in one place. What a bureau may change is read from the environment or the region folder."""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

import pyogrio
import shapely

from gis_platform.env import env_bool, env_database, env_int, env_list, env_secret, env_text, load_env_file

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_text("VAR_DIR", str(BASE_DIR / "var")))
load_env_file(VAR_DIR / "env")

# The county this installation serves: its folder says name, time zone and metric CRS.
REGION_DIR = Path(env_text("REGION_DIR", str(VAR_DIR / "region")))
_region_file = REGION_DIR / "region.toml"
REGION = tomllib.loads(_region_file.read_text(encoding="utf-8")) if _region_file.is_file() else {}
COUNTY_NAME = REGION.get("name", "蓝山县")
# 执法主体 of the papers, and the word in its serials（蓝）.
AUTHORITY_NAME = REGION.get("authority", f"{COUNTY_NAME}应急管理局")
AUTHORITY_ABBR = REGION.get("authority_abbr", "蓝")
METRIC_CRS = int(REGION.get("metric_crs", 4546))

SECRET_KEY = env_secret("SECRET_KEY")
ENVELOPE_KEY = env_secret("ENVELOPE_KEY")  # 32 bytes in hex: wraps plan envelopes and season secrets
DEBUG = env_bool("DEBUG", False)
DEMO = env_bool("DEMO", False)  # synthetic county on loopback: demo log-ins and the shifted clock
DEMO_CLOCK_FILE = Path(env_text("DEMO_CLOCK_FILE", str(VAR_DIR / "demo_clock")))
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
HTTPS = env_bool("HTTPS", False)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "axes",
    "gis_platform.common",
    "gis_platform.audit",
    "gis_platform.accounts",
    "gis_platform.ops",
    "gis_platform.web",
    "layers",
    "inspections",
    "mobile_api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gis_platform.common.csp.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gis_platform.common.private.PrivateAnswers",
    "gis_platform.common.private.PlainText",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gis_platform.urls"
WSGI_APPLICATION = "gis_platform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gis_platform.web.navigation.context",
            ]
        },
    }
]

# web, worker and beat run as the plain role; `manage.py migrate` takes DATABASE_OWNER_URL.
_role = "DATABASE_OWNER_URL" if env_bool("DATABASE_AS_OWNER", False) else "DATABASE_URL"
DATABASES = {"default": env_database(_role)}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"options": "-c jit=off"},  # compiling a tile query costs more than running it
}
REDIS_URL = env_text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
VALHALLA_URL = env_text("VALHALLA_URL", "")  # empty: straight lines, flagged as estimates

# GDAL and GEOS of the wheels: newer than Debian's, and no system GDAL is needed.
_site_packages = Path(shapely.__file__).parents[1]
GDAL_LIBRARY_PATH = str(next(_site_packages.glob("pyogrio.libs/libgdal*")))
GEOS_LIBRARY_PATH = str(next(_site_packages.glob("shapely.libs/libgeos_c*")))
assert pyogrio.__version__  # the wheel that brings GDAL

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "gis_platform.accounts.backends.LoopbackDemoBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "gis_platform.accounts.passwords.ThreeKindsOfCharacters"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]  # per account and per address (§9)
AXES_CLIENT_IP_CALLABLE = "gis_platform.accounts.backends.client_address"
AXES_LOCKOUT_CALLABLE = "gis_platform.accounts.pages.locked_out"
AXES_RESET_ON_SUCCESS = False  # `accounts.pages` forgets the own mistakes alone
ACCESS_TOKEN_LIFE = timedelta(minutes=15)
REFRESH_TOKEN_LIFE = timedelta(days=14)
SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # written on every request: Redis, not a table
SESSION_COOKIE_AGE = 15 * 60  # signs out when idle (§9)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)  # one proxy in front that writes the X-Forwarded headers itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "gis_platform.accounts.tokens.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["gis_platform.common.parsing.BoundedJSON"],
    "DEFAULT_PAGINATION_CLASS": "gis_platform.common.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "gis_platform.common.errors.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Zhicha",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # states stand where they are used: many fields are called `state`
}

# Upward seams: named here, called by lower floors with plain values (docs/architecture.md).
RISK_INPUTS = ["inspections.hazards.queries.risk_inputs"]
REGION_LOADERS = [
    "layers.exchange.region.load_ground",
    "inspections.organisation.services.load_people",
    "inspections.campaigns.services.load_campaigns",
    "inspections.checklists.services.load_checklists",
]
DEMO_LOADERS = [
    "inspections.organisation.demo.load_demo_people",
    "layers.risk.past.load_past",
    "inspections.hazards.past.load_past",
    "inspections.supervision.past.load_past",
    "inspections.ledgers.past.load_past",
]
REASON_WORDS = [
    "gis_platform.common.wording.WORDS",
    "layers.wording.WORDS",
    "inspections.wording.WORDS",
    "mobile_api.wording.WORDS",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = REGION.get("timezone", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gis_platform.common.storage.ModuleStorage"},
}
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}
MEDIA_ROOT = VAR_DIR / "media"  # served by views that ask visible_to, never by URL
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "WARNING")},
}
CELERY_QUEUE_PREFIX = env_text("CELERY_QUEUE_PREFIX", "zhicha")
WORKER_TIME_LIMIT_S = env_int("WORKER_TIME_LIMIT_S", 600)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
