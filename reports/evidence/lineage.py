"""lineage[] of P07_evidence: from each KPI down to the files, as subject, relation, object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reports.evidence import gates
from reports.evidence.artifacts import Artifacts, computes, dotted

RELATIONS = ("model", "seed", "snapshot", "source")
MART = "mart_kpi"

Triple = tuple[str, str, str]


def lineage(artifacts: Artifacts, sources: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The triples, sorted: published_in a mart, computed_by a model, reads a table, loaded_from a file."""
    triples = {*_kpis(artifacts), *_models(artifacts), *_files(sources)}
    names = ("subject", "relation", "object")
    return [dict(zip(names, triple, strict=True)) for triple in sorted(triples)]


def _kpis(artifacts: Artifacts) -> Iterator[Triple]:
    """A KPI is computed by the models that are named for it or say so, and published in the mart."""
    models = list(artifacts.of_type("model"))
    known = {kpi_id for test in artifacts.tests() for kpi_id in gates.kpi_ids(test)}
    for model in models:
        if model["name"] == MART:
            yield from ((f"kpi:{kpi_id}", "published_in", dotted(model)) for kpi_id in known)
        yield from ((f"kpi:{kpi_id}", "computed_by", dotted(model)) for kpi_id in known & computes(model))


def _models(artifacts: Artifacts) -> Iterator[Triple]:
    nodes = artifacts.nodes
    for model in artifacts.of_type("model", "snapshot"):
        for name in model["depends_on"]["nodes"]:
            if name in nodes and nodes[name]["resource_type"] in RELATIONS:
                yield dotted(model), "reads", dotted(nodes[name])


def _files(sources: Iterable[Mapping[str, Any]]) -> Iterator[Triple]:
    for source in sources:
        if source["status"] != "missing":
            yield f"raw.{source['table']}", "loaded_from", f"{source['source']}:{source['name']}"
