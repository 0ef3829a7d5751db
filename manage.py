#!/usr/bin/env python
"""Newsroom's command line: `manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Hand the arguments to Django, with our settings unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
