"""The catalogue as linked data: DCAT 3 for its data sets, CPSV-AP 3 for its services, in one JSON-LD document.

Everything a program needs to understand it is inside: the context names each term's address, nothing is fetched.
Addresses of things are addresses of this hub's pages and API, so that they can be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from minsheng.hub.catalogue.store import Catalogue
from minsheng.packs.model import Area, Document, Pack, ServiceItem, Term

Node = dict[str, Any]

ZH, EN = "zh-Hans", "en"
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"

CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{
        name: {"@id": term, "@type": "@id"}
        for name, term in {
            "dataset": "dcat:dataset",
            "resource": "dcat:resource",
            "distribution": "dcat:distribution",
            "service": "dcat:service",
            "servesDataset": "dcat:servesDataset",
            "endpointURL": "dcat:endpointURL",
            "endpointDescription": "dcat:endpointDescription",
            "landingPage": "dcat:landingPage",
            "accessURL": "dcat:accessURL",
            "downloadURL": "dcat:downloadURL",
            "mediaType": "dcat:mediaType",
            "theme": "dcat:theme",
            "format": "dct:format",
            "spatial": "dct:spatial",
            "publisher": "dct:publisher",
            "temporal": "dct:temporal",
            "source": "dct:source",
            "isPartOf": "dct:isPartOf",
            "competentAuthority": "cv:hasCompetentAuthority",
            "thematicArea": "cv:thematicArea",
            "isGroupedBy": "cv:isGroupedBy",
            "legalResource": "cv:hasLegalResource",
            "isClassifiedBy": "cv:isClassifiedBy",
            "inScheme": "skos:inScheme",
        }.items()
    },
    "title": "dct:title",
    "description": "dct:description",
    "identifier": "dct:identifier",
    "language": "dct:language",
    "prefLabel": "skos:prefLabel",
    "notation": "skos:notation",
    "keyword": "dcat:keyword",
    "citation": "dct:bibliographicCitation",
    "issued": {"@id": "dct:issued", "@type": "xsd:date"},
    "startDate": {"@id": "dcat:startDate", "@type": "xsd:date"},
    "endDate": {"@id": "dcat:endDate", "@type": "xsd:date"},
}


def _words(zh: str, en: str | None = None) -> list[Node]:
    words = [{"@value": zh, "@language": ZH}]
    return [*words, {"@value": en, "@language": EN}] if en else words


class _Writer:
    """Puts the nodes together; ``at`` turns an address below the hub's root into an absolute one."""

    def __init__(self, catalogue: Catalogue, at: Callable[[str], str]) -> None:
        self.catalogue = catalogue
        self.at = at

    def nodes(self) -> Iterator[Node]:
        sets = [
            (pack, document) for pack, document in self.catalogue.documents.values() if self._promises(pack, document)
        ]
        held = [pack for pack in self.catalogue.packs.values() if pack.items or pack.indicators]
        yield self._catalogue(held, sets)
        yield self._api(held)
        for pack in self.catalogue.packs.values():
            yield self._place(pack)
        for pack in held:
            yield from self._pack_set(pack)
        for pack, document in sets:
            yield from self._document_set(pack, document)
        for pack, document in self.catalogue.documents.values():
            yield self._legal(pack, document)
        yield from self._concepts()
        for (pack_id, _), item in self.catalogue.items.items():
            yield self._service(self.catalogue.packs[pack_id], item)
        yield from self._authorities()

    @staticmethod
    def _promises(pack: Pack, document: Document) -> bool:
        return any(each.source.document == document.id for each in (*pack.items, *pack.indicators))

    def _id(self, kind: str, *parts: str) -> str:
        return self.at("/api/v1/catalogue.jsonld") + "#" + "/".join([kind, *(quote(part, safe="") for part in parts)])

    def _catalogue(self, held: list[Pack], sets: list[tuple[Pack, Document]]) -> Node:
        return {
            "@id": self.at("/api/v1/catalogue.jsonld"),
            "@type": "dcat:Catalog",
            "title": _words("公共服务承诺目录", "Catalogue of public-service promises"),
            "description": _words(
                "规划文件里的公共服务项目与目标指标，每一项注明出处。",
                "Service items and targets of public-service plans, each with the place it is written.",
            ),
            "publisher": self._id("publisher"),
            "language": [ZH, EN],
            "landingPage": self.at("/"),
            "dataset": [self._id("pack", pack.id) for pack in held]
            + [self._id("document-data", document.id) for _, document in sets],
            "service": self._id("api"),
            "resource": [self._page("items", *key) for key in self.catalogue.items],
        }

    def _page(self, kind: str, *parts: str) -> str:
        return self.at("/".join(["", kind, *(quote(part, safe="") for part in parts), ""]))

    def _api(self, held: list[Pack]) -> Node:
        return {
            "@id": self._id("api"),
            "@type": "dcat:DataService",
            "title": _words("民生开放接口", "Minsheng API"),
            "endpointURL": self.at("/api/v1/"),
            "endpointDescription": self.at("/api/v1/openapi.json"),
            "servesDataset": [self._id("pack", pack.id) for pack in held],
        }

    def _place(self, pack: Pack) -> Node:
        return {
            "@id": self._id("place", pack.about.division),
            "@type": "dct:Location",
            "identifier": pack.about.division,
            "prefLabel": _words(pack.about.name, pack.about.name_en),
        }

    def _distributions(self, owner: str, *, kind: str, query: str) -> list[Node]:
        return [
            {
                "@id": f"{owner}/{kind}.{form}",
                "@type": "dcat:Distribution",
                "title": _words({"items": "服务项目", "indicators": "目标指标"}[kind] + f"（{form.upper()}）"),
                "accessURL": self.at(f"/api/v1/{kind}?{query}&format={form}"),
                "downloadURL": self.at(f"/api/v1/{kind}?{query}&format={form}"),
                "mediaType": MEDIA_TYPE + {"json": "application/json", "csv": "text/csv"}[form],
                "format": FILE_TYPE + form.upper(),
            }
            for form in ("json", "csv")
        ]

    def _set(self, node: Node, pack: Pack, query: str, kinds: list[str]) -> Iterator[Node]:
        parts = [each for kind in kinds for each in self._distributions(node["@id"], kind=kind, query=query)]
        yield node | {
            "@type": "dcat:Dataset",
            "publisher": self._id("publisher"),
            "language": [ZH],
            "spatial": self._id("place", pack.about.division),
            "distribution": [part["@id"] for part in parts],
        }
        yield from parts

    def _pack_set(self, pack: Pack) -> Iterator[Node]:
        node = {
            "@id": self._id("pack", pack.id),
            "identifier": pack.id,
            "title": _words(f"{pack.about.name}公共服务承诺", f"Public-service promises of {pack.about.name_en}"),
            "description": _words(
                f"服务项目 {len(pack.items)} 项，目标指标 {len(pack.indicators)} 项。",
                f"{len(pack.items)} service items, {len(pack.indicators)} indicators.",
            ),
        }
        kinds = [kind for kind, rows in (("items", pack.items), ("indicators", pack.indicators)) if rows]
        yield from self._set(node, pack, f"pack={pack.id}", kinds)

    def _document_set(self, pack: Pack, document: Document) -> Iterator[Node]:
        node: Node = {
            "@id": self._id("document-data", document.id),
            "identifier": document.id,
            "title": _words(f"{document.title}的承诺", document.title_en and f"Promises of: {document.title_en}"),
            "description": _words(f"从《{document.title}》整理的承诺。"),
            "landingPage": self.at(f"/documents/{document.id}/"),
            "isPartOf": self._id("pack", pack.id),
            "source": self._id("document", document.id),
            "temporal": {
                "@type": "dct:PeriodOfTime",
                "startDate": document.since.isoformat(),
                "endDate": document.until.isoformat(),
            },
        }
        if document.published:
            node["issued"] = document.published.isoformat()
        kinds = [
            kind
            for kind, rows in (("items", pack.items), ("indicators", pack.indicators))
            if any(each.source.document == document.id for each in rows)
        ]
        yield from self._set(node, pack, f"pack={pack.id}&document={document.id}", kinds)

    def _legal(self, pack: Pack, document: Document) -> Node:
        node: Node = {
            "@id": self._id("document", document.id),
            "@type": "eli:LegalResource",
            "identifier": document.number or document.id,
            "title": _words(document.title, document.title_en),
            "spatial": self._id("place", pack.about.division),
        }
        if document.issuer:
            node["publisher"] = self._id("authority", document.issuer)
        return node

    def _concepts(self) -> Iterator[Node]:
        for pack in self.catalogue.packs.values():
            for area in pack.areas:
                yield self._concept("area", area)
        for term in self.catalogue.groups.values():
            yield self._concept("group", term)
        for term in self.catalogue.life_stages.values():
            yield {
                "@id": self._id("life-stage", term.id),
                "@type": "cv:LifeEvent",
                "identifier": term.id,
                "title": _words(term.name, term.name_en),
            }

    def _concept(self, kind: str, term: Area | Term) -> Node:
        return {
            "@id": self._id(kind, term.id),
            "@type": "skos:Concept",
            "notation": term.id,
            "prefLabel": _words(term.name, term.name_en),
            "inScheme": self._id("scheme", kind),
        }

    def _service(self, pack: Pack, item: ServiceItem) -> Node:
        said = [f"服务对象：{item.serves}", f"服务内容：{item.content}"]
        if item.standard:
            said.append(f"服务标准：{item.standard}")
        node: Node = {
            "@id": self._page("items", pack.id, item.id),
            "@type": "cpsv:PublicService",
            "identifier": f"{pack.id}/{item.id}",
            "title": _words(item.name, item.name_en),
            "description": _words("\n".join(said)),
            "language": [ZH],
            "spatial": self._id("place", pack.about.division),
            "thematicArea": self._id("area", item.area),
            "isGroupedBy": [self._id("life-stage", stage) for stage in item.life_stages],
            "isClassifiedBy": [self._id("group", group) for group in item.groups],
            "legalResource": self._id("document", item.source.document),
            "citation": str(item.source),
        }
        if item.lead:
            node["competentAuthority"] = [self._id("authority", name) for name in item.lead]
        return node

    def _authorities(self) -> Iterator[Node]:
        leads = (name for item in self.catalogue.items.values() for name in item.lead)
        issuers = (document.issuer for _, document in self.catalogue.documents.values() if document.issuer)
        for name in dict.fromkeys([*leads, *issuers]):
            yield {
                "@id": self._id("authority", name),
                "@type": "cv:PublicOrganisation",
                "title": _words(name),
                "prefLabel": _words(name),
            }
        yield {
            "@id": self._id("publisher"),
            "@type": "cv:PublicOrganisation",
            "title": _words("民生 公共服务智慧中枢", "Minsheng public-service hub"),
        }


def catalogue_as_json_ld(catalogue: Catalogue, at: Callable[[str], str]) -> Node:
    """The whole catalogue; ``at`` makes ``/items/`` an absolute address."""
    return {"@context": CONTEXT, "@graph": list(_Writer(catalogue, at).nodes())}
