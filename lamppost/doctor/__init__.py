"""`lamppost doctor`: whether a blog is well, from its table to its readers, check by check.

`findings` says what a check may find, `checks` what a check is, `blog` is what they look at, and `all_checks` has them
in their order; the other modules hold them by what they are about. A check is a small function. What it needs is looked
at first, and where that is not there the check is named with the reason, never left out. Nothing is written, unless the
owner asks for it (`writing`).
"""
