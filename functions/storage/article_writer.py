"""What the owner does with articles: save, time, rename, delete, link them to each other, remember old addresses."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from itertools import chain
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from blog.article import Article, ArticleState, ArticleSummary, state_at
from blog.errors import ArticleNotFound, SlugRenamed, SlugTaken, TooBusy
from blog.lists import ListRef, lists_of
from storage import actions, items, keys, linking, list_items, plans
from storage.calls import call, call_batch_get, call_batch_write, sort_keys
from storage.plans import Plan
from storage.renaming import Renaming
from storage.standing import Standing, read_standing
from storage.transactions import Refusal, write
from storage.values import Item

_TRIES = 5
# The index follows the table within milliseconds, as a rule; nobody is made to wait longer than this for it.
_INDEX_TRIES = 50
_INDEX_PAUSE = 0.2
_AWAITED = 20


class Saved(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class ArticleWriter:
    """Writes articles to the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name
        # The last changes made here, as the index will show them: what stands at a place of a list, by its digest.
        self._awaited: dict[tuple[str, str], str] = {}

    def check(self, article: Article, *, replace_origin: bool = False) -> None:
        """Raises what `save` would refuse, `SlugTaken`, `SlugRenamed` or `ArticleTooLarge`, and writes nothing."""
        items.body_item(article)
        _check_slug(article, read_standing(self._client, self._name, article.slug), replace_origin)

    def save(self, article: Article, *, now: datetime | None = None, replace_origin: bool = False) -> Saved:
        """The article with its place in every list; one that did not change costs no write.

        With `now` it gets the state that it has then (`blog.article.state_at`): its time may not have come, or have
        passed. All of it is one transaction as long as it fits into one. What is killed in between, the next save of
        the same article finishes.

        Raises `SlugTaken` when the slug belongs to an article of another origin (unless that may be replaced),
        `SlugRenamed` when it was given up for another, `ArticleTooLarge`, and `TooBusy` when it keeps changing
        meanwhile.
        """
        for _ in range(_TRIES):
            standing = self._standing(_at(article, now))
            _check_slug(article, standing, replace_origin)
            try:
                return self._save(article, now, standing)
            except Refusal:
                continue
        raise TooBusy

    def was_deleted(self, slug: str) -> bool:
        """Whether an article was here under this slug, and its owner took it away."""
        standing = read_standing(self._client, self._name, slug)
        return standing.head is None and "gone" in (standing.address or {})

    def keep_time(self, slug: str, now: datetime) -> ArticleState | None:
        """Publishes what is scheduled and due, expires what is published and has passed; the new state, if any.

        Does nothing more when it is done again. Raises `TooBusy`.
        """
        for _ in range(_TRIES):
            if (found := self._whole(slug)) is None:
                return None
            head, article = found
            meant = replace(article, state=ArticleState.UNLISTED) if "unlisted" in head else article
            due = state_at(meant, now)
            is_due = _is_due(article.state, due)
            if not (is_due or article.state.is_public):
                return None
            standing = self._standing(replace(article, state=due if is_due else article.state))
            # What was read in between belongs to another version.
            if standing.head is None or standing.head["digest"] != head["digest"]:
                continue
            try:
                # When nothing is due, a try before this one may have been stopped between head and rows.
                self._save(meant if is_due else article, now if is_due else None, standing)
            except Refusal:
                continue
            return due if is_due else None
        raise TooBusy

    def articles(self, state: ArticleState) -> Iterator[ArticleSummary]:
        """All articles in a state, posts before pages and newest first, read as they are consumed."""
        lists = (keys.APART[state],) if state in keys.APART else (keys.POSTS, keys.PAGES)
        found = chain.from_iterable(
            linking.listed(self._client, self._name, list_, ScanIndexForward=False) for list_ in lists
        )
        return (items.read_summary(item) for item in found)

    def preview_key(self, slug: str) -> tuple[ArticleSummary, str]:
        """An article that readers do not see, and what its previews are signed with, made when it is first asked for.

        Raises `ArticleNotFound`.
        """
        try:
            answer = call(
                self._client.update_item,
                TableName=self._name,
                Key=items.key(keys.article(slug), keys.HIDDEN_HEAD),
                UpdateExpression="SET preview_key = if_not_exists(preview_key, :new)",
                **actions.THERE,
                ExpressionAttributeValues={":new": {"S": token_urlsafe(32)}},
                ReturnValues="ALL_NEW",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise ArticleNotFound(slug) from error
        head = answer["Attributes"]
        return items.read_summary(head), head["preview_key"]["S"]

    def link_articles(self) -> int:
        """Tells every article what stands around it, where that differs; returns how many it told.

        Posts get their neighbours in time and what is related to them, pages those above them. It can be stopped
        and run again at any point.
        """
        self._await_index()
        told = 0
        for _ in range(_TRIES):
            posts = linking.link_posts(self._client, self._name)
            told += posts.written
            if not posts.refused:
                break
            # Somebody else is at it: what they wrote will have reached the index.
            time.sleep(_INDEX_PAUSE)
        return told + linking.link_pages(self._client, self._name).written

    def rename(self, old: str, new: str) -> None:
        """Gives an article another slug; its comments and likes go with it, and every old address leads to it.

        Stopped at any point, the same again finishes it. Raises `BadSlug`, `ArticleNotFound`, `SlugTaken` and
        `SlugRenamed` for the new one, and `TooBusy`.
        """
        head = Renaming(self._client, self._name, old, new).run()
        left = {"S": head["position"]["S"].removesuffix(new) + old}
        self._expect(head | {"position": left}, head)

    def delete(self, slug: str) -> None:
        """Removes an article and its comments; its address answers 410 from then on. Raises `ArticleNotFound`.

        The switch is one transaction, the sweep can be run again.
        """
        if not any(sort_keys(self._client, self._name, keys.article(slug))):
            raise ArticleNotFound(slug)
        self._switch_off(slug)
        left = [sk for sk in sort_keys(self._client, self._name, keys.article(slug)) if sk not in keys.FRONT]
        requests = ({"DeleteRequest": {"Key": items.key(keys.article(slug), sk)}} for sk in left)
        call_batch_write(self._client, self._name, requests)

    def remember_addresses(self, slugs: dict[str, str]) -> None:
        """From now on each of these addresses (path and query) leads to the article with its slug.

        But for those beyond a kilobyte, which nobody can follow.
        """
        short = {address: slug for address, slug in slugs.items() if keys.is_rememberable(address)}
        # By key, because one batch must not name an item twice.
        addresses = {keys.address(address): items.address_item(address, slug) for address, slug in short.items()}
        self._put_all(addresses.values())

    def remember_lists(self, refs: dict[str, ListRef]) -> None:
        """From now on each of these paths leads to a list, where it is none itself."""
        addresses = {keys.address(path): items.list_address_item(path, ref) for path, ref in refs.items()}
        self._put_all(addresses.values())

    def _put_all(self, made: Iterable[Item]) -> None:
        call_batch_write(self._client, self._name, ({"PutRequest": {"Item": item}} for item in made))

    def describe_list(self, ref: ListRef, description: str) -> None:
        """Puts a text beneath the title of a list."""
        said = {
            "list": {"S": keys.list_name(ref)},
            "position": {"S": keys.INFO},
            "description": {"S": description},
        }
        asked = actions.update(self._name, list_items.info_key(ref), set_=said)["Update"]
        call(self._client.update_item, **asked)

    def _save(self, article: Article, now: datetime | None, standing: Standing) -> Saved:
        timed = _at(article, now)
        later = article.state is ArticleState.UNLISTED and not timed.state.is_public
        plan = plans.saving(self._name, timed, standing, uuid4().urn, unlisted=later)
        self._carry_out(plan)
        if plan.front:
            self._expect(standing.head, plan.head)
        if standing.head is None:
            return Saved.CREATED
        return Saved.CHANGED if plan.front or plan.rows else Saved.UNCHANGED

    def _carry_out(self, plan: Plan) -> None:
        for transaction in plan.transactions(self._name):
            write(self._client, transaction)

    def _switch_off(self, slug: str) -> None:
        for _ in range(_TRIES):
            standing = read_standing(self._client, self._name, slug)
            try:
                self._carry_out(plans.deletion(self._name, slug, standing))
            except Refusal:
                continue
            self._expect(standing.head, None)
            return
        raise TooBusy

    def _standing(self, article: Article) -> Standing:
        return read_standing(self._client, self._name, article.slug, lists_of(article))

    def _whole(self, slug: str) -> tuple[Item, Article] | None:
        """An article and its head, wherever it is; None when it is nowhere."""
        pk = keys.article(slug)
        found = call_batch_get(self._client, self._name, [(pk, sk) for sk in keys.FRONT])
        for head_sk, body_sk in ((keys.PUBLIC_HEAD, keys.PUBLIC_BODY), (keys.HIDDEN_HEAD, keys.HIDDEN_BODY)):
            head, body = found.get((pk, head_sk)), found.get((pk, body_sk))
            if head and body:
                return head, items.read_article(head, body)
        return None

    def _expect(self, old: Item | None, new: Item | None) -> None:
        """The index will show the new head and not the old one any more."""
        changes = [(old, "")] if old else []
        changes += [(new, new["digest"]["S"])] if new else []
        for head, digest in changes:
            place = head["list"]["S"], head["position"]["S"]
            self._awaited.pop(place, None)
            self._awaited[place] = digest
        # The index takes changes in about their order: when it has the last, it has had those long before.
        for place in list(self._awaited)[:-_AWAITED]:
            del self._awaited[place]

    def _await_index(self) -> None:
        """Until the index shows the last changes made here. Raises `TooBusy` when it does not."""
        for _ in range(_INDEX_TRIES):
            while self._awaited:
                place, digest = next(reversed(self._awaited.items()))
                if self._in_index(*place) != digest:
                    break
                del self._awaited[place]
            else:
                return
            time.sleep(_INDEX_PAUSE)
        raise TooBusy

    def _in_index(self, list_: str, position: str) -> str:
        """The digest of the head at a place of a list, '' where there is none."""
        answer = call(
            self._client.query,
            TableName=self._name,
            IndexName=keys.INDEX,
            KeyConditionExpression="#list = :list AND #position = :position",
            ExpressionAttributeNames={"#list": "list", "#position": "position"},
            ExpressionAttributeValues={":list": {"S": list_}, ":position": {"S": position}},
            ProjectionExpression="digest",
        )
        return next((item["digest"]["S"] for item in answer["Items"]), "")


def _is_due(state: ArticleState, due: ArticleState) -> bool:
    """What is public only ends; what waits begins, or has ended already."""
    if state.is_public:
        return due is ArticleState.EXPIRED
    return state is ArticleState.SCHEDULED and due is not state


def _at(article: Article, now: datetime | None) -> Article:
    return replace(article, state=state_at(article, now)) if now else article


def _check_slug(article: Article, standing: Standing, replace_origin: bool) -> None:
    if standing.head is None:
        if standing.leads_to:
            raise SlugRenamed(article.slug, standing.leads_to)
    elif not replace_origin and standing.head["origin"]["S"] != article.origin:
        raise SlugTaken(article.slug, standing.head["origin"]["S"])
