"""What every store promises, whatever it is made of: each test runs on each of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from tests.calendars.stores.servers import given
from tests.calendars.sync.bodies import event, gist_of

from equipoise.calendars.stores.base import ANY, Fetched, MissingError, PreconditionError, Storage, TokenError
from equipoise.calendars.stores.caldav import CalDavStore
from equipoise.calendars.sync.resource import digest_of, parse
from equipoise.domain.errors import StorageError


def is_given(store: Storage) -> bool:
    """Tell whether it lies on a server that the tests did not start."""
    found = given()
    return found is not None and isinstance(store, CalDavStore) and found.url == origin(store)


def origin(store: CalDavStore) -> str:
    return str(store.session.url.copy_with(raw_path=b"/")).rstrip("/")


@contextlib.contextmanager
def refused(store: Storage, *errors: type[StorageError]) -> Iterator[None]:
    """What is done inside must be refused; a given server that does it all the same is told as such."""
    try:
        yield
    except errors:
        return
    if is_given(store):
        pytest.xfail("the server makes a change whose condition does not hold (RFC 9110 section 13.1)")
    pytest.fail("it was not refused")


def holds(store: Storage, href: str, body: bytes) -> bool:
    """Tell whether an entry lies there; a server that is not started here may write it in its own way."""
    found = store.fetch([href])[href]
    assert isinstance(found, Fetched), found
    if is_given(store):
        return gist_of(found.body) == gist_of(body)
    return digest_of(parse(found.body)) == digest_of(parse(body))


def put(store: Storage, uid: str, title: str = "Memo") -> tuple[str, str]:
    """Write a new resource; returns its href and the version that the store lists."""
    href = store.href_for(uid)
    told = store.write(href, event(uid, title), match="")
    listed = store.listing().etags[href]
    assert told in {listed, ""}
    return href, listed


def test_an_empty_store_lists_nothing(store: Storage) -> None:
    listing = store.listing()
    assert listing.whole
    assert not listing.etags
    assert not listing.gone


def test_what_was_written_is_listed_and_read(store: Storage) -> None:
    href, etag = put(store, "one", "Grüße & <Küsse>")
    assert holds(store, href, event("one", "Grüße & <Küsse>"))
    found = store.fetch([href])[href]
    assert isinstance(found, Fetched)
    assert found.etag == etag != ""


def test_many_are_read_at_once(store: Storage) -> None:
    hrefs = {put(store, f"many-{number}", f"Ünit {number}")[0]: number for number in range(7)}
    found = store.fetch(list(hrefs))
    for href, number in hrefs.items():
        one = found[href]
        assert isinstance(one, Fetched)
        assert gist_of(one.body) == gist_of(event(f"many-{number}", f"Ünit {number}"))
        assert holds(store, href, event(f"many-{number}", f"Ünit {number}"))
    assert {href: one.etag for href, one in found.items() if isinstance(one, Fetched)} == dict(
        store.listing().etags
    )


def test_the_same_uid_has_the_same_href(store: Storage) -> None:
    assert store.href_for("one") == store.href_for("one") != store.href_for("One")


@pytest.mark.parametrize(
    "uid", ["a/b", "../../etc/passwd", "ü ?#%", "x" * 300, ".hidden", "a@b+c", "%2e%2e%2fx", "a b"]
)
def test_any_uid_has_a_place(store: Storage, uid: str) -> None:
    href, _ = put(store, uid)
    assert holds(store, href, event(uid))
    assert set(store.listing().etags) == {href}


def test_what_is_gone_is_left_out_and_the_rest_is_read(store: Storage) -> None:
    first, _ = put(store, "first")
    second, _ = put(store, "second")
    missing = store.href_for("missing")
    assert set(store.fetch([first, missing, second])) == {first, second}
    assert store.fetch([missing]) == {}
    assert store.fetch([]) == {}


def test_a_new_one_never_replaces_another(store: Storage) -> None:
    href, etag = put(store, "one", "Kept")
    with refused(store, PreconditionError):
        store.write(href, event("one", "Lost"), match="")
    assert holds(store, href, event("one", "Kept"))
    assert store.listing().etags == {href: etag}


def test_an_edit_needs_the_version_that_was_seen(store: Storage) -> None:
    href, old = put(store, "one", "First")
    store.write(href, event("one", "Second"), match=old)
    new = store.listing().etags[href]
    assert new != old
    with refused(store, PreconditionError):
        store.write(href, event("one", "Third"), match=old)
    assert holds(store, href, event("one", "Second"))


def test_without_versions_any_version_is_replaced(store: Storage) -> None:
    href, _ = put(store, "one", "First")
    store.write(href, event("one", "Second"), match=ANY)
    assert holds(store, href, event("one", "Second"))


def test_what_is_gone_is_not_edited(store: Storage) -> None:
    href, etag = put(store, "one")
    store.remove(href, match=etag)
    with refused(store, MissingError, PreconditionError):
        store.write(href, event("one", "Second"), match=etag)
    assert not store.listing().etags


def test_a_deletion_needs_the_version_that_was_seen(store: Storage) -> None:
    href, old = put(store, "one", "First")
    store.write(href, event("one", "Second"), match=old)
    with refused(store, PreconditionError):
        store.remove(href, match=old)
    assert holds(store, href, event("one", "Second"))
    store.remove(href, match=store.listing().etags[href])
    assert not store.listing().etags


def test_a_deletion_of_any_version(store: Storage) -> None:
    href, _ = put(store, "one")
    store.remove(href, match=ANY)
    assert not store.listing().etags


def test_what_is_gone_is_not_deleted_again(store: Storage) -> None:
    href, etag = put(store, "one")
    store.remove(href, match=etag)
    with refused(store, MissingError, PreconditionError):
        store.remove(href, match=etag)


def test_changes_since_a_token_are_told(store: Storage) -> None:
    kept, kept_etag = put(store, "kept")
    changed, changed_etag = put(store, "changed")
    gone, gone_etag = put(store, "gone")
    token = store.listing().token
    if not token:
        pytest.skip("it tells no changes")
    store.write(changed, event("changed", "Second"), match=changed_etag)
    store.remove(gone, match=gone_etag)
    new, _ = put(store, "new")
    since = store.listing(token)
    everything = store.listing()
    assert not since.whole
    assert everything.whole
    assert set(since.etags) - {kept} == {changed, new}
    assert since.gone == {gone}
    assert everything.etags == {kept: kept_etag, **{href: since.etags[href] for href in (changed, new)}}
    quiet = store.listing(since.token)
    if is_given(store):  # by a clock of seconds, the changes of the last one are told twice
        assert quiet.gone <= {gone}
        assert {href: everything.etags.get(href) for href in quiet.etags} == quiet.etags
        return
    assert not quiet.gone
    assert set(quiet.etags) <= {kept}


def test_a_token_that_is_not_known_is_told(store: Storage) -> None:
    put(store, "one")
    if not store.listing().token:
        pytest.skip("it tells no changes")
    try:
        told = store.listing("https://example.com/no-such-token/<&>")
    except TokenError:
        return
    assert is_given(store), "it was not told"
    assert told.etags == store.listing().etags, "all is named again, by which the sync knows"


def test_tasks_are_kept_where_they_are_promised(store: Storage) -> None:
    if "VTODO" not in store.stores:
        pytest.skip("it keeps no tasks")
    href = store.href_for("task")
    store.write(href, event("task", "Call", kind="VTODO"), match="")
    assert holds(store, href, event("task", "Call", kind="VTODO"))


def test_an_href_from_elsewhere_changes_nothing(store: Storage) -> None:
    for href in ("../other.ics", "/etc/passwd", "https://example.com/x.ics", ""):
        with pytest.raises(MissingError):
            store.remove(href, match=ANY)
    assert not store.listing().etags
