"""The secret key of a machine that was given none: made once, kept in a file only its owner can read."""

import os
import secrets
from pathlib import Path


def secret_from(path: Path) -> str:
    """The secret kept in `path`, made at the first call. Two processes that start together get the same one."""
    if not path.exists():
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
    return path.read_text().strip()
