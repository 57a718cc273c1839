"""What an invalidation removes from the local edge, and where the edge learns of one."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.test import Client

from lamppost.local_cloud.cloud import Cloud
from lamppost.local_cloud.invalidations import Invalidations
from tests.support.edged import Reader, a_reader
from tests.support.waiting import until


@pytest.fixture
def reader() -> Reader:
    return a_reader()


class TestInvalidations:
    @pytest.mark.parametrize(
        ("path", "gone"),
        [
            ("/hello", {"/hello"}),
            ("/hello?*", {"/hello?comment=01"}),
            ("/hello*", {"/hello", "/hello?comment=01", "/hello-again"}),
            ("/caf%C3%A9", {"/caf%C3%A9"}),
            ("/", {"/"}),
            ("/*", {"/", "/hello", "/hello?comment=01", "/hello-again", "/caf%C3%A9"}),
            ("/nothing", set()),
        ],
    )
    def test_remove_exactly_what_they_name(self, reader, path, gone):
        addresses = ("/", "/hello", "/hello?comment=01", "/hello-again", "/caf%C3%A9")
        for address in addresses:
            reader.seen(address)
            reader.seen(address, Cookie="written=x", Accept_Encoding="gzip")
        reader.cache.invalidate([path])
        assert {each for each in addresses if reader.seen(each)[1] == "Miss"} == gone

    @pytest.fixture
    def invalidate(self, running_cloud: Cloud) -> Callable[..., None]:
        client, count = running_cloud.services.cloudfront, iter(range(99))

        def invalidate(*paths: str) -> None:
            client.create_invalidation(
                DistributionId=running_cloud.stack.distribution.id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": list(paths)},
                    "CallerReference": str(next(count)),
                },
            )

        return invalidate

    def test_are_looked_up_where_cloudfronts_are_made_each_once(self, running_cloud, invalidate):
        found = Invalidations(running_cloud.services.cloudfront, running_cloud.stack.distribution.id)
        list(found.new())
        assert list(found.new()) == []
        invalidate("/hello", "/tag/*")
        invalidate("/")
        assert sorted(found.new()) == ["/", "/hello", "/tag/*"]
        assert list(found.new()) == []

    def test_reach_the_edge_of_a_cloud_at_work(self, running_cloud, invalidate):
        with replace(running_cloud, has_cache=True).at_work() as edge:
            reader = Client(edge)
            said = [reader.get("/robots.txt").headers["X-Cache"] for _ in range(2)]
            assert said == ["Miss from local edge", "Hit from local edge"]
            invalidate("/robots.txt")
            until(lambda: reader.get("/robots.txt").headers["X-Cache"] == "Miss from local edge")
