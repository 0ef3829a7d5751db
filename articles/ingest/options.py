from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How an import is done."""

    publish: bool = False
    """Publish also what its seed says is not published."""
    dry_run: bool = False
    """Find out what would happen, and leave everything as it was."""
    strict: bool = False
    """Import nothing unless every file is good."""
    prune: bool = False
    """Withdraw articles whose files are gone from the folders given."""
    overwrite_edits: bool = False
    """Take the seed's word even for fields that an editor changed."""
    base_url: str = ""
    """The site that picture paths such as `/assets/…` belong to."""
    brief: bool = False
    """Keep in the report only the files that there is something to say about; all are counted."""
    processes: int | None = None
    """How many processes parse beside this one; None: one for each core."""
