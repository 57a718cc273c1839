"""The blog that is looked at: what its stack, its table and its readers' address say, each asked once."""

from datetime import UTC, datetime
from functools import cached_property
from http.client import HTTPException
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from blog.article import ArticleState, ArticleSummary
from blog.permalinks import path_of, url_path
from blog.settings import Settings
from lamppost.doctor.reading import Fetched, fetch
from lamppost.local_cloud.stack import TEMPLATE, Stack, Table, read_stack
from lamppost.local_cloud.template import load_document
from lamppost.target import NoBucket, Target
from storage.article_writer import ArticleWriter
from storage.blog_table import ArticleWithComments, BlogTable
from storage.settings_item import SettingsItem

# Of the newest articles; the one with the longest conversation is looked at.
_LOOKED_AT = 50


class Blog:
    """A target; `may_write`: whether a comment may be sent to it and removed again."""

    def __init__(self, target: Target, *, may_write: bool = False) -> None:
        self.target, self.may_write = target, may_write
        self.now = datetime.now(UTC)
        self._pages: dict[str, Fetched] = {}

    @property
    def is_deployed(self) -> bool:
        return self.target.is_deployed

    # The stack

    @cached_property
    def stack(self) -> dict[str, Any]:
        """CloudFormation's description of the stack. Raises `ClientError`."""
        return self.target.service("cloudformation").describe_stacks(StackName=self.target.stack)["Stacks"][0]

    @cached_property
    def outputs(self) -> dict[str, str]:
        return {each["OutputKey"]: each["OutputValue"] for each in self.stack.get("Outputs", ())}

    @cached_property
    def _resources(self) -> list[dict[str, Any]]:
        pages = self.target.service("cloudformation").get_paginator("list_stack_resources")
        found = pages.paginate(StackName=self.target.stack)
        return [each for page in found for each in page["StackResourceSummaries"]]

    def resources(self, kind: str) -> dict[str, str]:
        """The names of the stack's resources of a type such as AWS::Lambda::Function, by their logical ids."""
        found = (each for each in self._resources if each["ResourceType"] == kind)
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}

    @cached_property
    def wanted_outputs(self) -> set[str]:
        """Of the template beside this command."""
        return set(load_document(TEMPLATE)["Outputs"])

    @cached_property
    def template(self) -> Stack:
        return read_stack()

    # The table

    @cached_property
    def wanted_table(self) -> Table:
        return self.template.tables[self.template.table_name]

    @cached_property
    def table(self) -> dict[str, Any]:
        """DynamoDB's description of it; {} where there is none."""
        client = self.target.client
        try:
            return client.describe_table(TableName=self.target.table_name)["Table"]
        except client.exceptions.ResourceNotFoundException:
            return {}

    @cached_property
    def stored_settings(self) -> dict[str, str]:
        return SettingsItem(self.target.client, self.target.table_name).read()

    @property
    def settings(self) -> Settings:
        return Settings.read(self.stored_settings)

    def articles(self, state: ArticleState) -> list[ArticleSummary]:
        return list(ArticleWriter(self.target.client, self.target.table_name).articles(state))

    @cached_property
    def published(self) -> list[ArticleSummary]:
        return self.articles(ArticleState.PUBLISHED)

    @cached_property
    def example(self) -> ArticleWithComments:
        """The article with the longest conversation among the newest; only where any is `published`."""
        summary = max(self.published[:_LOOKED_AT], key=lambda each: each.comment_count)
        table = BlogTable(self.target.client, self.target.table_name)
        shown = self.settings.comments_per_page
        return table.article(summary.slug, comments=shown, order=self.settings.comment_order)

    # Its readers

    @cached_property
    def address(self) -> str:
        """Where readers find it, without a slash at its end; '' where that is not known."""
        return self.target.address

    def path(self, article: ArticleSummary) -> str:
        return url_path(path_of(article.place, self.settings.permalinks))

    def page(self, path: str) -> Fetched:
        """What a reader gets there; each is fetched once. Raises `OSError`."""
        if path not in self._pages:
            self._pages[path] = fetch(self.address + path)
        return self._pages[path]


# What a check may need: why it cannot be made, or ''.


def aws(blog: Blog) -> str:
    return "" if blog.is_deployed else "only AWS has it, and this blog is not deployed"


def stack(blog: Blog) -> str:
    if missing := aws(blog):
        return missing
    try:
        return "" if blog.stack else "the stack is not there"
    except (BotoCoreError, ClientError):
        return "the stack is not there, or cannot be read"


def here(blog: Blog) -> str:
    """The stack, where the blog has one."""
    return stack(blog) if blog.is_deployed else ""


def table(blog: Blog) -> str:
    if missing := here(blog):
        return missing
    if blog.is_deployed and "TableName" not in blog.outputs:
        return "the stack does not say which table it has"
    try:
        return "" if blog.table else "the table is not there"
    except BotoCoreError:
        return "the table does not answer"


def addressed(blog: Blog) -> str:
    """It is known where readers find the blog."""
    if missing := here(blog):
        return missing
    if blog.is_deployed and "BlogUrl" not in blog.outputs:
        return "the stack does not say where the blog is"
    return "" if blog.address else "nobody serves this database: start `lamppost serve` on it, and use --local"


def readers(blog: Blog) -> str:
    """Its home page is answered."""
    if missing := addressed(blog):
        return missing
    try:
        return "" if blog.page("/").status == 200 else "the home page is not there"
    except (OSError, HTTPException):
        return "the blog does not answer at its address"


def articles(blog: Blog) -> str:
    return table(blog) or ("" if blog.published else "no article is published")


def search_index(blog: Blog) -> str:
    try:
        return "" if blog.target.search_bucket else "this blog has no bucket for a search index"
    except NoBucket as problem:
        return str(problem)


def edge(blog: Blog) -> str:
    if missing := stack(blog):
        return missing
    found = blog.resources("AWS::CloudFront::Distribution")
    return "" if found else "the stack has no CloudFront distribution"
