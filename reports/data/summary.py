"""The summary: three to five sentences, each naming its KPI, chosen and worded by rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from reports.data import words
from reports.data.display import listed, period, shortened
from reports.data.document import Kpi, Sentence
from reports.data.kpis import (
    WORLD,
    change_size,
    is_difference,
    is_exact,
    is_part_estimate,
    member_of,
    no_change,
)
from reports.data.rows import as_date

MOST, LEAST = 5, 3
# What the member of a headline is the largest of.
MEMBER_IS = {
    "genre_popularity_share": "the largest genre",
    "genre_momentum": "the largest change of any genre",
    "genre_rating": "the best rated genre",
    "platform_catalogue_share": "the leading platform",
}

Clause = Callable[[], str]


def when(start: date | None, end: date | None) -> str:
    """`in 2025`, `on 1 March 2026`, `between 2 and 8 March 2026`."""
    text = period(start, end)
    if " to " in text:
        return f"between {text.replace(' to ', ' and ')}"
    return f"on {text}" if text[:1].isdigit() and " " in text else f"in {text}"


def remarks(kpi: Kpi) -> str:
    """` (one snapshot, rung C; 95% interval 13.0 to 16.6%)`: what it is counted on, and how sure."""
    parts = [*([kpi["display"]["basis"]] if kpi["rung"] else []), kpi["display"]["interval"]]
    return f" ({'; '.join(part[:1].lower() + part[1:] for part in parts)})"


def value_clause(kpi: Kpi) -> str:
    """`32.2% for Drama, the largest genre, in 2025 (95% interval 25.3 to 39.9%)`."""
    of = f" for {member_of(kpi)}, {MEMBER_IS.get(kpi['kpi_id'], 'the largest')}," if member_of(kpi) else ""
    place = when(as_date(kpi["period_start"]), as_date(kpi["period_end"]))
    return f"{kpi['display']['value']}{of} {place}{remarks(kpi)}"


def said_of(kpi: Kpi) -> tuple[str, str]:
    """What comes between the name and the value, and what comes after.

    `rose clearly` only where delta_is_clear, `rose` of complete counts, and neither where there is no change.
    """
    if is_difference(kpi):
        return ": ", "; the change is clear" if kpi["delta_is_clear"] else "; the change is not clear"
    if kpi["delta"] is None:
        return ": ", f"; {no_change(kpi)[1]}"
    if is_exact(kpi) and kpi["delta"] == 0:
        return " is the same as in the period before: ", ""
    if not (kpi["delta_is_clear"] or is_exact(kpi)):
        return " did not change clearly: ", ""
    verb = "rose" if kpi["delta"] > 0 else "fell"
    if is_part_estimate(kpi):
        return f" {verb} by {change_size(kpi)} to ", "; a part is estimated, so nothing says how sure that is"
    if is_exact(kpi):
        return f" {verb} by {change_size(kpi)} to ", ""
    return f" {verb} clearly, by {change_size(kpi)}, to ", ""


def value_sentence(kpi: Kpi, clause: Clause | None) -> Sentence:
    """What an available KPI says; `clause` is what its family says of the change instead."""
    joint, end = said_of(kpi)
    region = f" ({kpi['region']})" if kpi["region"] not in (None, WORLD) else ""
    if clause:
        end = f"; {clause()}"
    text = f"{kpi['name']}{region}{joint}{value_clause(kpi)}{end}."
    return Sentence(kpi_ids=[kpi["kpi_id"]], text=text)


def absent_sentence(kpi: Kpi) -> Sentence:
    """Why one KPI is not available."""
    return Sentence(
        kpi_ids=[kpi["kpi_id"]], text=f"{kpi['name']} is not available ({kpi['display']['reason']})."
    )


def absent_together(kpis: Sequence[Kpi]) -> Sentence:
    """All that are not available, by name."""
    names = listed(shortened(kpi["name"]) for kpi in kpis)
    verb = "is" if len(kpis) == 1 else "are"
    return Sentence(
        kpi_ids=[kpi["kpi_id"] for kpi in kpis], text=f"{names} {verb} not available; each tile says why."
    )


def by_weight(kpis: Sequence[Kpi]) -> list[Kpi]:
    """The order in which KPIs deserve a sentence: clear changes first, then one a family, then the others."""
    ordered = sorted(kpis, key=lambda kpi: (not kpi["delta_is_clear"], kpi["kpi_no"]))
    seen: dict[str, int] = {}
    rank: dict[str, int] = {}
    for kpi in ordered:
        rank[kpi["kpi_id"]] = 0 if kpi["delta_is_clear"] else seen.get(kpi["family"], 0)
        seen[kpi["family"]] = seen.get(kpi["family"], 0) + 1
    return sorted(ordered, key=lambda kpi: (not kpi["delta_is_clear"], rank[kpi["kpi_id"]], kpi["kpi_no"]))


def summary(kpis: Sequence[Kpi], clauses: Mapping[str, Clause]) -> list[Sentence]:
    """Three to five sentences: clear changes first, what else is known, then what is not."""
    known = by_weight([kpi for kpi in kpis if kpi["value"] is not None])
    absent = [kpi for kpi in kpis if kpi["value"] is None]
    sentences = [value_sentence(kpi, clauses.get(kpi["kpi_id"])) for kpi in known[: MOST - bool(absent)]]
    singly = by_weight(absent)[: max(0, LEAST - 1 - len(sentences))]
    sentences.extend(absent_sentence(kpi) for kpi in singly)
    rest = [kpi for kpi in absent if kpi not in singly]
    return [*sentences, absent_together(rest)] if rest else sentences


def availability(kpis: Sequence[Kpi]) -> dict[str, int]:
    """How many of the fourteen have each status; the counts add up to fourteen."""
    return {status: sum(kpi["status"] == status for kpi in kpis) for status in words.STATUS}
