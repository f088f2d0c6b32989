"""Hard cases of title matching, made by hand: titles of IMDb, and how other sources call them.

Names and years are those of well-known films and series where that makes a case; ids, votes and the like
are invented.
"""

from __future__ import annotations

from typing import NamedTuple


class Title(NamedTuple):
    """A title of IMDb."""

    tconst: str
    kind: str
    name: str
    year: int | None
    votes: int
    original: str = ""
    minutes: int | None = None
    is_adult: bool = False
    is_rated: bool = True


class Case(NamedTuple):
    """A title of another source, and which title of IMDb it is.

    `when` is the day of release (year, month and day), of Top 10 the first Sunday on a chart.
    """

    source: str  # tmdb, top10 or clicks
    kind: str  # film or series
    name: str
    when: str
    is_: str | None  # None: none of IMDb's
    is_found: bool = True  # False: rather left unmatched, for it might be another
    original: str = ""
    imdb_id: str | None = None  # as the source gives it
    minutes: int | None = None
    id_: str | None = None  # the source's own, where it matters


IMDB = (
    # remakes of the same name
    Title("tt9000001", "movie", "The Thing", 1982, 480_000, minutes=109),
    Title("tt9000002", "movie", "The Thing", 2011, 150_000, minutes=103),
    Title("tt9000003", "movie", "The Lion King", 1994, 1_200_000),
    Title("tt9000004", "movie", "The Lion King", 2019, 280_000),
    Title("tt9000005", "movie", "All Quiet on the Western Front", 1930, 70_000),
    Title("tt9000006", "tvMovie", "All Quiet on the Western Front", 1979, 17_000),
    Title("tt9000007", "movie", "All Quiet on the Western Front", 2022, 260_000, "Im Westen nichts Neues"),
    Title("tt9000008", "movie", "The Killer", 1989, 54_000, "Dip huet seung hung"),
    Title("tt9000009", "movie", "The Killer", 2023, 220_000),
    Title("tt9000010", "movie", "Rebecca", 1940, 150_000),
    Title("tt9000011", "movie", "Rebecca", 2020, 50_000),
    Title("tt9000012", "movie", "Jaws", 1975, 680_000),
    Title("tt9000013", "movie", "Jaws", 2022, 34),
    Title("tt9000014", "movie", "The Mummy", 1932, 30_000),
    Title("tt9000015", "movie", "The Mummy", 1999, 480_000),
    Title("tt9000016", "movie", "The Mummy", 2017, 210_000),
    Title("tt9000017", "movie", "Dune", 1984, 190_000),
    Title("tt9000018", "movie", "Dune", 2021, 950_000, "Dune: Part One"),
    Title("tt9000019", "movie", "Little Women", 1994, 65_000),
    Title("tt9000020", "movie", "Little Women", 2018, 4_000),
    Title("tt9000021", "movie", "Little Women", 2019, 250_000),
    Title("tt9000022", "movie", "Pinocchio", 2022, 40_000),
    Title("tt9000023", "movie", "Guillermo del Toro's Pinocchio", 2022, 130_000),
    Title("tt9000024", "movie", "Beauty and the Beast", 1991, 490_000),
    Title("tt9000025", "movie", "Beauty and the Beast", 2017, 340_000),
    Title("tt9000026", "movie", "The Guilty", 2018, 60_000, "Den skyldige", 85),
    Title("tt9000027", "movie", "The Guilty", 2021, 170_000, minutes=90),
    # one name, a film and a series
    Title("tt9000030", "movie", "Fargo", 1996, 740_000),
    Title("tt9000031", "tvSeries", "Fargo", 2014, 430_000),
    Title("tt9000032", "movie", "S.W.A.T.", 2003, 160_000),
    Title("tt9000033", "tvSeries", "S.W.A.T.", 2017, 55_000),
    Title("tt9000034", "movie", "It", 2017, 630_000),
    Title("tt9000035", "tvMiniSeries", "It", 1990, 140_000),
    Title("tt9000036", "tvSeries", "Wednesday", 2022, 430_000),
    Title("tt9000037", "movie", "Cruel Intentions", 1999, 220_000),
    # series of the same name
    Title("tt9000040", "tvSeries", "The Bridge", 2011, 75_000, "Bron/Broen"),
    Title("tt9000041", "tvSeries", "The Bridge", 2013, 40_000),
    Title("tt9000042", "tvSeries", "One Piece", 1999, 290_000, "Wan pîsu"),
    Title("tt9000043", "tvSeries", "One Piece", 2023, 160_000),
    Title("tt9000044", "tvSeries", "The Office", 2001, 120_000),
    Title("tt9000045", "tvSeries", "The Office", 2005, 760_000),
    Title("tt9000046", "tvMiniSeries", "House of Cards", 1990, 12_000),
    Title("tt9000047", "tvSeries", "House of Cards", 2013, 540_000),
    # punctuation, accents, articles, numerals
    Title("tt9000050", "movie", "Amélie", 2001, 800_000, "Le fabuleux destin d'Amélie Poulain"),
    Title("tt9000051", "movie", "Pokémon Detective Pikachu", 2019, 190_000),
    Title("tt9000052", "movie", "Schindler's List", 1993, 1_500_000),
    Title("tt9000053", "movie", "WALL·E", 2008, 1_200_000),
    Title("tt9000054", "movie", "Mission: Impossible - Fallout", 2018, 400_000),
    Title("tt9000055", "movie", "Tick, Tick... Boom!", 2021, 130_000),
    Title("tt9000056", "movie", "Don't Look Up", 2021, 620_000),
    Title("tt9000057", "movie", "Once Upon a Time... in Hollywood", 2019, 900_000),
    Title("tt9000058", "movie", "Fast & Furious", 2009, 320_000),
    Title("tt9000059", "movie", "Léon: The Professional", 1994, 1_300_000, "Léon"),
    Title("tt9000060", "movie", "Æon Flux", 2005, 130_000),
    Title("tt9000061", "movie", "20,000 Leagues Under the Sea", 1954, 36_000),
    Title("tt9000062", "movie", "Rocky II", 1979, 250_000),
    Title("tt9000063", "movie", "Rocky V", 1990, 180_000),
    Title("tt9000064", "movie", "Alien³", 1992, 330_000),
    Title("tt9000065", "movie", "Extraction II", 2023, 180_000),
    Title("tt9000066", "movie", "Kill Bill: Vol. 1", 2003, 1_300_000),
    Title("tt9000067", "movie", "Se7en", 1995, 1_900_000, "Seven"),
    Title("tt9000068", "movie", "The Kid", 2019, 14_000),
    Title("tt9000069", "movie", "Kid", 2019, 9_000),
    Title("tt9000070", "tvSeries", "The Witcher", 2019, 590_000),
    Title("tt9000071", "movie", "20", 2018, 700),
    Title("tt9000072", "movie", "Ocean's Eleven", 2001, 640_000),
    Title("tt9000073", "movie", "Ocean's Eleven", 1960, 24_000),
    # other scripts
    Title("tt9000080", "movie", "Moscow Does Not Believe in Tears", 1980, 16_000, "Москва слезам не верит"),
    Title("tt9000081", "movie", "Tokyo Story", 1953, 70_000, "東京物語"),
    Title("tt9000082", "movie", "Ёлки", 2010, 6_000),
    Title("tt9000083", "movie", "दिल से", 1998, 32_000),
    Title("tt9000084", "movie", "दल स", 1998, 40),
    Title("tt9000085", "tvSeries", "Money Heist", 2017, 560_000, "La casa de papel"),
    Title("tt9000086", "tvSeries", "Squid Game", 2021, 620_000, "Ojing-eo geim"),
    # alternative titles, see AKAS
    Title("tt9000090", "movie", "Glass Onion", 2022, 480_000),
    Title("tt9000091", "movie", "El hoyo", 2019, 280_000),
    Title("tt9000092", "movie", "A través de mi ventana", 2022, 30_000),
    Title("tt9000093", "movie", "Der Untergang", 2004, 380_000),
    # years
    Title("tt9000100", "movie", "Let the Right One In", 2008, 230_000, "Låt den rätte komma in"),
    Title("tt9000101", "movie", "Hunt for the Wilderpeople", 2016, 150_000),
    Title("tt9000102", "movie", "Alone", 2018, 3_000),
    Title("tt9000103", "movie", "Alone", 2020, 5_000),
    Title("tt9000104", "movie", "Crash", 1996, 66_000),
    Title("tt9000105", "movie", "Crash", 2004, 450_000),
    Title("tt9000106", "movie", "Hush", 2016, 190_000),
    Title("tt9000107", "movie", "Hush", 2016, 90),
    Title("tt9000108", "movie", "Hush", 2015, 2_000),
    Title("tt9000109", "movie", "Inheritance", 2020, 11_000),
    Title("tt9000110", "movie", "Inheritance", 2020, 3_000),
    Title("tt9000111", "movie", "Home", 2020, 40),
    Title("tt9000112", "movie", "The Long Dark", None, 9_000),
    Title("tt9000151", "movie", "Static", 2016, 12_000),
    Title("tt9000152", "movie", "Static", 2018, 110),
    # none of them should be taken
    Title("tt9000120", "short", "Whiplash", 2013, 7_000, minutes=18),
    Title("tt9000121", "movie", "Whiplash", 2014, 1_000_000, minutes=106),
    Title("tt9000122", "video", "Pirates", 2005, 6_000, is_adult=True),
    Title("tt9000123", "tvEpisode", "Bandersnatch", 2018, 140_000),
    Title("tt9000124", "movie", "The Quiet Harbour", 2021, 0, is_rated=False),
    Title("tt9000125", "movie", "Hidden", 2015, 3_000),
    Title("tt9000126", "movie", "Noise", 2023, 20),
    Title("tt9000127", "movie", "Damsel", 2024, 120_000),
    Title("tt9000128", "videoGame", "The Last of Us", 2013, 60_000),
    # charts
    Title("tt9000153", "tvSeries", "The Tailor", 2018, 2_400, "Terzi"),
    Title("tt9000154", "tvSeries", "Low Tide", 2017, 300),
    Title("tt9000155", "movie", "The Long Ferry", 2016, 42_000, minutes=210),
    Title("tt9000156", "movie", "The Long Ferry", 2023, 2_000, minutes=95),
    Title("tt9000157", "movie", "Small Fires", 2011, 90_000),
    Title("tt9000158", "movie", "Small Fires", 2012, 60),
    Title("tt9000130", "tvSeries", "Stranger Things", 2016, 1_400_000),
    Title("tt9000131", "tvSeries", "Emily in Paris", 2020, 130_000),
    Title("tt9000132", "tvSpecial", "Chris Rock: Selective Outrage", 2023, 14_000),
    Title("tt9000133", "movie", "Sing", 2016, 190_000),
    Title("tt9000134", "movie", "Blonde", 2022, 80_000),
    Title("tt9000135", "movie", "Blonde", 2021, 120),
    Title("tt9000136", "movie", "Fall", 2022, 95_000),
    Title("tt9000137", "movie", "Fall", 2021, 40_000),
    Title("tt9000138", "movie", "Troll", 2022, 77_000),
    Title("tt9000139", "movie", "Troll", 1986, 13_000),
    Title("tt9000140", "movie", "The Grinch", 2018, 90_000),
    Title("tt9000141", "movie", "Borat: Cultural Learnings of America", 2006, 440_000),
    Title("tt9000142", "movie", "Birdman or (The Unexpected Virtue of Ignorance)", 2014, 680_000),
    Title("tt9000143", "movie", "Love", 2015, 70_000),
    Title("tt9000144", "tvMiniSeries", "The Queen's Gambit", 2020, 600_000),
    Title("tt9000145", "movie", "The Platform 2", 2024, 40_000, "El hoyo 2"),
    Title("tt9000146", "tvSeries", "Lupin", 2021, 130_000),
    Title("tt9000147", "movie", "Red Notice", 2021, 330_000),
    Title("tt9000148", "movie", "The Irishman", 2019, 440_000),
    Title("tt9000149", "movie", "Roma", 2018, 170_000),
    Title("tt9000150", "movie", "Roma", 1972, 14_000, "Fellini's Roma"),
)

