"""Seed files → rows: the only writer of imported content."""

from articles.ingest.options import Options
from articles.ingest.report import FileReport, Outcome, Report
from articles.ingest.run import import_seeds
from articles.ingest.turns import ImportStopped

__all__ = ["FileReport", "ImportStopped", "Options", "Outcome", "Report", "import_seeds"]
