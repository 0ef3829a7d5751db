"""Full-text search: what a reader asks for, where each database keeps its words, and what is found.

query      PURE  the language: text → Query, and what of it was not understood
folding    PURE  what two spellings of a word have in common
stemming   PURE  what the forms of an English word have in common
marks      PURE  which parts of a text were asked for
tokens     PURE  the words that an article's outlet, type and topics stand for in the index
installing       the index of either database, made and mended after each migration
sqlite, postgres  the same four questions, asked of either
finding          search(): from a Query to ids of articles
"""
