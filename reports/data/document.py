"""The shape of P07_data.json's body. `reports evidence` adds the common head (schema, run_id, generator, …).

Dates are ISO strings, unknown values are null, floats are rounded to 12 significant digits, so that the order
in which a sum was taken does not show. Whatever is printed stands in `display`, `text`, `headline` or a table
cell as the finished string.
"""

from typing import Any, TypedDict


class Edition(TypedDict):
    """Title and frame of the edition; `data_nature` is observed, synthetic, estimated or mixed."""

    title: str
    subtitle: str
    as_of_date: str | None
    window_start: str | None
    window_end: str | None
    home_region: str
    data_mode: str
    data_nature: str
    nature_sentence: str


class Display(TypedDict):
    """A KPI as printed. Where there is none, `value` is a dash and `reason` says why.

    `interval` is `ci` with what it is, or why there is none; `basis` is what the value is counted on.
    """

    value: str
    unit: str
    delta: str
    ci: str
    interval: str
    basis: str
    period: str
    status: str
    reason: str
    n: str


class KpiTest(TypedDict):
    """A dbt test that guards a KPI."""

    name: str
    severity: str
    status: str
    failures: int


class Kpi(TypedDict):
    """A row of mart_kpi, what the catalogue says of it, and how it is printed."""

    kpi_id: str
    kpi_no: int
    family: str
    name: str
    basis: str | None
    rung: str | None
    region: str | None
    headline_member: str | None
    period_start: str | None
    period_end: str | None
    value: float | None
    unit: str
    numerator: float | None
    denominator: float | None
    n: int | None
    coverage: float | None
    ci_low: float | None
    ci_high: float | None
    ci_method: str | None
    prev_value: float | None
    delta: float | None
    delta_unit: str
    delta_low: float | None
    delta_high: float | None
    delta_is_clear: bool | None
    delta_reason_code: str | None
    direction: str
    status: str
    reason_code: str | None
    data_nature: str | None
    sources: str
    as_of_date: str | None
    definition_version: int
    definition: str
    formula: str
    reference: str
    period_kind: str
    decimals: int
    scale: int
    caveats: list[str]
    tests: list[KpiTest]
    display: Display


class Sentence(TypedDict):
    """A sentence of the summary and the KPIs that it names."""

    kpi_ids: list[str]
    text: str


class Figure(TypedDict):
    """A figure; `data` are the rows drawn and `table` the same rows as printed strings.

    `filter_by` names the field of `data` whose values a reader of the HTML may choose from; then the rows of
    `table` are those of `data`, one by one.
    """

    id: str
    kpi_id: str
    headline: str
    subtitle: str
    alt_text: str
    source_line: str
    filter_by: str | None
    data: list[dict[str, Any]]
    table: "Cells"


class Cells(TypedDict):
    """Printed cells; `align` is `left` or `right`, one a column."""

    columns: list[str]
    align: list[str]
    rows: list[list[str]]


class Table(Cells):
    """A table of its own."""

    id: str
    kpi_id: str | None
    headline: str
    subtitle: str
    source_line: str


class LineageFile(TypedDict):
    """A source file that a KPI is made from, and the raw table that it was loaded into.

    `counted` is true where the value printed is counted from its rows, and not another basis or a lookup.
    """

    source: str
    table: str
    name: str
    sha256: str | None
    rows_loaded: int | None
    retrieved_at: str | None
    counted: bool


class LineageTests(TypedDict):
    """How many of the tests that guard a KPI ended how."""

    evaluated: int
    passed: int
    failed: int
    warned: int


class Lineage(TypedDict):
    """What a KPI is made from, over all its bases; relations are `schema.name`.

    `facts` are the tables of the star that hold its figures, `tables` all that its models read, `models` its
    own, nearest the mart first. `loaded` are those of its `sources` that this build holds, `docs` the page of
    its model in the dbt docs.
    """

    kpi_id: str
    facts: list[str]
    sources: list[str]
    loaded: list[str]
    mart: str
    models: list[str]
    tables: list[str]
    staging: list[str]
    files: list[LineageFile]
    tests: LineageTests
    docs: str


class Body(TypedDict):
    """P07_data.json without its head."""

    edition: Edition
    availability: dict[str, int]
    row_target: dict[str, Any]
    kpis: list[Kpi]
    summary: list[Sentence]
    series: list[dict[str, Any]]
    slices: list[dict[str, Any]]
    figures: list[Figure]
    tables: list[Table]
    lineage: list[Lineage]
    sources: list[dict[str, Any]]
    quality: dict[str, Any]
    notes: list[str]
