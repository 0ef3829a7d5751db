#!/usr/bin/env python
"""Newsroom's command line: `manage.py help` lists the commands."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Hand the arguments to Django, with our settings unless others are named. A setting that is wrong is one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")


if __name__ == "__main__":
    main()
