from __future__ import annotations

import gzip
from pathlib import Path

from django.test import Client

from minsheng.hub.catalogue import public


def test_a_page_read_again_is_not_made_again(packs: Path, client: Client, monkeypatch):
    client.get("/items/")
    monkeypatch.setattr("minsheng.hub.catalogue.views.items.listing.pager", None)
    assert client.get("/items/").status_code == 200


def test_a_reader_who_has_the_page_gets_304_until_a_pack_changes(packs: Path, client: Client):
    etag = client.get("/items/")["ETag"]
    assert client.get("/items/", headers={"if-none-match": etag}).status_code == 304
    file = packs / "west/pack.yaml"
    file.write_text(file.read_text("utf-8").replace("重度残疾人护理补贴", "长期照护补贴"), "utf-8")
    again = client.get("/items/", headers={"if-none-match": etag})
    assert again.status_code == 200
    assert "长期照护补贴" in again.content.decode()


def test_elder_mode_and_language_have_pages_of_their_own(packs: Path, client: Client):
    plain = client.get("/items/").content.decode()
    assert '<html lang="en">' in client.get("/en/items/").content.decode()
    client.cookies["elder"] = "1"
    elder = client.get("/items/").content.decode()
    assert 'class="elder"' in elder
    assert 'class="elder"' not in plain


def test_a_packed_page_unpacks_to_the_plain_one(packs: Path, client: Client):
    plain = client.get("/items/")
    packed = client.get("/items/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain["Vary"]


def test_a_public_page_opens_no_session_and_asks_no_database(packs: Path, client: Client):
    # The test has no access to a database: any query would fail it.
    answer = client.get("/items/")
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, no-cache"


def test_posting_to_a_public_page_is_refused(packs: Path, client: Client):
    assert client.post("/items/").status_code == 405


def test_the_shelf_drops_what_was_not_asked_for_longest():
    shelf = public.Shelf(most_bytes=25)
    for name in ("a", "b"):
        shelf.put((name, False, "", False), public.Kept(b"x" * 10, False, name, "t", None))
    assert shelf.get(("a", False, "", False)) is not None
    shelf.put(("c", False, "", False), public.Kept(b"x" * 10, False, "c", "t", None))
    assert [shelf.get((name, False, "", False)) is not None for name in "abc"] == [True, False, True]


def test_a_page_larger_than_the_shelf_is_not_kept():
    shelf = public.Shelf(most_bytes=5)
    shelf.put(("a", False, "", False), public.Kept(b"x" * 10, False, "a", "t", None))
    assert len(shelf) == 0
