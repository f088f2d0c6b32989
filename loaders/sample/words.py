"""Vocabulary of the sample: invented titles and people from short word lists of this project's own.

The tables are built once, in plain Python and a fixed order; the generator only picks from them by number.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import polars as pl


def listed(text: str) -> list[str]:
    """The words of a text, however it is wrapped."""
    return text.split()


# The same forty things, in the same order, in each language: a title's local names mean the same everywhere.
_NOUNS = {
    "en": """
        Harbour Winter River City Moon Sun Sea Garden House Night Day Letter Island Bridge Mountain Road
        Dream Shadow Fire Water Wind Star Forest Train Door Window Mirror Song Bird Horse Wolf King Queen
        Child Brother Sister Mother Father Heart Time
    """,
    "de": """
        Hafen Winter Fluss Stadt Mond Sonne Meer Garten Haus Nacht Tag Brief Insel Brücke Berg Straße
        Traum Schatten Feuer Wasser Wind Stern Wald Zug Tür Fenster Spiegel Lied Vogel Pferd Wolf König
        Königin Kind Bruder Schwester Mutter Vater Herz Zeit
    """,
    "fr": """
        Port Hiver Rivière Ville Lune Soleil Mer Jardin Maison Nuit Jour Lettre Île Pont Montagne Route
        Rêve Ombre Feu Eau Vent Étoile Forêt Train Porte Fenêtre Miroir Chanson Oiseau Cheval Loup Roi
        Reine Enfant Frère Sœur Mère Père Cœur Temps
    """,
    "es": """
        Puerto Invierno Río Ciudad Luna Sol Mar Jardín Casa Noche Día Carta Isla Puente Montaña Camino
        Sueño Sombra Fuego Agua Viento Estrella Bosque Tren Puerta Ventana Espejo Canción Pájaro Caballo
        Lobo Rey Reina Niño Hermano Hermana Madre Padre Corazón Tiempo
    """,
    "it": """
        Porto Inverno Fiume Città Luna Sole Mare Giardino Casa Notte Giorno Lettera Isola Ponte Montagna
        Strada Sogno Ombra Fuoco Acqua Vento Stella Foresta Treno Porta Finestra Specchio Canzone Uccello
        Cavallo Lupo Re Regina Bambino Fratello Sorella Madre Padre Cuore Tempo
    """,
    "pt": """
        Porto Inverno Rio Cidade Lua Sol Mar Jardim Casa Noite Dia Carta Ilha Ponte Montanha Estrada Sonho
        Sombra Fogo Água Vento Estrela Floresta Trem Porta Janela Espelho Canção Pássaro Cavalo Lobo Rei
        Rainha Criança Irmão Irmã Mãe Pai Coração Tempo
    """,
    "sv": """
        Hamn Vinter Flod Stad Måne Sol Hav Trädgård Hus Natt Dag Brev Ö Bro Berg Väg Dröm Skugga Eld
        Vatten Vind Stjärna Skog Tåg Dörr Fönster Spegel Sång Fågel Häst Varg Kung Drottning Barn Bror
        Syster Mor Far Hjärta Tid
    """,
    "pl": """
        Port Zima Rzeka Miasto Księżyc Słońce Morze Ogród Dom Noc Dzień List Wyspa Most Góra Droga Sen
        Cień Ogień Woda Wiatr Gwiazda Las Pociąg Drzwi Okno Lustro Pieśń Ptak Koń Wilk Król Królowa
        Dziecko Brat Siostra Matka Ojciec Serce Czas
    """,
    "tr": """
        Liman Kış Nehir Şehir Ay Güneş Deniz Bahçe Ev Gece Gün Mektup Ada Köprü Dağ Yol Rüya Gölge Ateş Su
        Rüzgâr Yıldız Orman Tren Kapı Pencere Ayna Şarkı Kuş At Kurt Kral Kraliçe Çocuk Ağabey Abla Anne
        Baba Kalp Zaman
    """,
    "ru": """
        Гавань Зима Река Город Луна Солнце Море Сад Дом Ночь День Письмо Остров Мост Гора Дорога Сон Тень
        Огонь Вода Ветер Звезда Лес Поезд Дверь Окно Зеркало Песня Птица Конь Волк Король Королева Дитя
        Брат Сестра Мать Отец Сердце Время
    """,
    "el": """
        Λιμάνι Χειμώνας Ποτάμι Πόλη Φεγγάρι Ήλιος Θάλασσα Κήπος Σπίτι Νύχτα Μέρα Γράμμα Νησί Γέφυρα Βουνό
        Δρόμος Όνειρο Σκιά Φωτιά Νερό Άνεμος Αστέρι Δάσος Τρένο Πόρτα Παράθυρο Καθρέφτης Τραγούδι Πουλί
        Άλογο Λύκος Βασιλιάς Βασίλισσα Παιδί Αδελφός Αδελφή Μητέρα Πατέρας Καρδιά Χρόνος
    """,
    "ja": """
        港 冬 川 街 月 太陽 海 庭 家 夜 昼 手紙 島 橋 山 道 夢 影 火 水 風 星 森 列車 扉 窓 鏡 歌 鳥 馬 狼
        王 女王 子供 兄 姉 母 父 心 時
    """,
    "zh": """
        海港 冬天 河流 城市 月亮 太阳 大海 花园 房子 夜晚 白天 书信 岛屿 桥梁 高山 道路 梦想 影子 火焰
        流水 清风 星星 森林 火车 大门 窗户 镜子 歌声 小鸟 骏马 野狼 国王 王后 孩子 兄弟 姐妹 母亲 父亲
        心灵 时间
    """,
    "ko": """
        항구 겨울 강 도시 달 태양 바다 정원 집 밤 낮 편지 섬 다리 산 길 꿈 그림자 불 물 바람 별 숲 기차 문
        창문 거울 노래 새 말 늑대 왕 여왕 아이 형제 자매 어머니 아버지 마음 시간
    """,
    "ar": """
        الميناء الشتاء النهر المدينة القمر الشمس البحر الحديقة البيت الليل النهار الرسالة الجزيرة الجسر
        الجبل الطريق الحلم الظل النار الماء الريح النجمة الغابة القطار الباب النافذة المرآة الأغنية الطائر
        الحصان الذئب الملك الملكة الطفل الأخ الأخت الأم الأب القلب الزمن
    """,
    "hi": """
        बंदरगाह सर्दी नदी शहर चाँद सूरज समुद्र बगीचा घर रात दिन चिट्ठी द्वीप पुल पहाड़ सड़क सपना साया आग
        पानी हवा तारा जंगल रेलगाड़ी दरवाज़ा खिड़की दर्पण गीत पक्षी घोड़ा भेड़िया राजा रानी बच्चा भाई बहन
        माँ पिता दिल समय
    """,
}
_AND = {
    "en": " and ", "de": " und ", "fr": " et ", "es": " y ", "it": " e ", "pt": " e ", "sv": " och ",
    "pl": " i ", "tr": " ve ", "ru": " и ", "el": " και ", "ja": "と",
    "zh": "与", "ko": " 그리고 ", "ar": " و", "hi": " और ",
}  # fmt: skip
# How an untitled episode is called; languages without an entry use the English pattern.
_EPISODE = {
    "en": "Episode #", "de": "Folge #", "fr": "Épisode #", "es": "Episodio #", "it": "Episodio #",
    "pt": "Episódio #", "sv": "Avsnitt #", "pl": "Odcinek #", "tr": "Bölüm #", "ru": "Эпизод #",
    "el": "Επεισόδιο #", "ja": "エピソード #", "hi": "एपिसोड #",
}  # fmt: skip
LANGUAGES = tuple(_NOUNS)

_ADJECTIVES = listed(
    """
    Silent Last Crooked Golden Hidden Broken Quiet Distant Second Burning Frozen Endless Gentle Hollow
    Invisible Jealous Kind Lonely Midnight Narrow Open Patient Restless Scarlet Tender Unwritten Velvet
    Wandering Yellow Amber Bitter Copper Drifting Early Fallen Green Half Iron Ivory Late Lost Modest
    Northern Ordinary Paper Pale Reckless Salt Seventh Sleeping Slow Southern Stolen Sunken Thin Third
    Uneven Upper Vanished Warm White Wild Windless Wooden
    """
)
_PLACE_HEADS = listed(
    """
    Maren Vaster Kolm Ester Brind Tarn Ulver Sant Orra Lind Hal Nord Fenn Grav Is Jor Kest Lamb Mor Nev
    Oster Pell Quor Ravn Sel Thorn Ull Val Wex Yst Zell Ålm Ængel Brac Corv Dunn Elk Farr Gosl Hex Ilm
    Jask Kral Lux Mald Nyr Olt Prev Rusk Skel Trev Uss Vorm Wick Yarr Zav Öst Čern Dval Égl Žal Šum Ñor
    Übel
    """
)
_PLACE_TAILS = listed(
    """
    holt by ford mere stad wick ton ova ina ello aire burg dal sund minster ey haven croft moor gate
    well field brook cross bridge wood ridge marsh point vale cliff end fjord heim lund nes rup skov
    thorpe toft vik å ac ault court mont val eux ige oise osa ona etto asco ari ulla ent ura aja ite
    osto une isk ova-Lesna
    """
)
_FEMALE = listed(
    """
    Mara Ingrid Elena Sofia Anneke Brigid Clara Dunja Esme Freya Greta Hana Ilse Jana Kaja Leonie Maren
    Nadia Odile Petra Rosa Signe Tilda Una Vera Wanda Yara Zora Aiko Mei Noor Leila Amina Priya Asha
    Ximena Beatriz Chiara Danuta Eva Fiona Gwen Heloise Isolde Jolanta Katya Lucía Mónica Nina Oksana
    Paula Renée Sanna Tamar Uma Valeria Wilma Yuki Zsófia Åsa Émilie Lumi Marit Dagny
    """
)
_MALE = listed(
    """
    Tomás Anders Bruno Carlos Dmitri Emil Faisal Gustav Henrik Ivo Jakob Karel Lars Mateo Nils Oskar
    Pavel Quentin Rafael Stefan Tariq Ulrich Viktor Wim Xavier Yannick Zoltán Akira Jun Wei Omar Hassan
    Arjun Rohan Diego Luca Piotr Andrei Boris Cormac Declan Edwin Felix Gareth Hugo Isak Joaquín Kofi
    Leon Milan Nikos Otto Pelle Ramón Søren Théo Umberto Vasil Wojciech Yusuf Zeno Åke Étienne Matti
    """
)
_SURNAME_HEADS = listed(
    """
    Lind Berg Var Sol Nym Hart Ast Bre Cal Dor Eck Fal Gar Hol Iver Jar Kes Lor Mal Nor Ost Pel Quil Ros
    Sand Tor Ul Vest Wal Yor Zan Øver Åker Bell Castel Dun Ever Ferr Grim Has Ibar Jans Korv Lum Mont
    Nav Orl Pas Rav Sten Thal Urb Vin Wend Xan Yl Zim Ćal Đor Łask Ñun Šev Žel Ölv
    """
)
_SURNAME_TAILS = listed(
    """
    qvist ström lund dahl gren mark sson sen ska ska-Lind vić ova escu ides oglu ez ado eira elli etti
    ini one aud eau ault ier wick worth ley den ham ford well by er mann stein bach feld hoff inger ich
    uk enko ian yan idze shvili avi ari oto ura awa nen la is as us ys itz off orn eng ang ula ezza
    """
)
_SURNAME_PREFIXES = ("", "", "", "", "", "", "", "", "", "", "", "O'", "D'", "Mc", "van der ", "de la ")


@cache
def english_heads() -> pl.Series:
    """5,120 beginnings of English titles; entry n is about noun n % 40, as in `local_heads`."""
    nouns = listed(_NOUNS["en"])
    count = len(nouns)
    heads = []
    for row, noun in product(range(128), range(count)):
        other = nouns[(noun * 7 + row * 3 + 1) % count]
        adjective = _ADJECTIVES[(row * 5 + noun) % len(_ADJECTIVES)]
        person = (_FEMALE + _MALE)[(row * 11 + noun) % (len(_FEMALE) + len(_MALE))]
        heads.append(
            (
                f"The {adjective} {nouns[noun]}",
                f"{nouns[noun]} and {other}",
                f"{adjective} {nouns[noun]}",
                f"The {nouns[noun]} and the {other}",
                f"A {nouns[noun]} for {person}",
                f"{person}'s {nouns[noun]}",
                f"{nouns[noun]}, {other} & {adjective} {nouns[(noun + row) % count]}",
                f"The {nouns[noun]} We Lost",
            )[row % 8]
        )
    return pl.Series(heads)


@cache
def local_heads() -> pl.Series:
    """1,600 beginnings a language, one language after another in the order of LANGUAGES: "Port et Hiver"."""
    heads = []
    for language in LANGUAGES:
        nouns = listed(_NOUNS[language])
        for second, first in product(range(len(nouns)), range(len(nouns))):
            heads.append(nouns[first] + (_AND[language] + nouns[second] if first != second else ""))
    return pl.Series(heads)


@cache
def _places() -> tuple[str, ...]:
    """4,096 invented places."""
    return tuple(head + tail for head, tail in product(_PLACE_HEADS, _PLACE_TAILS))


@cache
def english_tails() -> pl.Series:
    """What follows an English beginning: nothing in half of the cases, else mostly a place."""
    rare = [" 🌊", " Cafe\u0301", ' "Reprise"', " 2", " II", " (Part 1)", "?", "!", "...", " - The Return"]
    joiners = (" of ", " in ", " at ", ": ")
    named = [f"{joiners[n % len(joiners)]}{place}" for n, place in enumerate(_places())]
    return pl.Series([""] * (len(named) - 4 * len(rare)) + rare * 4 + named)


@cache
def local_tails() -> pl.Series:
    """What follows a beginning in another language."""
    return pl.Series([""] * len(_places()) + [f": {place}" for place in _places()])


@cache
def episode_names() -> pl.Series:
    """What an untitled episode is called, in the order of LANGUAGES."""
    return pl.Series([_EPISODE.get(language, _EPISODE["en"]) for language in LANGUAGES])


@cache
def first_names() -> pl.Series:
    """First names, a third of them with an initial or a second name; women's, then as many men's."""
    initials = "ABCDEFGHJKLMNPRSTVW"
    names = []
    for group in (_FEMALE, _MALE):
        for n, name in enumerate(group):
            second = group[(n * 5 + 7) % len(group)]
            names += [name, name, f"{name} {initials[n % len(initials)]}.", f"{name} {second}", name, name]
    return pl.Series(names)


@cache
def surnames() -> pl.Series:
    """Invented family names with the leading space, plain ones most often."""
    combined = [head + tail for head, tail in product(_SURNAME_HEADS, _SURNAME_TAILS)]
    return pl.Series(
        [
            f" {_SURNAME_PREFIXES[(n + 5 * turn) % len(_SURNAME_PREFIXES)]}{name}"
            for turn in range(2)
            for n, name in enumerate(combined)
        ]
    )


@cache
def character_heads() -> pl.Series:
    """Beginnings of a JSON array of characters; a tail of `character_tails` closes it."""
    people = [*_FEMALE, *_MALE]
    forms = ("", "", "", "", "", "", "Dr. ", "Inspector ", "Aunt ", "Young ", 'The \\"Real\\" ', "Captain ")
    named = [forms[(n * 7 + turn) % len(forms)] + name for turn in range(4) for n, name in enumerate(people)]
    roles = ("Narrator", "Waiter", "Nurse", "Second Guard", "Driver", "Teacher", "Neighbour", "Shopkeeper")
    return pl.Series([f'["{text}' for text in (*named, *roles * 8)])


@cache
def character_tails() -> pl.Series:
    """Ends of a JSON array of characters: a family name, a remark, a second character, or nothing."""
    names = [f'{name}"]' for name in surnames().to_list()[:3000]]
    doubles = [f'","{noun}"]' for noun in listed(_NOUNS["en"])]
    return pl.Series([*names, *doubles, *(['"]'] * 2500), *([' \\"Lark\\""]'] * 20), *([' (voice)"]'] * 60)])


@cache
def _heads() -> pl.Series:
    return pl.concat([english_heads(), local_heads()])


@cache
def _tails() -> pl.Series:
    return pl.concat([english_tails(), local_tails()])


def titles(bits: pl.Series, language: pl.Series) -> pl.Series:
    """A title (String) for each draw, in the language at that position of LANGUAGES; all mean the same."""
    english, local = len(english_heads()), len(local_heads()) // len(LANGUAGES)
    head = bits // (1 << 32) % english
    foreign = (language > 0).cast(pl.UInt64)
    head = head * (1 - foreign) + (english + language * local + head % local) * foreign
    tail = bits % len(english_tails()) + foreign * len(english_tails())
    return pl.select(pl.concat_str(_heads().gather(head), _tails().gather(tail))).to_series()
