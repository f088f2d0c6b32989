"""tables[] of P07_evidence: what stands in the warehouse, counted and summed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from reports.evidence import checksums
from reports.evidence.artifacts import Artifacts, Node, dotted, meta, relation_of
from reports.evidence.checksums import Column
from reports.evidence.warehouse import quoted, rows

LAYERS = ("raw", "reference", "core", "kpis")
DISTINCT_ROWS = 5_000_000
# The loaders' own logs grow with every run; what they say of the data stands in sources[].
LOGS = frozenset({("raw", "load_log"), ("raw", "reject_log")})
# Where and when a file was fetched is no content: sources[] has it.
NOT_SUMMED = {("core", "fact_source_load"): ("uri", "retrieved_at")}
FOREIGN_KEY_TESTS = ("relationships", "no_orphans")


@dataclass(frozen=True)
class ForeignKey:
    """A column whose values, where `where` holds, stand in a column of `ref_table` (`schema.name`)."""

    column: str
    ref_table: str
    ref_column: str
    where: str | None


@dataclass(frozen=True)
class Spec:
    """What is to be said of a table: its place, its key and its foreign keys."""

    schema: str
    name: str
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]


def declared(con: duckdb.DuckDBPyConnection, artifacts: Artifacts) -> list[Spec]:
    """Every table of the layers, with the keys that the manifest declares for it."""
    nodes = {relation_of(node): node for node in artifacts.relations()}
    foreign_keys = _foreign_keys(artifacts)
    specs = []
    for place in existing(con):
        key = _primary_key(nodes[place]) if place in nodes else ()
        known = [
            foreign for foreign in foreign_keys.get(place, []) if _place(foreign.ref_table) in existing(con)
        ]
        specs.append(Spec(*place, primary_key=key, foreign_keys=tuple(known)))
    return specs


def recorded(tables: Iterable[Mapping[str, Any]]) -> list[Spec]:
    """The specs of tables[] as an evidence file has them."""
    return [
        Spec(
            *_place(table["name"]),
            primary_key=tuple(table["primary_key"]),
            foreign_keys=tuple(
                ForeignKey(key["column"], key["ref_table"], key["ref_column"], key["where"])
                for key in table["foreign_keys"]
            ),
        )
        for table in tables
    ]


def existing(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Schema and name of the tables (not views) of the layers, in the layers' order."""
    query = "select schema_name, table_name from duckdb_tables() order by schema_name, table_name"
    places: list[tuple[str, str]] = con.execute(query).fetchall()
    return [place for layer in LAYERS for place in places if place[0] == layer and place not in LOGS]


def described(con: duckdb.DuckDBPyConnection, spec: Spec) -> dict[str, Any]:
    """One entry of tables[]: rows, columns, keys, checksum, dates. One scan, but for distinct counts."""
    columns = columns_of(con, spec.schema, spec.name)
    relation = quoted(spec.schema, spec.name)
    row_count = int(con.execute(f"select count(*) from {relation}").fetchall()[0][0])
    summed = [column for column in columns if column.name not in NOT_SUMMED.get((spec.schema, spec.name), ())]
    is_small = row_count <= checksums.SMALL_ROWS
    scan = _scan(
        con, relation, columns, None if is_small else checksums.additive_sum(summed, spec.primary_key)
    )
    distinct = _distinct_counts(con, relation, columns, row_count)
    return {
        "name": f"{spec.schema}.{spec.name}",
        "layer": spec.schema,
        "grain": " × ".join(spec.primary_key) or None,
        "rows": row_count,
        "columns": [
            {
                "name": column.name,
                "type": column.type.lower(),
                "null_count": row_count - scan[f"count:{column.name}"],
                "distinct_count": distinct.get(column.name),
            }
            for column in columns
        ],
        "primary_key": list(spec.primary_key),
        "foreign_keys": [_orphans(con, relation, key) for key in spec.foreign_keys],
        "table_sha256": checksums.ordered_sha256(con, relation, summed, spec.primary_key)
        if is_small
        else None,
        "table_checksum": None if is_small else checksums.additive_text(scan["sum"]),
        "not_summed": [column.name for column in columns if column not in summed],
        "min_date": scan["min_date"],
        "max_date": scan["max_date"],
    }


