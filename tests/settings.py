"""The settings of the tests: those of Helder, in a home of their own."""

import os
import sys
import tempfile

if sys.dont_write_bytecode and sys.pycache_prefix is None:
    # The sources stay as they are; yet neither each process that the tests start, nor the tests of
    # tomorrow, need compile all again. Python itself sees which source has changed since.
    sys.pycache_prefix = os.path.join(sys.prefix, "bytecode-of-tests")
    sys.dont_write_bytecode = False
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

os.environ.setdefault("HELDER_HOME", tempfile.mkdtemp(prefix="helder-test-"))
os.environ.setdefault("HELDER_SECRET_KEY", "a secret of the tests, long enough for everybody")
os.environ.setdefault("HELDER_EMAIL_URL", "smtp://127.0.0.1:9")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from helder.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
