"""For programs under libfaketime, which refuses sleep until a time of the monotonic clock that it does not fake."""

import select
import time


def sleep(seconds: float, /) -> None:
    select.select([], [], [], seconds)


time.sleep = sleep  # type: ignore[assignment]
