"""Django settings: one file, driven by the environment (see environment.py)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from helder.config import directory_environment, environment

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENV.debug
DEMO = ENV.demo
SECRET_KEY = ENV.secret_key
BASE_URL = ENV.base_url
HOME = ENV.home
ALLOWED_HOSTS = ["*"] if DEMO else ENV.hosts

INSTALLED_APPS = [
    "helder.kit",
    "helder.journal",
    "helder.organisation",
    "helder.people",
    "helder.promises",
    "helder.services",
    "helder.delivery",
    "helder.messages",
    "helder.outages",
    "helder.desk",
    "helder.portal",
    "helder.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "helder.kit.middleware.PlainAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helder.people.middleware.ReaderLanguageMiddleware",
    "helder.organisation.middleware.HouseTimeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "helder.config.urls"
WSGI_APPLICATION = "helder.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "helder.organisation.context.house",
                "helder.people.context.permissions",
                "helder.kit.context.shell",
            ],
            "builtins": ["helder.kit.templatetags.helder", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": ENV.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# people and signing in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "helder.people.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,3/m/key",
    "reset_password": "20/m/ip,5/m/key",
}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# over HTTPS a reverse proxy stands before Helder, and names whom it speaks for
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if ENV.secure else 0
ACCOUNT_FORMS = {
    "login": "helder.people.signin_forms.Login",
    "request_login_code": "helder.people.signin_forms.RequestCode",
    "confirm_login_code": "helder.people.signin_forms.ConfirmCode",
    "change_password": "helder.people.signin_forms.ChangePassword",
    "set_password": "helder.people.signin_forms.SetPassword",
    "reset_password": "helder.people.signin_forms.ResetPassword",
    "reset_password_from_key": "helder.people.signin_forms.ResetPasswordKey",
    "reauthenticate": "helder.people.signin_forms.Reauthenticate",
}
MFA_ADAPTER = "helder.people.signin.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.secure
MFA_FORMS = {
    "authenticate": "helder.people.signin_forms.SecondStep",
    "reauthenticate": "helder.people.signin_forms.SecondStepAgain",
    "activate_totp": "helder.people.signin_forms.ActivateApp",
    "add_webauthn": "helder.people.signin_forms.AddPasskey",
    "edit_webauthn": "helder.people.signin_forms.RenamePasskey",
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_SECURE = ENV.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "helder.portal.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ENV.base_url]

# safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENV.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# mail: read by the mail channel
EMAIL_HOST = ENV.email["EMAIL_HOST"]
EMAIL_PORT = ENV.email["EMAIL_PORT"]
EMAIL_HOST_USER = ENV.email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = ENV.email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = ENV.email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = ENV.email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 30
EMAIL_FALLBACK = ENV.email_fallback
MAIL_CONNECTIONS = ENV.mail_connections
CHANNEL_PER_MINUTE = {"mail": ENV.mail_per_minute}
DEFAULT_FROM_EMAIL = ENV.sender
REPLY_ADDRESS = ENV.reply_address
OUTAGE_ADDRESS = ENV.outage_address
MAIL_AUTHSERV = ENV.mail_authserv
INBOX_URL = ENV.inbox_url
PRIVATE_HOSTS = ENV.private_hosts

# copies of the status page elsewhere: read by outages/copy
SNAPSHOT_TARGETS = ENV.snapshot_targets

# people from LDAP or Active Directory: read by people/directory
LDAP = directory_environment.read()

# language and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("nl-informal", _("Dutch (informal)")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENV.time_zone
LANGUAGE_COOKIE_NAME = "helder_language"
LANGUAGE_COOKIE_SECURE = ENV.secure
LANGUAGE_COOKIE_SAMESITE = "Lax"

# files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helder.kit.staticfiles.VersionedStaticFiles"},
}
WHITENOISE_MAX_AGE = 60

FORM_RENDERER = "helder.kit.forms.HelderFormRenderer"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        name: {"level": "WARNING"}
        # urllib3 and apprise would tell addresses that are secrets
        for name in ("django.server", "weasyprint", "fontTools", "urllib3", "apprise", "requests")
    },
}
