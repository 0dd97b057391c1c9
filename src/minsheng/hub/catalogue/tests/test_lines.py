from dataclasses import replace
from pathlib import Path

from django.utils import translation

from minsheng.hub.catalogue import store
from minsheng.hub.catalogue.lines import Lines
from minsheng.hub.catalogue.search import Filters


def test_a_line_is_made_once_for_each_language_and_again_when_a_pack_changes(packs: Path):
    catalogue = store.current()
    rows = catalogue.index.search("", Filters(kind=("item",)), limit=1).rows
    lines = Lines()
    with translation.override("zh-hans"):
        chinese = lines.of(catalogue, rows)
        assert lines.of(catalogue, rows)[0] is chinese[0]
    with translation.override("en"):
        assert lines.of(catalogue, rows)[0] != chinese[0]
    with translation.override("zh-hans"):
        changed = lines.of(replace(catalogue, version="another"), rows)
    assert changed == chinese
    assert changed[0] is not chinese[0]
