"""What a fetch asks for: the lists, what platforms offer, and the most voted titles."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from loaders.errors import LoaderError
from loaders.tables import Table
from loaders.tmdb.answers import AnswerFile
from loaders.tmdb.asked import Asked, known_ids, most_voted
from loaders.tmdb.asking import Asking, Question
from loaders.tmdb.shapes import TITLES

if TYPE_CHECKING:
    from loaders.sources.base import Context

LIVE_TITLES, SAMPLE_TITLES = 5000, 300
"""Titles asked for without --limit."""
HOME_REGION = "US"
"""As dbt's var home_region: there the offers of platforms are listed."""
LISTED_PROVIDERS = (8, 15)
"""Netflix and Hulu: what they offer is listed, beyond the titles asked for."""
LISTED_PAGES = 5
_KINDS = ("movie", "tv")
_WITH = {"append_to_response": "watch/providers,external_ids"}

Tables = Mapping[str, Table]
"""All tables of the source, by name."""


def lists(asking: Asking, tables: Tables) -> list[AnswerFile]:
    """Regions, providers and genres. Raises LoaderError where one of them is not what it should be."""
    regions, providers, genres = (
        asking.file(tables[name]) for name in ("tmdb_regions", "tmdb_providers", "tmdb_genres")
    )
    if not len(regions):
        regions.add(asking.regions)
    asking.ask(providers, [Question(f"watch/providers/{kind}", {"media_type": kind}) for kind in _KINDS])
    asking.ask(genres, [Question(f"genre/{kind}/list", {"media_type": kind}) for kind in _KINDS])
    files = [regions, providers, genres]
    for file in files:
        if file.rejects:
            _, _, reason, text = file.rejects[0]
            raise LoaderError("BAD_ANSWER", f"{file.path.stem}: {reason} in {text[:200]}")
    return files


def discovered(asking: Asking, tables: Tables) -> list[AnswerFile]:
    """The best-known titles that the listed platforms offer by subscription, page by page."""
    file = asking.file(tables["tmdb_discover"])
    firsts = [_page(kind, provider, 1) for kind in _KINDS for provider in LISTED_PROVIDERS]
    asking.ask(file, firsts)
    others: list[Question] = []
    for first in firsts:
        kind, provider = first.columns["media_type"], first.columns["provider_id"]
        pages = min(LISTED_PAGES, _payload(file, first).get("total_pages", 0))
        others += [_page(kind, provider, page) for page in range(2, pages + 1)]
    asking.ask(file, others)
    return [file]


def titles(asking: Asking, tables: Tables, context: Context) -> list[AnswerFile]:
    """The most voted titles of IMDb: their ids at TMDB where these are not known, then their details."""
    count = context.limit or (SAMPLE_TITLES if context.data_mode == "sample" else LIVE_TITLES)
    asked = most_voted(context, count)
    # The sample numbers its titles anew in each edition; TMDB never does.
    known = {} if context.data_mode == "sample" else known_ids(context)
    find = asking.file(tables["tmdb_find"])
    questions = {
        title: Question(f"find/{title.imdb_id}", {"imdb_id": title.imdb_id}, {"external_source": "imdb_id"})
        for title in asked
        if title.imdb_id not in known
    }
    asking.ask(find, list(questions.values()))
    for title, question in questions.items():
        if found := _found(title, _payload(find, question)):
            known[title.imdb_id] = found
    offers = asking.file(tables["tmdb_offers"])
    files = {kind: asking.file(tables[name]) for name, kind in TITLES.items()}
    for kind, file in files.items():
        asking.ask(file, _details(kind, asked, known), offers)
    # the answers of a run without a limit on the same day are there as well
    if context.limit is not None and sum(map(len, files.values())) <= context.limit:
        for file in files.values():
            file.limit_note = f"the {context.limit} most voted titles"
    return [find, *files.values(), offers]


def _page(kind: str, provider: int, page: int) -> Question:
    return Question(
        f"discover/{kind}",
        {"media_type": kind, "provider_id": provider, "region": HOME_REGION, "page": page},
        {
            "with_watch_providers": str(provider),
            "watch_region": HOME_REGION,
            "with_watch_monetization_types": "flatrate",
            "sort_by": "vote_count.desc",
            "page": str(page),
        },
    )


def _details(kind: str, asked: Iterable[Asked], known: Mapping[str, tuple[str, int]]) -> list[Question]:
    """One question a title: two ids of IMDb may be one title at TMDB."""
    questions: dict[int, Question] = {}
    for title in asked:
        of_kind, number = known.get(title.imdb_id, ("", 0))
        if of_kind == kind and number not in questions:
            columns = {"tmdb_id": number, "asked_imdb_id": title.imdb_id}
            questions[number] = Question(f"{kind}/{number}", columns, _WITH)
    return list(questions.values())


def _found(title: Asked, payload: Mapping[str, Any]) -> tuple[str, int] | None:
    """Kind and id at TMDB: of the kind that IMDb's type says, if there are both."""
    for kind in sorted(_KINDS, key=lambda kind: kind != title.media_type):
        if results := payload.get(f"{kind}_results"):
            return kind, int(results[0]["id"])
    return None


def _payload(file: AnswerFile, question: Question) -> dict[str, Any]:
    """The answer to a question; empty where there is none that can be used."""
    key = tuple(question.columns.get(column) for column in file.table.key)
    text = file.row(key)["payload"] if key in file else None
    return json.loads(text) if text else {}
