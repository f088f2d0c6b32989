"""users.csv. Every personal value carries PRIVATE, so that one found outside raw tables is unmistakable."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from loaders.sample import rng, words
from loaders.sample.netflix.shape import SNAPSHOT, TENURES, Shape, numbers, systematic, weighted, with_copies

PRIVATE = "zz-private-"
PLANS = {"Basic": 30, "Standard": 35, "Premium": 25, "Premium+": 10}
# How often a user of the plan has cancelled, in thousandths of the chance at that tenure. Premium and
# Premium+ are alike: a difference that must not be found.
_CANCELS = {"Basic": 1_700, "Standard": 850, "Premium": 700, "Premium+": 700}
_COUNTRIES = {"USA": 70, "Canada": 30}
# Days before the snapshot of an active user's last session: none at all within the last `least` days, and one
# within `least` and `least + width`. In a hundred: how many active users.
GROUPS = {"fresh": (70, 0, 27), "month": (7, 33, 25), "quarter": (5, 63, 25), "dormant": (18, 93, 0)}
_IMPOSSIBLE_AGES = pl.Series(["-7.0", "-2.0", "0.0", "5.0", "9.0", "12.0", "101.0", "104.0", "109.0"])
_GENDERS = weighted({"Female": 46, "Male": 46, "Other": 5, "Prefer not to say": 3})
_DEVICES = weighted({"Smart TV": 35, "Laptop": 25, "Mobile": 20, "Tablet": 10, "Desktop": 10})
_SPEND = {"Basic": "8.99", "Standard": "13.99", "Premium": "18.99", "Premium+": "24.99"}
_COPIES = 300  # in 10,000


def user_id(index: pl.Series) -> pl.Series:
    """Ids (String) of users; an index from `Shape.users` on is nobody's."""
    return pl.select(pl.concat_str(pl.lit("user_"), (index + 1).cast(pl.String).str.zfill(5))).to_series()


def attributes(shape: Shape) -> pl.DataFrame:
    """What the truths are made of, a row a user: index, plan, country, tenure (days), is_active, group.

    `group` is null for users who have cancelled: they may have watched at any time, so that no last session
    dates a cancellation.
    """
    index = numbers(shape.users)
    shift = shape.draw("plan and tenure", pl.Series([0, 1], dtype=pl.UInt64))
    plan = rng.pick(weighted(PLANS), rng.spread(0, index, shift[0]))
    tenure = rng.below(rng.spread(1, index, shift[1]), TENURES)
    country = rng.pick(weighted(_COUNTRIES), shape.draw("country", index))
    frame = pl.DataFrame({"index": index, "plan": plan, "country": country, "tenure": tenure})
    frame = frame.sort("plan", "country", "tenure", "index")
    # 3 % on the first day, 25 % at the longest tenure, times the plan's factor
    chance = (300 + 2_200 * pl.col("tenure") // TENURES) * pl.col("plan").replace_strict(_CANCELS) // 1_000
    frame = frame.with_columns(is_active=~systematic(frame.select(chance).to_series()))
    frame = frame.with_columns(order=shape.draw("group", frame["index"])).sort("order")
    rank = pl.col("is_active").cum_sum() - 1
    place = pl.when("is_active").then(rank * 100 // pl.col("is_active").sum())
    group = pl.lit(weighted({name: share for name, (share, _, _) in GROUPS.items()})).gather(place)
    return frame.with_columns(group=group).sort("index").drop("order")


def rows(shape: Shape) -> pl.DataFrame:
    """Rows of users.csv, whole-row duplicates included."""
    users = attributes(shape)
    index = users["index"]
    bits, more, created = (shape.draw(stream, index) for stream in ("user", "user, too", "created"))
    half = len(words.first_names()) // 2
    first = words.first_names().gather(rng.below(bits, 2 * half))
    last = words.surnames().gather(rng.below(more, 2_000)).str.strip_chars()
    number = index.cast(pl.String).str.zfill(6)
    frame = users.with_columns(
        user_id=user_id(index),
        email=pl.concat_str(pl.lit(PRIVATE), number, pl.lit("@example.invalid")),
        first_name=pl.concat_str(pl.lit(PRIVATE), first),
        last_name=pl.concat_str(pl.lit(PRIVATE), last),
        age=_ages(shape, index),
        gender=pl.when(rng.chance(bits, 0.92, skip=32)).then(rng.pick(_GENDERS, bits, skip=16)),
        state_province=pl.concat_str(pl.lit(f"{PRIVATE}State "), rng.below(bits, 60).cast(pl.String)),
        city=_cities(bits, index),
        subscription_start_date=pl.lit(SNAPSHOT) - pl.duration(days="tenure"),
        monthly_spend=pl.when(rng.chance(more, 0.9, skip=16)).then(pl.col("plan").replace_strict(_SPEND)),
        primary_device=rng.pick(_DEVICES, more, skip=32),
        household_size=pl.when(rng.chance(created, 0.85, skip=24)).then(
            pl.concat_str((rng.below(created, 6) + 1).cast(pl.String), pl.lit(".0"))
        ),
        created_at=_created(created),
    )
    frame = frame.select(
        "user_id", "email", "first_name", "last_name", "age", "gender", "country", "state_province", "city",
        pl.col("plan").alias("subscription_plan"), pl.col("subscription_start_date").cast(pl.String),
        pl.col("is_active").cast(pl.String).str.to_titlecase(), "monthly_spend", "primary_device",
        "household_size", "created_at",
    )  # fmt: skip
    return with_copies(shape, frame, _COPIES, "users")


def _ages(shape: Shape, index: pl.Series) -> pl.Series:
    """Ages as floats in text: one in eight unknown, one in a hundred impossible."""
    bits = shape.draw("age", index)
    years = rng.quantile([13, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 66, 71, 78, 95], bits)
    is_known = rng.chance(shape.draw("is the age known", index), 0.88)
    possible = pl.when(pl.lit(is_known)).then(pl.concat_str(years.cast(pl.String), pl.lit(".0")))
    impossible = pl.lit(_IMPOSSIBLE_AGES.gather(index // 100 % len(_IMPOSSIBLE_AGES)))
    return pl.select(pl.when(pl.lit(index % 100 == 50)).then(impossible).otherwise(possible)).to_series()


def _cities(bits: pl.Series, index: pl.Series) -> pl.Series:
    """Cities; one in fifty has a comma, a quote or a line break in its name."""
    breaks = pl.Series([", North", ' "Old Town"', "\nby the Sea"]).gather(index % 3)
    end = pl.when(pl.lit(index % 50 == 7)).then(pl.lit(breaks)).otherwise(pl.lit(""))
    town = rng.below(bits, 400, skip=24).cast(pl.String)
    return pl.select(pl.concat_str(pl.lit(f"{PRIVATE}Town "), town, end)).to_series()


def _created(bits: pl.Series) -> pl.Series:
    """Days of three years with microseconds, one of them the snapshot's evening and none after it."""
    last = datetime(SNAPSHOT.year, SNAPSHOT.month, SNAPSHOT.day, 21, 47, 3, 412_345)
    span = (SNAPSHOT - date(2023, 3, 1)) // timedelta(days=1)
    days, seconds = rng.below(bits, span) + 1, rng.below(bits, 80_000, skip=16)
    back = pl.duration(days=pl.lit(days), seconds=pl.lit(seconds))
    first = pl.int_range(0, len(bits), eager=True) == 0
    day = pl.when(pl.lit(first)).then(pl.lit(last)).otherwise(pl.lit(last) - back)
    return pl.select(day.dt.strftime("%Y-%m-%d %H:%M:%S%.6f")).to_series()
