class UploadRefused(Exception):  # noqa: N818  (nothing is wrong with the code)
    """An upload that we do not take. The text says why in one line, and what was expected."""
