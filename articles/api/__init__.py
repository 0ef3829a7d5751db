"""The publisher's JSON API: the shapes of its answers, the rows that they are made of, and the one into the other."""
