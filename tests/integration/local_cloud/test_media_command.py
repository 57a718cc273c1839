"""`lamppost media`: files go into the bucket behind the edge, and are read there."""

import re
from pathlib import Path

import pytest
from werkzeug.test import Client

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.running import FOLDER_VARIABLE
from tests.integration.local_cloud.command import lamppost

PICTURE = b"\x89PNG\r\n\x1a\nnearly a picture"


@pytest.fixture
def bucket(blog_cloud: Cloud) -> str:
    """Empty."""
    name, client = blog_cloud.stack.media_bucket, blog_cloud.services.s3
    for each in client.list_objects_v2(Bucket=name).get("Contents", ()):
        client.delete_object(Bucket=name, Key=each["Key"])
    return name


def write(folder: Path, name: str, content: bytes = PICTURE) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_file_gets_an_address_that_says_its_name_and_holds_its_hash(run, bucket, tmp_path):
    (address,) = run("media", "add", write(tmp_path, "Café am Abend_2.PNG")).stdout.split()
    assert re.fullmatch(r"/media/cafe-am-abend-2\.[0-9a-f]{12}\.png", address)
    again, changed = run(
        "media", "add", write(tmp_path, "Café am Abend_2.PNG"), write(tmp_path, "other.png", b"other")
    ).stdout.split()
    assert again == address
    assert changed.startswith("/media/other.") and changed.split(".")[1] != address.split(".")[1]


def test_readers_find_it_there_to_be_kept_for_ever(run, bucket, blog_cloud, tmp_path):
    (address,) = run("media", "add", write(tmp_path, "lamp.png")).stdout.split()
    answer = Client(blog_cloud.front(blog_cloud.gateway())).get(address)
    assert (answer.status_code, answer.data, answer.content_type) == (200, PICTURE, "image/png")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_there_is_not_found(bucket, blog_cloud):
    answer = Client(blog_cloud.front(blog_cloud.gateway())).get("/media/nothing.0123.png")
    assert (answer.status_code, b"NoSuchKey" in answer.data) == (404, True)


def test_a_file_that_is_there_is_not_put_again(run, bucket, blog_cloud, tmp_path):
    path = write(tmp_path, "lamp.png")
    run("media", "add", path)
    (before,) = blog_cloud.services.s3.list_objects_v2(Bucket=bucket)["Contents"]
    blog_cloud.services.s3.put_object(Bucket=bucket, Key=before["Key"], Body=b"as it was")
    run("media", "add", path)
    assert blog_cloud.services.s3.get_object(Bucket=bucket, Key=before["Key"])["Body"].read() == b"as it was"


def test_all_are_listed_with_their_sizes(run, bucket, tmp_path):
    added = run("media", "add", write(tmp_path, "a.png"), write(tmp_path, "b.pdf", b"x" * 1_234)).stdout.split()
    rows = [line.split("\t") for line in run("media", "list").stdout.splitlines()]
    assert [(row[0], row[1]) for row in rows] == [(added[0], str(len(PICTURE))), (added[1], "1,234")]


@pytest.mark.parametrize("name", ["page.html", "script.js", "nothing", "archive.tar.gz", "style.css"])
def test_what_no_article_shows_is_refused_before_anything_is_put(run, bucket, blog_cloud, tmp_path, name):
    result = run("media", "add", write(tmp_path, "lamp.png"), write(tmp_path, name))
    assert result.exit_code == 1
    assert f"{tmp_path / name}: what kind of file this is cannot be told" in result.stderr
    assert blog_cloud.services.s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_name_of_nothing_but_signs_is_a_file(run, bucket, tmp_path):
    (address,) = run("media", "add", write(tmp_path, "---.png")).stdout.split()
    assert address.startswith("/media/file.")


def test_without_a_blog_it_says_how_to_choose_one(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert "--local" in lamppost("media", "list").stderr
