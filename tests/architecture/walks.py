"""All that each function can be asked: a walk through it, so that its calls can be compared with what its role grants.

Who gives a function a new act gives it a step here; who adds a function adds a walk, and a test of it to test_roles.py.
"""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.awsrequest import AWSResponse

from blog.article import ArticleKind, ArticleState, Author, Picture
from blog.comment import Comment, CommentKind, CommentState
from follow_changes.changes import read_batch
from follow_changes.invalidation import Invalidation
from follow_changes.schedules import ArticleTimes
from keep_time.keeping import keep
from lamppost.local_cloud.invalidations import make_distribution
from lamppost.local_cloud.template import ACCOUNT, REGION
from tests.support.blog import NOW, Answer, Blog, Context, a_comment, add
from tests.support.roles import at_work, hold, the_stack
from tests.support.search import SearchedBlog
from try_version.invoking import invoker
from try_version.trial import Trial, Versions

LONG = 51
# Long enough for being remembered as a text.
_WORDS = "Once upon a lamp there were several words that nobody else would think of writing here"


def fill(blog: Blog) -> None:
    """Articles of every state, a thread that continues, held comments, addresses that moved."""
    for number in range(11):
        blog.publish(f"post-{number}", tags=("Lamps",), categories=("Light",))
    blog.publish("about", kind=ArticleKind.PAGE)
    blog.publish("long")
    for number in range(LONG):
        add(blog.store, a_comment("long", number=number))
    blog.publish("closed", comments_open=False)
    blog.publish("draft", state=ArticleState.DRAFT)
    blog.publish("gone")
    blog.store.articles.delete("gone")
    blog.store.articles.remember_addresses({"/old": "long"})


def read_all(blog: Blog) -> set[int]:
    """Every kind of GET; the statuses that were seen."""
    held = a_comment("long", number=999, state=CommentState.PENDING)
    add(blog.store, held)
    last = a_comment("long", number=LONG - 1)
    blog.store.articles.preview_key("draft")
    older = blog.get("/").attribute("a[rel=next]", "href")
    more = blog.get("/long").attribute(".comments a[rel=next]", "href")
    seen = {
        blog.get(address).status
        for address in (
            *("/", older, "/pages", "/tags", "/archive", "/long", more, "/about"),
            *("/favicon.ico", "/assets/nothing.css", "/robots.txt"),
            *("/tag/lamps", "/category/light", "/author/keeper", "/2026", "/2026/11", "/tag/nowhere"),
            *("/rss.xml", "/comments/atom.xml", "/comments/long/feed.json", "/tag/lamps/rss.xml", "/feed/"),
            *("/sitemap.xml", "/sitemap-2026-11.xml", "/sitemap-pages.xml", "/sitemap-lists.xml"),
            *(f"/long?comment={last.path}", f"/long?replytocom={last.path}", f"/long?awaiting={held.path}"),
            *("/2019/05/long", "/old", "/?p=7", "/gone", "/draft", "/nowhere", "/no/where", "/draft?preview=forged"),
            *("/long?after=forged", "/?before=forged"),
        )
    }
    return seen | {read_own_held(blog).status}


def read_own_held(blog: Blog) -> Answer:
    """What others have seen before it was held is shown to its writer, whose claim is verified."""
    blog.store.settings.save({"hold_comments": "none", "held_words": "casino"})
    sent = blog.post("long", visitor="192.0.2.8")
    held = blog.act("edit", path_in(sent), "long", cookies=sent.sent_cookies, comment="A casino.")
    return blog.follow(held, cookies=held.sent_cookies)


