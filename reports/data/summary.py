"""The summary: three to five sentences, each naming its KPI, chosen and worded by rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from reports.data import words
from reports.data.display import listed, period, shortened
from reports.data.document import Kpi, Sentence
from reports.data.kpis import WORLD, change_size, is_difference, is_exact, member_of, no_change
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
    """`in 2025`, `on 1 March 2026`, `from 2 to 8 March 2026`."""
    text = period(start, end)
    if " to " in text:
        return f"from {text}"
    return f"on {text}" if text[:1].isdigit() and " " in text else f"in {text}"


def change_clause(kpi: Mapping[str, Any]) -> str:
    """What may be said of the change: `rose clearly` only where delta_is_clear, `rose` of complete counts."""
    if is_difference(kpi):
        return "the change is clear" if kpi["delta_is_clear"] else "the change is not clear"
    if kpi["delta"] is None:
        return no_change(kpi)[1]
    if is_exact(kpi) and kpi["delta"] == 0:
        return "it is the same as in the period before"
    if not (kpi["delta_is_clear"] or is_exact(kpi)):
        return "it did not change clearly against the period before"
    verb = "rose" if kpi["delta"] > 0 else "fell"
    if is_exact(kpi):
        return f"it {verb} by {change_size(kpi)} against the period before"
    return f"it {verb} clearly, by {change_size(kpi)}"


def remarks(kpi: Kpi) -> str:
    """` (rung C; 95% interval 13.0 to 16.6%)`: what stands in brackets behind the value, if anything."""
    rung = f"rung {kpi['rung']}" if kpi["rung"] else ""
    interval = kpi["display"]["interval"]
    unsaid = "" if kpi["ci_low"] is None and kpi["status"] != "estimated" else interval
    # `95% interval` stands as it is, the others begin in lower case inside a sentence
    found = "; ".join(filter(None, (rung, unsaid[:1].lower() + unsaid[1:])))
    return f" ({found})" if found else ""


def value_sentence(kpi: Kpi, clause: Clause | None) -> Sentence:
    """What an available KPI says."""
    member = (
        f" for {member_of(kpi)}, {MEMBER_IS.get(kpi['kpi_id'], 'the largest')}," if member_of(kpi) else ""
    )
    region = f", {kpi['region']}" if kpi["region"] not in (None, WORLD) else ""
    place = when(as_date(kpi["period_start"]), as_date(kpi["period_end"]))
    said = clause() if clause else change_clause(kpi)
    text = f"{kpi['name']}{region}: {kpi['display']['value']}{member} {place}{remarks(kpi)}; {said}."
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


def one_a_family_first(kpis: Sequence[Kpi]) -> list[Kpi]:
    """The order in which KPIs deserve a sentence: first one of each family, a clear change before others."""
    ordered = sorted(kpis, key=lambda kpi: (not kpi["delta_is_clear"], kpi["kpi_no"]))
    seen: dict[str, int] = {}
    rank: dict[str, int] = {}
    for kpi in ordered:
        rank[kpi["kpi_id"]] = seen.get(kpi["family"], 0)
        seen[kpi["family"]] = rank[kpi["kpi_id"]] + 1
    return sorted(ordered, key=lambda kpi: (rank[kpi["kpi_id"]], kpi["kpi_no"]))


def summary(kpis: Sequence[Kpi], clauses: Mapping[str, Clause]) -> list[Sentence]:
    """Three to five sentences: what is known first, in the KPIs' own order, then what is not."""
    known = one_a_family_first([kpi for kpi in kpis if kpi["value"] is not None])
    absent = [kpi for kpi in kpis if kpi["value"] is None]
    chosen = sorted(known[: MOST - bool(absent)], key=lambda kpi: kpi["kpi_no"])
    sentences = [value_sentence(kpi, clauses.get(kpi["kpi_id"])) for kpi in chosen]
    singly = one_a_family_first(absent)[: max(0, LEAST - 1 - len(sentences))]
    sentences.extend(absent_sentence(kpi) for kpi in sorted(singly, key=lambda kpi: kpi["kpi_no"]))
    rest = [kpi for kpi in absent if kpi not in singly]
    return [*sentences, absent_together(rest)] if rest else sentences


def availability(kpis: Sequence[Kpi]) -> dict[str, int]:
    """How many of the fourteen have each status; the counts add up to fourteen."""
    return {status: sum(kpi["status"] == status for kpi in kpis) for status in words.STATUS}
