"""Full-text search in one SQLite file: what is indexed (`writer`), what is asked (`queries`, `index`), and where the
file lies (`bucket`, `held`). Blind to the table, to pages and to HTTP."""