def send_all(blog: Blog) -> set[int]:
    """Every fate of a comment; the statuses that were seen."""
    parent = a_comment("long", number=3).path
    answers = [blog.post("long", email="new@example.org"), blog.post("long", email="new@example.org")]
    for waiting in blog.pending():
        blog.approve(waiting)
    answers += [
        blog.post("long", comment="Known by now."),
        blog.post("long", comment="An answer.", comment_parent=parent),
        blog.post("long", comment="An answer.", comment_parent=a_comment("long", number=7_777).path),
        blog.post("long", comment="Late.", comment_parent=a_comment("long", number=LONG - 1).path, email="no"),
        blog.post("long", comment=_WORDS),
        blog.post("long", leave_this_empty="filled"),
        blog.post("long", act="preview"),
        blog.send("/comments/long", "{}", "application/json"),
        *(blog.post(slug) for slug in ("closed", "draft", "gone", "nowhere")),
        *change_all(blog),
        *report_all(blog),
    ]
    return {answer.status for answer in answers}


def change_all(blog: Blog) -> list[Answer]:
    """What its writer may do with a comment: before and after somebody has answered it, or the owner decided on it."""
    parent = a_comment("long", number=9).path
    first = blog.post("long", comment="An answer of two minds.", comment_parent=parent, visitor="192.0.2.11")
    pin(blog, first)
    other = blog.post("long", comment="Regretted at once.", visitor="192.0.2.12")
    decided = blog.post("long", comment="Decided on.", email="new@example.org", visitor="192.0.2.10")
    blog.approve(blog.store.desk.find(path_in(decided).rpartition("/")[2]))
    blog.post("long", comment="Answered.", comment_parent=path_in(first), visitor="192.0.2.9")
    acts = [(decided, "delete"), (other, "delete"), *((first, act) for act in ("preview", "edit", "delete", "edit"))]
    return [blog.act(act, path_in(each), "long", cookies=each.sent_cookies, comment="Better.") for each, act in acts]


def pin(blog: Blog, sent: Answer) -> None:
    comment = blog.store.desk.find(path_in(sent).rpartition("/")[2])
    blog.store.mover.change(comment, replace(comment, pinned=True))


def report_all(blog: Blog) -> list[Answer]:
    """Enough reports hold a comment, whatever is known of it; one that was answered leaves a gap."""
    answered = add(blog.store, everything())
    add(blog.store, a_comment("long", number=5_001, parent=answered.path))
    paths = [a_comment("long", number=3).path, answered.path]
    return [blog.act("report", path, "long", visitor=f"192.0.2.{number}") for path in paths for number in (1, 1, 2, 3)]


def everything() -> Comment:
    """An answered comment with all that may be known of a reader's when it is reported."""
    return a_comment(
        "long",
        number=5_000,
        url="https://example.org",
        kind=CommentKind.PINGBACK,
        is_html=True,
        answers=a_comment("long").path,
        edited_at=NOW,
        avatar="0" * 64,
        edits=1,
    )


def path_in(answer: Answer) -> str:
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return (query.get("comment") or query["awaiting"])[0]


def like_all(blog: Blog) -> set[int]:
    answers = [blog.like(), blog.like(), blog.like(undo=True), blog.like(undo=True), blog.like("nowhere")]
    return {answer.status for answer in answers}


def keep_all(blog: Blog) -> list[str]:
    """An article that begins among others, one that ends and begins again, a page under another: each list and each
    link changes. The states that it had."""
    for number in range(3):
        blog.publish(f"post-{number}", tags=("Lamps",), published_at=NOW - timedelta(days=number))
    blog.publish("about", kind=ArticleKind.PAGE)
    blog.publish("below", kind=ArticleKind.PAGE, parent="about")
    waits = {"state": ArticleState.SCHEDULED, "published_at": NOW - timedelta(hours=30)}
    ends = {"expires_at": NOW + timedelta(days=1)}
    blog.publish(
        "begins",
        sticky=True,
        tags=("Lamps", "Oil"),
        author=Author(slug="guest", name="A Guest"),
        **shown(),
        **waits,
        **ends,
    )
    blog.publish("page", kind=ArticleKind.PAGE, parent="about", order=2, **waits)
    blog.publish("apart", **waits | ends | {"state": ArticleState.UNLISTED})
    # More than one transaction holds.
    blog.publish("many", tags=[f"tag {number}" for number in range(60)], **waits)
    blog.publish("late", **waits, **ends)
    articles = blog.store.articles
    articles.preview_key("late")
    with at_work("KeepTime"):
        kept = [keep(articles, "begins", NOW + timedelta(days=day)) for day in (0, 2, 2)]
        kept += [keep(articles, slug, NOW) for slug in ("page", "many", "nobody")]
        kept += [keep(articles, slug, NOW + timedelta(days=2)) for slug in ("apart", "late")]
    return [each["state"] for each in kept]


