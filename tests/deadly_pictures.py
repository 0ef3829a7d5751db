"""What a rendering process may meet. It knows no Django, so that such a process can import it."""

import os
import signal

from articles.pictures import raster, rendering

DEADLY, ENDLESS = b"deadly", b"endless"


def rendered_or_killed(data, widths, least_px):
    """Renders, and dies of bytes that end in `DEADLY`."""
    if data.endswith(DEADLY):
        os._exit(1)
    return rendering.rendered_in_time(data, widths, least_px)


def rendered_in_a_moment(data, widths, least_px):
    """Renders as processes do, with less time, and never ends with bytes that end in `ENDLESS`."""
    rendering.LONGEST_SECONDS = 0.2
    raster.render = without_end
    return rendering.rendered_in_time(data, widths, least_px)


def without_end(*_, **__):
    """Works as a loop of a decoder does that has no end."""
    while True:
        pass


def hears_of_interrupts(*_):
    """Whether Ctrl-C reached this process when it was started."""
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
