"""Pictures: checked and sized (raster), fetched and kept (cache)."""