def shown() -> dict[str, Any]:
    """All that an article may show beside its words."""
    return {
        "categories": ("Light",),
        "picture": Picture(url="https://example.org/lamp.jpg", alt="A lamp", caption="Lit"),
        "images": ("https://example.org/lamp.jpg",),
        "updated_at": NOW,
        "word_count": 7,
    }


def search_all(blog: Blog, search: SearchedBlog) -> list[int]:
    before = search.get("/search?q=lamp")
    blog.publish("lamp")
    search.follow()
    after = search.get("/search?q=lamp")
    search.wait()
    return [answer.status for answer in (before, after, search.get("/search?q=lamp"))]


def follow_all(blog: Blog, search: SearchedBlog) -> None:
    """A time that is set, one that is changed, one that is no more; an index that is new, and one that is replaced;
    pages that the edge forgets."""
    scheduler, cloudfront = boto3.client("scheduler"), boto3.client("cloudfront")
    scheduler.create_schedule_group(Name="ArticleTimes")
    make_distribution(cloudfront, "Distribution")
    for client in (scheduler, cloudfront):
        hold(client, "FollowChanges")
    target = {
        "Arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:KeepTime",
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/SchedulerRole",
    }
    times = ArticleTimes(scheduler, "ArticleTimes", target, lambda: NOW)
    edge = Invalidation(cloudfront, "Distribution", blog.store.table)

    def follow() -> None:
        batch, _ = read_batch(search.follow(), print)
        times.follow(batch)
        with at_work("FollowChanges"):
            edge.follow(batch)

    for number in (1, 2):
        blog.publish(state=ArticleState.SCHEDULED, published_at=NOW + timedelta(days=number))
        follow()
    blog.publish()
    follow()
    blog.publish(title="Another")
    add(blog.store, a_comment())
    follow()


def try_all(blog: Blog, search: SearchedBlog) -> None:
    """New versions that are well, and CodeDeploy is told so of the deployment of each."""
    blog.publish()
    search.follow()
    caller, deployer = boto3.client("lambda"), boto3.client("codedeploy")
    for client in (caller, deployer):
        hold(client, "TryVersion")
    environment = the_stack().functions["TryVersion"].environment
    parts = ("pages", "comments", "likes", "search")
    versions = Versions(**{part: environment[f"{part.upper()}_VERSION"] for part in parts})
    apps = dict(zip((versions.pages, versions.comments, versions.likes), blog.apps.values(), strict=True))

    def invoked(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        app = apps.get(unquote(params["url_path"]).split("/")[3], search.app)
        said = app.resolve(json.loads(params["body"]), Context())
        return _DONE, {"Payload": BytesIO(json.dumps(said).encode())}

    caller.meta.events.register("before-call.lambda.Invoke", invoked)
    deployer.meta.events.register("before-call.codedeploy", lambda **_: (_DONE, {}))
    Trial(invoker(caller), versions).run()
    for name in (*blog.apps, "SearchArticles"):
        deployer.put_lifecycle_event_hook_execution_status(
            deploymentId=f"ServerlessDeploymentApplication/{name}DeploymentGroup", status="Succeeded"
        )


# Answered without being sent.
_DONE = AWSResponse("", 200, {}, None)
