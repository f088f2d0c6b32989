"""The sample's TMDB: it answers as the real one does, has its traps, and the planted truths can be found."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from loaders.sample import TEST_SCALE, TEST_SEED
from loaders.sample.imdb.listing import most_voted
from loaders.sample.imdb.shape import Shape
from loaders.sample.replies import Reply, Request
from loaders.sample.tmdb import planted, source
from loaders.sample.tmdb.api import TOKEN, Api
from loaders.sample.tmdb.offers import PROVIDERS
from loaders.tmdb.shapes import read_answer, shape_of
from loaders.tmdb.stages import SAMPLE_TITLES

SAMPLES = [(TEST_SCALE, TEST_SEED), *((TEST_SCALE, seed) for seed in (1, 2, 3)), (0.01, 7)]
TRUTHS = {truth["name"]: truth for truth in planted()}
# by platform, what its variants' names have in common: not the project's own grouping
PLATFORMS = (
    "Netflix",
    "Prime Video",
    "Hulu",
    "Disney",
    "HBO Max",
    "Peacock",
    "Paramount",
    "AMC",
    "Viaplay",
    "Hayu",
)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The API over the files of the test's scale and seed."""
    root = tmp_path_factory.mktemp("sample")
    for file in source(TEST_SCALE, TEST_SEED).files:
        text = b"".join(part().data for part in file.parts)
        path = root / file.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return Api(root)


def ask(api: Api, path: str, token: str | None = TOKEN, **query: str) -> Reply:
    """A GET of that path below /tmdb/."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return api.answer(Request("GET", f"/tmdb/{path}", query, headers))


def value(reply: Reply) -> Any:
    """The JSON of a reply that is well."""
    assert reply.status == 200, reply
    return json.loads(reply.body)


@cache
def details(scale: float, seed: int) -> list[dict[str, Any]]:
    """The details of the titles that a fetch in test mode asks for."""
    shape = Shape(scale, seed)
    asked = set(most_voted(shape, SAMPLE_TITLES)["tconst"])
    rows: list[dict[str, Any]] = []
    for file in source(scale, seed).files[:2]:
        lines = b"".join(part().data for part in file.parts).splitlines()
        rows += [json.loads(line) for line in lines]
    return [row["details"] for row in rows if row["imdb_id"] in asked and row["details"]]


def platform_of(name: str) -> str:
    """The platform that a variant's name tells."""
    name = "HBO Max" if name == "Max" else name
    return next((platform for platform in PLATFORMS if platform in name), name)


@cache
def carriers(scale: float, seed: int) -> dict[str, dict[int, set[str]]]:
    """By region and title (its place), the platforms that offer it by subscription."""
    found: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for place, title in enumerate(details(scale, seed)):
        for region, lists in title["watch/providers"]["results"].items():
            if "flatrate" in lists:
                found[region][place] = {platform_of(offer["provider_name"]) for offer in lists["flatrate"]}
    return found


def shares(titles: dict[int, set[str]]) -> Counter[str]:
    """KPI 13: each title is shared out among the platforms that carry it."""
    found: Counter[str] = Counter()
    for platforms in titles.values():
        for platform in platforms:
            found[platform] += 1 / len(platforms) / len(titles)
    return found


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_the_planted_truths_can_be_found(scale: float, seed: int) -> None:
    regions = carriers(scale, seed)
    for name in ("leading_platform", "other_leading_platform"):
        truth = TRUTHS[name]
        (first, lead), (_, second), *_ = shares(regions[truth["region"]]).most_common()
        assert first == truth["platform_group"]
        assert lead > 1.3 * second
    hulu = TRUTHS["absent_platform"]
    assert (
        {region for region in regions if shares(regions[region])["Hulu"]}
        == set(hulu["regions"])
        == {"US", "JP"}
    )
    even = shares(regions[TRUTHS["even_market"]["region"]])
    assert len(even) == TRUTHS["even_market"]["platforms"]
    assert max(even.values()) - min(even.values()) < 0.02
    hhi = {
        region: sum((100 * share) ** 2 for share in shares(titles).values())
        for region, titles in regions.items()
    }
    assert max(hhi, key=hhi.__getitem__) == TRUTHS["concentrated_market"]["region"]
    assert abs(hhi[TRUTHS["even_market"]["region"]] - 2500) < 10
    exclusive = [platforms for platforms in regions["US"].values() if platforms == {"Netflix"}]
    assert len(exclusive) > 20


@pytest.mark.parametrize(("scale", "seed"), SAMPLES)
def test_every_trap_is_there(scale: float, seed: int) -> None:
    traps = source(scale, seed).traps
    assert all(traps.values()), {name for name, found in traps.items() if not found}
    offers = [
        offer
        for title in details(scale, seed)
        for lists in title["watch/providers"]["results"].values()
        for kind, found in lists.items()
        if kind != "link"
        for offer in found
    ]
    assert any("display_priority" not in offer for offer in offers)
    assert any(offer["provider_name"] != offer["provider_name"].strip() for offer in offers)
    assert {offer["provider_id"] for offer in offers} == set(PROVIDERS)
    films = {title["id"] for title in details(scale, seed) if "title" in title}
    everything = [title["id"] for title in details(scale, seed)]
    assert len(films) < len(everything)
    assert all("imdb_id" not in title for title in details(scale, seed) if "name" in title)


