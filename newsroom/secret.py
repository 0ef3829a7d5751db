"""The secret key of a machine that was given none: made once, kept in a file only its owner can read."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_from(path: Path) -> str:
    """The secret kept in `path`, made at the first call. Two processes that start together get the same one.

    Raises ImproperlyConfigured where the file is not for this user.
    """
    try:
        if not path.exists():
            _make(path)
        return path.read_text().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        help_ = "run this as the user it belongs to, or set SECRET_KEY"
        raise ImproperlyConfigured(f"{path} cannot be used ({reason}): {help_}") from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, path)  # atomic, and refused when another process was first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
