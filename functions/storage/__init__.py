"""DynamoDB, and nothing else knows that it is there.

`keys` draws the table; `values`, `items` and `list_items` translate; `blog_table` answers what readers ask, lists among
it (`list_reader`). `comment_writer` and `like_counter` write what readers send, `article_writer`, `comment_desk` and
`settings_item` what the owner does; `plans` says which transactions that takes. What was done to comments is in
`history` and can be taken back by `undoing`, what it taught is counted by `learner`, and `people` finds all that there
is about a person. `changes` reads the table's stream.
`calls` and `transactions` make the requests and turn refusals into our own words, `plain_answers` reads what comes.
"""