def test_the_same_scale_and_seed_give_the_same_bytes() -> None:
    one, other = (
        [part().data for file in source(0.001, seed).files for part in file.parts] for seed in (5, 5)
    )
    assert one == other
    assert one != [part().data for file in source(0.001, 6).files for part in file.parts]


def test_what_is_answered_has_the_shape_that_is_kept(api: Api) -> None:
    for title in details(TEST_SCALE, TEST_SEED):
        columns = {"tmdb_id": title["id"]}
        assert read_answer(json.dumps(title).encode(), shape_of("tmdb_movies", columns)) == title


def test_without_the_token_there_is_nothing_but_exports(api: Api) -> None:
    for token in (None, "another"):
        reply = ask(api, "watch/providers/regions", token=token)
        assert (reply.status, json.loads(reply.body)["status_code"]) == (401, 7)
    export = api.answer(Request("GET", "/tmdb_exports/movie_ids_03_01_2026.json.gz", {}, {}))
    lines = gzip.decompress(export.body).splitlines()
    assert sorted(json.loads(lines[0])) == ["adult", "id", "original_title", "popularity", "video"]
    assert api.answer(Request("GET", "/tmdb_exports/nonsense.json.gz", {}, {})).status == 403


def test_find_and_details_belong_together(api: Api) -> None:
    shape = Shape(TEST_SCALE, TEST_SEED)
    ids = list(most_voted(shape, SAMPLE_TITLES)["tconst"])
    found = {tt: value(ask(api, f"find/{tt}", external_source="imdb_id")) for tt in ids}
    hits = {tt: lists for tt, lists in found.items() if lists["movie_results"] or lists["tv_results"]}
    assert 0 < len(ids) - len(hits) < 0.05 * len(ids)
    deleted = set(source(TEST_SCALE, TEST_SEED).traps["deleted"])
    statuses = set()
    for lists in hits.values():
        kind = "movie" if lists["movie_results"] else "tv"
        path = f"{kind}/{lists[f'{kind}_results'][0]['id']}"
        reply = ask(api, path, append_to_response="watch/providers,external_ids")
        if reply.status == 429:  # the first request of some ids, never the second
            assert reply.headers["Retry-After"] in ("0", "1")
            reply = ask(api, path, append_to_response="watch/providers,external_ids")
            statuses.add(429)
        assert reply.status == (404 if path in deleted else 200)
        statuses.add(reply.status)
    assert statuses == {200, 404, 429}
    assert "watch/providers" not in value(ask(api, path))
    assert json.loads(ask(api, "movie/999999").body)["status_code"] == 34


def test_discover_is_paged(api: Api) -> None:
    query = {"with_watch_providers": "8", "watch_region": "US", "with_watch_monetization_types": "flatrate"}
    first = value(ask(api, "discover/movie", **query))
    assert first["total_pages"] == -(-first["total_results"] // 20) > 1
    pages = [value(ask(api, "discover/movie", page=str(n + 1), **query)) for n in range(first["total_pages"])]
    ids = [title["id"] for page in pages for title in page["results"]]
    assert len(set(ids)) == len(ids) == first["total_results"]
    votes = [title["vote_count"] for page in pages for title in page["results"]]
    assert votes == sorted(votes, reverse=True)
    assert value(ask(api, "discover/movie", page="500", **query))["results"] == []
    for page in ("0", "501", "x"):
        reply = ask(api, "discover/movie", page=page, **query)
        assert (reply.status, json.loads(reply.body)["status_code"]) == (400, 22)
    nowhere = value(ask(api, "discover/tv", **query | {"watch_region": "XX"}))
    assert (nowhere["total_results"], nowhere["total_pages"]) == (0, 0)


def test_lists_name_what_the_offers_mention(api: Api) -> None:
    names = {p["provider_id"]: p["provider_name"] for p in value(ask(api, "watch/providers/tv"))["results"]}
    assert names == {provider.id: provider.name for provider in PROVIDERS.values()}
    regions = {region["iso_3166_1"] for region in value(ask(api, "watch/providers/regions"))["results"]}
    assert regions == set(carriers(TEST_SCALE, TEST_SEED))
    genres = {kind: value(ask(api, f"genre/{kind}/list"))["genres"] for kind in ("movie", "tv")}
    assert genres["movie"] != genres["tv"]
    known = {kind: {genre["id"] for genre in found} for kind, found in genres.items()}
    for title in details(TEST_SCALE, TEST_SEED):
        assert {genre["id"] for genre in title["genres"]} <= known["movie" if "title" in title else "tv"]
