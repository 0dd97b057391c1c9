from __future__ import annotations

import io
import re
import string

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from minsheng.hub.config.settings import HUB, ROOT

PO = HUB / "locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")

pytestmark = pytest.mark.skipif(not (ROOT / "babel.cfg").exists(), reason="runs in a checkout, not in an installation")


def _used() -> Catalog:
    """Every sentence the code and the templates ask for."""
    methods, options = parse_mapping_cfg((ROOT / "babel.cfg").open(encoding="utf-8"))
    found = Catalog()
    for _file, _line, message, _notes, context in extract_from_dir(
        HUB, methods, options_map=options, keywords=DEFAULT_KEYWORDS | {"_": None, "gettext_lazy": None}
    ):
        found.add(message, context=context)
    return found


def _english() -> dict[object, Message]:
    with PO.open("rb") as file:
        return {message.id: message for message in read_po(file, locale="en", abort_invalid=True) if message.id}


def _texts(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _fields(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def test_every_sentence_of_the_interface_is_in_english_too():
    english = _english()
    missing = [
        message.id
        for message in _used()
        if message.id and (message.id not in english or not all(_texts(english[message.id].string)))
    ]
    assert missing == [], "run `make messages` and translate what it adds"


def test_no_translation_is_a_guess_or_left_over():
    used = {message.id for message in _used()}
    assert [key for key, message in _english().items() if message.fuzzy] == []
    assert [key for key in _english() if key not in used] == []


def test_a_translation_has_the_same_blanks_and_no_chinese():
    for key, message in _english().items():
        for text in _texts(message.string):
            assert _fields(text) == _fields(_texts(key)[0]), key
            assert not CHINESE.search(text), text


def test_sentences_are_chinese_and_not_identifiers():
    strange = [message.id for message in _used() if message.id and not CHINESE.search(_texts(message.id)[0])]
    assert strange == []


def test_the_catalogue_compiles():
    with PO.open("rb") as file:
        out = io.BytesIO()
        write_mo(out, read_po(file, locale="en"))
    assert len(out.getvalue()) > 10_000


@pytest.mark.skipif(not PO.with_suffix(".mo").exists(), reason="the catalogue is compiled by make")
def test_an_english_reader_reads_english_and_plurals_agree():
    with override("en"):
        assert gettext("服务项目") == "Services"
        one, two = (ngettext("找到 %(num)s 个服务项目", "找到 %(num)s 个服务项目", count) for count in (1, 2))
    assert (one % {"num": 1}, two % {"num": 2}) == ("1 service found", "2 services found")
    with override("zh-hans"):
        assert not set(string.ascii_letters) & set(gettext("服务项目"))


IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
NOT_TEXT = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<!--.*?-->", re.DOTALL)


@pytest.mark.parametrize(
    "template", sorted((HUB / "templates").rglob("*.html")), ids=lambda path: str(path.relative_to(HUB))
)
def test_no_template_holds_chinese_outside_gettext(template):
    bare = NOT_TEXT.sub("", template.read_text("utf-8"))
    assert [line.strip() for line in bare.splitlines() if IDEOGRAPH.search(line)] == []
