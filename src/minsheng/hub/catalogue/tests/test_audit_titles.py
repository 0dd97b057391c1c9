from minsheng.hub.catalogue.views.audit import title
from minsheng.packs.audit import CODES


def test_every_kind_of_finding_has_its_title_on_the_page():
    assert {code: title(code) for code in CODES} == dict(CODES)