def columns_of(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> list[Column]:
    """The columns of a table in its own order."""
    found = con.execute(f"describe {quoted(schema, name)}").fetchall()
    return [Column(column, kind) for column, kind, *_ in found]


def _scan(
    con: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], additive: str | None
) -> dict[str, Any]:
    wanted = {f"count:{column.name}": f"count({quoted(column.name)})" for column in columns}
    wanted["sum"] = additive or "null"
    days = [day for column in columns if (day := _as_date(column))]
    wanted["min_date"] = f"least({', '.join(f'min({day})' for day in days)})" if days else "null"
    wanted["max_date"] = f"greatest({', '.join(f'max({day})' for day in days)})" if days else "null"
    select = ", ".join(f"{expression} as {quoted(name)}" for name, expression in wanted.items())
    return rows(con, f"select {select} from {relation}")[0]


def _as_date(column: Column) -> str | None:
    """SQL of a column's date: dates, and keys of dim_date such as 20260301. Times of loading are none."""
    name = quoted(column.name)
    if column.type == "DATE":
        return name
    if column.name.endswith("date_key") and column.type in ("INTEGER", "BIGINT"):
        return f"cast(try_strptime(cast({name} as varchar), '%Y%m%d') as date)"
    return None


def _distinct_counts(
    con: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[Column], row_count: int
) -> dict[str, int]:
    """Exact counts of distinct values, null not counted. Large tables column by column, to save memory."""
    if row_count > DISTINCT_ROWS:
        return {}
    at_once = len(columns) if row_count <= checksums.SMALL_ROWS else 1
    found: dict[str, int] = {}
    for start in range(0, len(columns), at_once):
        counts = {
            column.name: checksums.distinct_count(column) for column in columns[start : start + at_once]
        }
        select = ", ".join(f"{count} as {quoted(name)}" for name, count in counts.items())
        found.update(rows(con, f"select {select} from {relation}")[0])
    return found


def _orphans(con: duckdb.DuckDBPyConnection, relation: str, key: ForeignKey) -> dict[str, Any]:
    child, parent = quoted(key.column), quoted(key.ref_column)
    query = f"""
        select count(*) from (select {child} from {relation} where {key.where or "true"}) as child
        anti join {quoted(*_place(key.ref_table))} as parent on child.{child} = parent.{parent}
        where child.{child} is not null
    """
    return {**asdict(key), "orphans": int(con.execute(query).fetchall()[0][0])}


def _place(name: str) -> tuple[str, str]:
    schema, table = name.split(".", 1)
    return schema, table


def _primary_key(node: Node) -> tuple[str, ...]:
    return tuple(meta(node).get("grain") or node.get("primary_key") or ())


def _foreign_keys(artifacts: Artifacts) -> dict[tuple[str, str], list[ForeignKey]]:
    found: dict[tuple[str, str], set[ForeignKey]] = {}
    for child, key in _declared_foreign_keys(artifacts):
        found.setdefault(relation_of(child), set()).add(key)
    return {place: sorted(keys, key=lambda key: (key.column, key.ref_table)) for place, keys in found.items()}


def _declared_foreign_keys(artifacts: Artifacts) -> Iterator[tuple[Node, ForeignKey]]:
    for test in artifacts.of_type("test"):
        details = test.get("test_metadata") or {}
        if details.get("name") not in FOREIGN_KEY_TESTS:
            continue
        arguments = details["kwargs"]
        child, parent = artifacts.tested(test), artifacts.referred(arguments["to"])
        where = test["config"].get("where")
        if child and parent and "{{" not in (where or ""):
            yield child, ForeignKey(arguments["column_name"], dotted(parent), arguments["field"], where)
