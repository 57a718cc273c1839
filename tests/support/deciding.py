"""An owner who decides about comments, a minute apart."""

from datetime import timedelta

from blog.acts import Batch
from blog.comment import Comment, CommentState
from blog.ids import make_id
from moderation.bayes import lessons
from storage.comment_desk import decided
from storage.history import History
from tests.support.blog import NOW, a_comment, an_article
from tests.support.stores import Store


def a_batch(number: int = 0) -> Batch:
    """The batch of a minute."""
    at = NOW + timedelta(minutes=number)
    return Batch(make_id(at, number), "keeper", at)


def having(store: Store, *comments: Comment, slug: str = "hello") -> tuple[Comment, ...]:
    """The comments as they are stored, on an article."""
    store.articles.save(an_article(slug))
    store.desk.bring_in(slug, comments)
    return tuple(store.desk.find(comment.id) for comment in comments)


def decide(store: Store, comment: Comment, state: CommentState, batch: Batch, **more) -> Comment:
    """As the command does."""
    return store.desk.decide(comment, state, batch, lessons=lessons(comment, decided(comment, state)), **more)


def history(store: Store) -> History:
    return History(store.client, store.name)


def waiting(count: int) -> list[Comment]:
    return [a_comment(number=number, state=CommentState.PENDING) for number in range(count)]
