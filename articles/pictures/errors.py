"""Pure: how pictures are refused."""


class RasterError(ValueError):
    """Bytes that are no picture we show. The text says why: the same words for the same reason, then what was found."""
