import socket
import ssl
import threading
from urllib.parse import urlsplit

import pytest

from blog.settings import Settings
from moderation.akismet import COMMENT_CHECK, Akismet
from moderation.submission import Submission
from moderation.verdict import Finding, Outcome, verdict
from tests.support.akismet import KEY, fake_akismet, nobodys_address

SENT = Submission(
    slug="hello",
    page="https://blog.example.org/hello",
    name="Ännä & Co",
    email="a@mail.example",
    url="https://a.example/",
    text="Words\n+ more",
    address="203.0.113.9",
    user_agent="Browser/1.0",
    referrer="https://blog.example.org/",
)
SETTINGS = Settings(akismet_key=KEY, language="de-AT")


@pytest.fixture
def service():
    with fake_akismet() as fake:
        yield fake
        assert fake.problems == []


def ask(service, submission=SENT, settings=SETTINGS, **options):
    return Akismet(service.address, **options).ask(submission, settings)


def test_it_is_asked_as_its_documentation_says(service):
    assert ask(service) == Finding("akismet", "akismet.com does not call it spam", -20)
    assert service.asked == [
        {
            "api_key": KEY,
            "blog": "https://blog.example.org",
            "blog_lang": "de_at",
            "blog_charset": "UTF-8",
            "permalink": "https://blog.example.org/hello",
            "user_ip": "203.0.113.9",
            "user_agent": "Browser/1.0",
            "referrer": "https://blog.example.org/",
            "comment_type": "comment",
            "comment_author": "Ännä & Co",
            "comment_author_email": "a@mail.example",
            "comment_author_url": "https://a.example/",
            "comment_content": "Words\n+ more",
        }
    ]


def test_the_blogs_address_is_the_owners_and_edits_say_so(service):
    edit = Submission(slug="a", address="::1", text="\ud800", is_edit=True)
    found = ask(service, edit, Settings(akismet_key=KEY, address="https://b.example"))
    assert found.weight < 0
    (asked,) = service.asked
    assert (asked["blog"], asked["recheck_reason"]) == ("https://b.example", "edit")


def test_spam_is_spam_unless_something_speaks_for_it(service):
    found = ask(service, Submission(slug="a", page=SENT.page, address="::1", name="viagra-test-123"))
    assert verdict([found]).outcome is Outcome.SPAM
    assert verdict([found, Finding("approved_before", weight=-5)]).outcome is Outcome.HOLD


def test_blatant_spam_is_spam_all_the_same_and_not_refused(service):
    found = ask(service, Submission(slug="a", page=SENT.page, address="::1", text="discard me"))
    assert verdict([found, Finding("approved_before", weight=-5)]).outcome is Outcome.SPAM


def held(found):
    assert (found.rule, found.weight, found.at_least) == ("akismet", 0, Outcome.HOLD)
    return found.evidence


def test_a_wrong_key_holds_and_says_so(service):
    assert held(ask(service, settings=Settings(akismet_key="ffffff"))).startswith(
        "akismet.com does not accept the key: "
    )


def test_what_it_says_of_a_missing_field_is_handed_on(service):
    assert 'Empty "user_ip" value' in held(ask(service, Submission(slug="a", page=SENT.page)))


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"oh no"), (200, b"maybe"), (200, b""), (302, b"true"), (503, b"true"), (200, b"true" * 99)],
)
def test_a_strange_answer_holds(service, status, body):
    service.status, service.body = status, body
    assert held(ask(service)) == f"akismet.com answered something else ({status})"


def test_what_is_no_http_holds(service):
    service.garbage = True
    assert held(ask(service)).startswith("akismet.com answered with what is no HTTP")


def test_silence_holds(service):
    service.silent = True
    assert held(ask(service, seconds=0.05)) == "akismet.com did not answer within 0.05 s"


def threads():
    return [each for each in threading.enumerate() if each.name == "akismet"]


def test_an_answer_byte_by_byte_holds_and_is_hung_up_on(service):
    service.dripping = True
    assert held(ask(service, seconds=0.2)) == "akismet.com did not answer within 0.2 s"
    for each in threads():
        each.join(5)
    assert threads() == [] and not service.let_go.is_set()


def test_a_name_that_takes_its_time_to_be_found_holds_and_keeps_no_process(service, monkeypatch):
    found = threading.Event()
    look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: found.wait(20) and look_up(*args))
    assert held(ask(service, seconds=0.05)) == "akismet.com did not answer within 0.05 s"
    (asking,) = threads()
    assert asking.daemon
    found.set()
    asking.join(5)
    assert not asking.is_alive()


def test_who_speaks_no_tls_is_not_told_anything(service):
    akismet = Akismet(f"https://{urlsplit(service.address).netloc}/1.1/comment-check")
    assert held(akismet.ask(SENT, SETTINGS)) == "akismet.com could not be reached"
    assert akismet._trusted.verify_mode is ssl.CERT_REQUIRED and service.asked == []


def test_nobody_there_holds():
    found = Akismet(nobodys_address()).ask(SENT, SETTINGS)
    assert held(found) == "akismet.com could not be reached"


def test_two_seconds_are_the_most_that_a_writer_waits():
    assert (Akismet().address, Akismet().seconds) == (COMMENT_CHECK, 2.0)
