"""DynamoDB, and nothing else knows that it is there.

`keys` draws the table, `items` translates, `blog_table` answers what readers ask, `comment_writer`
and `article_writer` change things, `calls` makes the requests and turns refusals into our own words.
"""
