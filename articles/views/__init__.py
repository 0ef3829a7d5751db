"""Doors for browsers. A view says what is on its page; its address and its template bear its name."""
