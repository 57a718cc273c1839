"""The blog itself, with nothing of AWS, HTTP or HTML in it: standard library only.

Articles (`article`), comments and their ids (`comment`, `ids`), what a reader may send
(`comment_form`), who is heard at once (`moderation`), and the ways it can go wrong (`errors`).
"""
