from __future__ import annotations

import json

import pytest
from django.test import Client
from rdflib import Graph

# rdflib warns about itself while it reads JSON-LD
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX cpsv: <http://purl.org/vocab/cpsv#>
PREFIX cv: <http://data.europa.eu/m8g/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture
def graph() -> Graph:
    response = Client().get("/api/v1/catalogue.jsonld")
    assert response["Content-Type"] == "application/ld+json"
    return Graph().parse(data=response.content.decode(), format="json-ld")


def ask(graph: Graph, question: str) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in graph.query(PREFIXES + question))


def test_nothing_is_fetched_from_elsewhere_to_understand_it() -> None:
    context = json.loads(Client().get("/api/v1/catalogue.jsonld").content)["@context"]
    assert isinstance(context, dict)


def test_one_catalogue_holds_a_data_set_for_each_pack_and_each_document_with_promises(graph: Graph) -> None:
    found = ask(graph, "SELECT ?id { ?c a dcat:Catalog; dcat:dataset ?d . ?d a dcat:Dataset; dct:identifier ?id }")
    assert found == [("down",), ("down-2021",), ("up",), ("up-2021",)]


def test_every_data_set_has_distributions_whose_addresses_answer(graph: Graph) -> None:
    found = ask(
        graph,
        "SELECT ?url ?type { ?d a dcat:Dataset; dcat:distribution [dcat:downloadURL ?url; dcat:mediaType ?type] }",
    )
    assert len(found) == 12  # JSON and CSV: items and indicators of down and of its plan, indicators of up and its plan
    for address, media_type in found:
        response = Client().get(address)
        assert response.status_code == 200
        assert response["Content-Type"].startswith(media_type.rsplit("media-types/")[1])


def test_every_item_is_a_public_service_with_both_names(graph: Graph) -> None:
    zh = ask(graph, "SELECT ?t { ?s a cpsv:PublicService; dct:title ?t FILTER(langMatches(lang(?t), 'zh')) }")
    en = ask(graph, "SELECT ?t { ?s a cpsv:PublicService; dct:title ?t FILTER(lang(?t) = 'en') }")
    assert zh == [("=托育补助",), ("重度残疾人护理补贴",)]
    assert en == [("Care subsidy",), ("Nursery aid",)]


def test_the_catalogue_lists_every_service_under_the_address_of_its_page(graph: Graph) -> None:
    found = ask(graph, "SELECT ?s { ?c a dcat:Catalog; dcat:resource ?s . ?s a cpsv:PublicService }")
    assert found == [(f"http://testserver/items/down/{item}/",) for item in ("care-subsidy", "nursery")]


def test_a_service_says_who_leads_what_it_is_about_when_in_life_and_where_it_is_written(graph: Graph) -> None:
    found = ask(
        graph,
        """SELECT ?office ?area ?stage ?law ?place {
          ?s a cpsv:PublicService; dct:identifier "down/care-subsidy";
             cv:hasCompetentAuthority [a cv:PublicOrganisation; dct:title ?office];
             cv:thematicArea [skos:notation ?area]; cv:isGroupedBy [a cv:LifeEvent; dct:identifier ?stage];
             cv:hasLegalResource [a eli:LegalResource; dct:identifier ?law]; dct:bibliographicCitation ?place }""",
    )
    assert found == [(office, "support", "any", "down-2021", "down-2021 专栏2.4") for office in ("市残联", "市民政局")]


def test_an_item_without_a_known_office_has_no_authority(graph: Graph) -> None:
    assert ask(graph, 'SELECT ?o { ?s dct:identifier "down/nursery"; cv:hasCompetentAuthority ?o }') == []


def test_every_node_that_is_pointed_at_within_the_catalogue_is_described(graph: Graph) -> None:
    inside = "http://testserver/api/v1/catalogue.jsonld#"
    pointed = {str(each) for each in graph.objects() if str(each).startswith(inside)}
    schemes = {each for each in pointed if "#scheme/" in each}
    assert pointed - schemes <= {str(each) for each in graph.subjects()}
