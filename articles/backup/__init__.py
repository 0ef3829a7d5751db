"""Everything that a site keeps, in one file, and back again: also into another kind of database."""
