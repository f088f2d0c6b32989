"""From each KPI down to the files: models, tables of the star, staging models, source files and tests."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from reports.data.document import Lineage, LineageFile, LineageTests
from reports.evidence.context import ReportContext

# A table of the star that holds figures, and the sources that fill it.
FILLED_BY = {
    "fact_streaming": ("netflix_top10", "spotify"),
    "fact_watch_session": ("netflix",),
    "fact_subscriber_snapshot": ("netflix",),
    "fact_ratings": ("imdb",),
    "bridge_title_genre": ("imdb",),
    "fact_availability": ("tmdb",),
}
# Steps that look at every source at once: which titles are one, which keys stand twice. They bring no figure,
# and with them each KPI would be made from each file.
LOOKS_AT_ALL = re.compile(r"intermediate\.int_(titles?_|\w+__titles$|\w+__keys_repeated$)")
MART = "kpis.mart_kpi"
# The page of a KPI's model in the dbt docs.
DOCS = "model.media_analytics.kpi_{kpi_id}"
FAILED = ("fail", "error")

Reads = Mapping[str, list[str]]


def reads_of(triples: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Subject → what it reads or is computed by, of P07_evidence's lineage[]."""
    found: dict[str, list[str]] = {}
    for triple in triples:
        if triple["relation"] in ("reads", "computed_by"):
            found.setdefault(triple["subject"], []).append(triple["object"])
    return found


def reached(reads: Reads, start: str, enters: Callable[[str], bool]) -> list[str]:
    """What lies below `start`, the nearest first; only what `enters` says yes to is looked into further."""
    found: dict[str, None] = {}
    waiting = list(reads.get(start, []))
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting.extend(reads.get(name, []) if enters(name) else [])
    return list(found)


def in_schema(names: Iterable[str], schema: str) -> list[str]:
    """Those of the names (`schema.name`) that stand in a schema."""
    return [name for name in names if name.startswith(f"{schema}.")]


def _is_model(name: str) -> bool:
    return name.startswith("kpis.")


def _brings_figures(name: str) -> bool:
    return not name.startswith("core.") and not LOOKS_AT_ALL.match(name)


def facts_of(names: Iterable[str], sources: Collection[str]) -> list[str]:
    """The tables with figures among the names that one of the KPI's own sources fills."""
    tables = [name.removeprefix("core.") for name in names]
    return [table for table in FILLED_BY if table in tables and not set(FILLED_BY[table]).isdisjoint(sources)]


def _of_others(reads: Reads, model: str, facts: Collection[str]) -> bool:
    """True for a step of a shared model that serves other KPIs alone: its figures are of their facts."""
    below = {name.removeprefix("core.") for name in reached(reads, model, _is_model)}
    figures = below & set(FILLED_BY)
    return bool(figures) and figures.isdisjoint(facts)


def one_lineage(
    kpi: Mapping[str, Any],
    reads: Reads,
    files: Iterable[Mapping[str, Any]],
    loaded: Collection[str],
    counted: Collection[str],
    tests: LineageTests,
) -> Lineage:
    """The lineage of one KPI.

    `files` are P07_evidence's sources[], `loaded` the sources that are there, `counted` the raw tables that
    the value printed is counted from: their files come first.
    """
    subject, sources = f"kpi:{kpi['kpi_id']}", kpi["sources"].split(",")
    steps = reached(reads, subject, _is_model)
    facts = facts_of(steps, sources)
    models = [name for name in in_schema(steps, "kpis") if not _of_others(reads, name, facts)]
    tables = {name for model in models for name in in_schema(reads.get(model, []), "core")}
    below = {name for fact in facts for name in reached(reads, f"core.{fact}", _brings_figures)}
    own = [file for file in files if file["source"] in sources and f"raw.{file['table']}" in below]
    raw = {f"raw.{file['table']}" for file in own}
    return Lineage(
        kpi_id=kpi["kpi_id"],
        facts=facts,
        sources=sources,
        loaded=[source for source in sources if source in loaded],
        mart=MART,
        models=models,
        # those with the figures first, then what describes them
        tables=[f"core.{fact}" for fact in facts]
        + sorted(name for name in tables if name.removeprefix("core.") not in FILLED_BY),
        staging=sorted(
            name for name in in_schema(below, "staging") if not raw.isdisjoint(reads.get(name, []))
        ),
        files=sorted(
            (_file(file, file["table"] in counted) for file in own if file["status"] != "missing"),
            key=lambda file: not file["counted"],
        ),
        tests=tests,
        docs=DOCS.format(kpi_id=kpi["kpi_id"]),
    )


def _file(source: Mapping[str, Any], counted: bool) -> LineageFile:
    return LineageFile(
        source=source["source"],
        table=source["table"],
        name=source["name"],
        sha256=source["sha256"],
        rows_loaded=source["rows_loaded"],
        retrieved_at=source["retrieved_at"],
        counted=counted,
    )


def tests_of(kpi_id: str, results: Iterable[Mapping[str, Any]]) -> LineageTests:
    """How the tests that guard a KPI ended; those that did not run are not evaluated."""
    ended = [row["status"] for row in results if kpi_id in (row.get("kpi_ids") or ())]
    passed, warned = ended.count("pass"), ended.count("warn")
    failed = sum(status in FAILED for status in ended)
    return LineageTests(evaluated=passed + warned + failed, passed=passed, failed=failed, warned=warned)


def lineage(
    catalogue: Iterable[Mapping[str, Any]],
    loaded: frozenset[str],
    context: ReportContext,
    counted: Mapping[str, Collection[str]],
) -> list[Lineage]:
    """One entry a KPI, over all its bases.

    `loaded` are the sources that this build holds, `counted` the raw tables that each value is counted from.
    """
    reads = reads_of(context.evidence.get("lineage") or [])
    files = context.evidence.get("sources") or []
    results = context.quality.get("results") or []
    return [
        one_lineage(
            kpi, reads, files, loaded, counted.get(kpi["kpi_id"], ()), tests_of(kpi["kpi_id"], results)
        )
        for kpi in catalogue
    ]
