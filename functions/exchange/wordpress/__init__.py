"""WordPress exports (WXR 1.0 to 1.2, as Tools → Export writes them) → articles, comments and old addresses.

Two passes over the file, so that memory holds one item at a time: `survey` learns what items refer to,
`read_articles` then yields them.
"""

from exchange.wordpress.articles import ImportedArticle, Skipped, read_articles
from exchange.wordpress.attachments import Attachment
from exchange.wordpress.survey import Survey, survey

__all__ = ["Attachment", "ImportedArticle", "Skipped", "Survey", "read_articles", "survey"]
