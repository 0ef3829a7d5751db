#!/usr/bin/env python
"""Newsroom's command line: `manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Hand the arguments to Django, with our settings unless others are named. A setting that is wrong is one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {error}")  # noqa: PTH119  (pathlib is one more module to load)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # also while modules load
        sys.exit(130)  # as shells expect: 128 and the signal's number
