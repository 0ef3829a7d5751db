"""Pure: the text of a source in, a typed record out. No Django, no clock, no files."""