# (title, alternative title, region, language, types, attributes)
AKAS = (
    ("tt9000090", "Glass Onion: A Knives Out Mystery", "US", None, "imdbDisplay", None),
    ("tt9000091", "The Platform", "XWW", "en", "imdbDisplay", None),
    ("tt9000092", "Through My Window", "US", None, None, None),
    ("tt9000093", "Downfall", "GB", None, "imdbDisplay", None),
    ("tt9000093", "Sunset", "US", None, "working", None),
    ("tt9000101", "Wilderness", "DE", None, "imdbDisplay", None),
    ("tt9000101", "Sauvages", "AU", "fr", "imdbDisplay", None),
    ("tt9000101", "Wilderpeople", "US", None, "imdbDisplay", "short title"),
)

# (source, source_title_id, imdb_id or null, reason)
OVERRIDES = (
    ("netflix_top10", "film|how the grinch stole it", "tt9000140", "the chart's own name"),
    ("tmdb", "movie/900", None, "a film that IMDb lacks"),
    ("vodclickstream", "c-gone", "tt9999999", "an id that IMDb no longer has"),
)

CASES = (
    # remakes: the year tells
    Case("tmdb", "film", "The Thing", "1982-06-25", "tt9000001"),
    Case("clicks", "film", "The Thing", "2011-10-14", "tt9000002"),
    Case("clicks", "film", "The Lion King", "1994-06-24", "tt9000003"),
    Case("tmdb", "film", "The Lion King", "2019-07-12", "tt9000004"),
    Case("tmdb", "film", "Little Women", "2019-12-25", "tt9000021"),
    Case("clicks", "film", "Crash", "2005-05-06", "tt9000105"),
    Case("tmdb", "film", "Ocean's Eleven", "2001-12-07", "tt9000072"),
    Case("clicks", "film", "Ocean’s Eleven", "1960-08-10", "tt9000073"),
    Case("tmdb", "film", "Beauty & the Beast", "2017-03-16", "tt9000025"),
    Case("clicks", "film", "BEAUTY AND THE BEAST", "1991-11-22", "tt9000024"),
    Case("tmdb", "film", "Pinocchio", "2022-09-07", "tt9000022"),
    Case("tmdb", "film", "Guillermo del Toro’s Pinocchio", "2022-11-09", "tt9000023"),
    # remakes: the chart has no year
    Case("top10", "film", "All Quiet on the Western Front", "2022-10-30", "tt9000007"),
    Case("top10", "film", "The Killer", "2023-11-12", "tt9000009"),
    Case("top10", "film", "The Guilty", "2021-10-03", "tt9000027", minutes=91),
    Case("top10", "film", "Troll", "2022-12-04", "tt9000138"),
    Case("top10", "film", "Rebecca", "2021-07-04", "tt9000011", is_found=False),
    Case("top10", "film", "Jaws", "2022-08-07", "tt9000012", is_found=False),
    Case("top10", "film", "The Mummy", "2022-03-06", "tt9000015", is_found=False),
    Case("top10", "film", "Dune", "2024-03-03", "tt9000018", is_found=False),
    Case("top10", "film", "Roma", "2022-01-09", "tt9000149"),
    # one name, a film and a series
    Case("tmdb", "film", "Fargo", "1996-03-08", "tt9000030"),
    Case("tmdb", "series", "Fargo", "2014-04-15", "tt9000031"),
    Case("top10", "film", "Fargo", "2021-09-05", "tt9000030"),
    Case("top10", "series", "Fargo", "2022-09-04", "tt9000031"),
    Case("clicks", "film", "SWAT", "2003-08-08", "tt9000032"),
    Case("tmdb", "series", "S.W.A.T.", "2017-11-02", "tt9000033"),
    Case("clicks", "film", "It", "2017-09-08", "tt9000034"),
    Case("tmdb", "series", "IT", "1990-11-18", "tt9000035"),
    Case("top10", "series", "Wednesday", "2022-11-27", "tt9000036"),
    Case("top10", "film", "Wednesday", "2022-12-18", None),
    Case("top10", "series", "Cruel Intentions", "2021-12-05", None),
    # series of the same name
    Case("tmdb", "series", "The Bridge", "2011-09-21", "tt9000040"),
    Case("tmdb", "series", "The Bridge", "2013-07-10", "tt9000041"),
    Case("tmdb", "series", "Bridge", "2012-02-01", None),
    Case("top10", "series", "ONE PIECE", "2023-09-03", "tt9000043", is_found=False),
    Case("top10", "series", "The Office", "2021-07-11", "tt9000045", is_found=False),
    Case("tmdb", "series", "Office, The", "2005-03-24", "tt9000045"),
    Case("top10", "series", "House of Cards", "2021-08-01", "tt9000047"),
    # punctuation, accents, articles, numerals
    Case("clicks", "film", "Amelie", "2001-04-25", "tt9000050"),
    Case("tmdb", "film", "Le Fabuleux Destin d’Amélie Poulain", "2001-04-25", "tt9000050"),
    Case("clicks", "film", "POKÉMON: Detective Pikachu", "2019-05-09", "tt9000051"),
    Case("tmdb", "film", "Pokemon Detective Pikachu", "2019-05-03", "tt9000051"),
    Case("clicks", "film", "Schindlers List", "1993-12-15", "tt9000052"),
    Case("tmdb", "film", "WALL-E", "2008-06-22", "tt9000053"),
    Case("clicks", "film", "Mission Impossible – Fallout", "2018-07-27", "tt9000054"),
    Case("top10", "film", "tick, tick...BOOM!", "2021-11-21", "tt9000055"),
    Case("top10", "film", "Don’t Look Up", "2021-12-26", "tt9000056"),
    Case("tmdb", "film", "Once Upon a Time… in Hollywood", "2019-07-24", "tt9000057"),
    Case("clicks", "film", "Fast and Furious", "2009-04-03", "tt9000058"),
    Case("tmdb", "film", "Leon: The Professional", "1994-09-14", "tt9000059"),
    Case("clicks", "film", "Aeon Flux", "2005-12-02", "tt9000060"),
    Case("tmdb", "film", "20000 Leagues under the Sea", "1954-12-23", "tt9000061"),
    Case("clicks", "film", "Rocky 2", "1979-06-15", "tt9000062"),
    Case("clicks", "film", "Rocky 5", "1990-11-16", "tt9000063"),
    Case("tmdb", "film", "Alien 3", "1992-05-22", "tt9000064"),
    Case("top10", "film", "Extraction 2", "2023-06-18", "tt9000065"),
    Case("clicks", "film", "Kill Bill: Vol.1", "2003-10-10", "tt9000066"),
    Case("tmdb", "film", "Seven", "1995-09-22", "tt9000067"),
    Case("tmdb", "film", "The Kid", "2019-03-08", "tt9000068"),
    Case("clicks", "film", "A Kid", "2019-03-08", "tt9000068", is_found=False),
    Case("top10", "series", "Witcher", "2021-12-19", "tt9000070"),
    Case("tmdb", "film", "2.0", "2018-11-29", None),
    Case("clicks", "film", "Rocky III", "1982-05-28", None),
    # other scripts
    Case("tmdb", "film", "Москва слезам не верит", "1980-02-11", "tt9000080"),
    Case("tmdb", "film", "A Story from Tokyo", "1953-11-03", "tt9000081", original="東京物語"),
    Case("tmdb", "film", "Елки", "2010-12-16", "tt9000082"),
    Case("tmdb", "film", "दिल से", "1998-08-21", "tt9000083"),
    Case("tmdb", "film", "東京", "1953-11-03", None),
    Case("top10", "series", "La Casa de Papel", "2021-09-05", "tt9000085"),
    Case("top10", "series", "Squid Game", "2021-09-19", "tt9000086"),
    # subtitles and alternative titles
    Case("tmdb", "film", "Glass Onion: A Knives Out Mystery", "2022-11-23", "tt9000090"),
    Case("top10", "film", "Through My Window", "2022-02-06", "tt9000092"),
    Case("tmdb", "film", "The Platform", "2019-11-08", "tt9000091"),
    Case("clicks", "film", "Downfall", "2004-09-08", "tt9000093"),
    Case("clicks", "film", "Sunset", "2004-10-01", None),
    Case("clicks", "film", "Wilderness", "2016-05-01", None),
    Case("clicks", "film", "Sauvages", "2016-05-01", None),
    Case("clicks", "film", "Wilderpeople", "2016-05-01", None),
    Case("clicks", "film", "Borat", "2006-11-03", "tt9000141", is_found=False),
    Case("clicks", "film", "Birdman", "2014-10-17", "tt9000142", is_found=False),
    # years
    Case("clicks", "film", "Let the Right One In", "2009-04-10", "tt9000100"),
    Case("clicks", "film", "Hunt for the Wilderpeople", "2018-01-01", None),
    Case("tmdb", "film", "Alone", "2019-05-01", None),
    Case("tmdb", "film", "Hush", "2016-03-12", "tt9000106"),
    Case("clicks", "film", "Hush", "2015-08-01", "tt9000108"),
    Case("clicks", "film", "Small Fires", "2012-02-17", "tt9000157", is_found=False),
    Case("tmdb", "film", "Inheritance", "2020-04-30", "tt9000109", is_found=False),
    Case("tmdb", "film", "Home", "2019-02-02", None),
    Case("clicks", "film", "Static", "2017-05-05", "tt9000151"),
    Case("tmdb", "film", "The Long Dark", "2014-01-01", None),
    Case("tmdb", "film", "Jaws", "", "tt9000012", is_found=False),
    # none of IMDb's, though it has one that looks like it
    Case("tmdb", "film", "Whiplash", "2013-01-18", "tt9000120", is_found=False, minutes=18),
    Case("tmdb", "film", "Pirates", "2005-09-26", None),
    Case("top10", "film", "Bandersnatch", "2021-07-25", None),
    Case("top10", "series", "The Last of Us", "2023-02-05", None),
    Case("top10", "film", "Hidden", "2023-04-02", None),
    Case("top10", "film", "Noise", "2023-05-07", None),
    Case("top10", "film", "Damsel", "2023-01-08", None),
    Case("clicks", "film", "The Quiet Harbour", "2021-04-04", "tt9000124", is_found=False),
    Case("tmdb", "film", "???", "2019-01-01", None),
    # charts
    Case("top10", "series", "The Tailor", "2023-05-07", "tt9000153"),
    Case("top10", "series", "Low Tide", "2023-05-07", None),
    Case("top10", "film", "The Long Ferry", "2023-06-25", None, minutes=120),
    Case("top10", "series", "Stranger Things", "2021-07-04", "tt9000130"),
    Case("top10", "series", "Emily in Paris", "2021-12-26", "tt9000131"),
    Case("top10", "series", "Chris Rock: Selective Outrage", "2023-03-05", "tt9000132"),
    Case("top10", "film", "Sing", "2021-12-12", "tt9000133"),
    Case("top10", "film", "Blonde", "2022-10-02", "tt9000134"),
    Case("top10", "film", "Fall", "2022-11-06", "tt9000136", is_found=False),
    Case("top10", "series", "The Queen’s Gambit", "2021-07-04", "tt9000144"),
    Case("top10", "film", "El hoyo 2", "2024-10-06", "tt9000145"),
    Case("top10", "series", "Lupin", "2021-07-04", "tt9000146"),
    Case("top10", "film", "Red Notice", "2021-11-14", "tt9000147"),
    Case("top10", "film", "The Irishman", "2021-07-18", "tt9000148"),
    # what the source says itself
    Case("tmdb", "film", "Dune: Part One", "2021-09-15", "tt9000018", imdb_id="tt9000018"),
    Case("tmdb", "film", "Dune", "2021-01-01", None),
    Case("tmdb", "film", "Another Name Entirely", "1999-01-01", "tt9000143", imdb_id="tt9000143"),
    Case("tmdb", "film", "Roma", "2018-08-25", "tt9000149", imdb_id="tt8999999"),
    # overrides
    Case("top10", "film", "How the Grinch Stole It", "2021-12-05", "tt9000140"),
    Case("tmdb", "film", "Love", "2015-05-20", None, id_="900"),
    Case("clicks", "film", "Red Notice", "2021-11-05", None, id_="c-gone"),
)
