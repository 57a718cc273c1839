"""Who is heard at once, who waits for the owner, and why: rules with reasons. Blind to table, pages and HTTP."""
