"""Romanisation: published examples per scheme, and what holds for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crible.errors import UnknownThing
from crible.text import letter_rules, romanisation, romanise, scripts

_KHRUSHCHEV = {
    "bgn": "Khrushchëv",
    "bgn-lists": "Khrushchev",
    "press": "Khrushchev",
    "press-simple": "Khrushchev",
    "icao": "Khrushchev",
    "gost-52535": "Khrushchev",
    "passport-1997": "Khrushchev",
    "iso9": "Hruŝëv",
    "scholarly": "Xruščëv",
    "iso-r9": "Chruščëv",
    "gost-779b": "Xrushhyov",
    "ala-lc": "Khrushchev",
    "fr": "Khrouchtchev",
    "de": "Chruschtschow",
    "pl": "Chruszczow",
    "es": "Jruschov",
    "it": "Krusciov",
    "nl": "Chroesjtsjov",
    "tr": "Hruşçov",
}


@pytest.mark.parametrize("scheme", romanise.schemes("ru"))
def test_every_russian_scheme_spells_khrushchev_its_own_way(scheme: str) -> None:
    """Each Russian scheme gives its published form of one name."""
    assert (
        romanise.romanise("Хрущёв", language="ru", scheme=scheme)
        == (_KHRUSHCHEV[scheme])
    )


@pytest.mark.parametrize(
    ("language", "scheme", "text", "expected"),
    [
        # Russian, English-oriented
        ("ru", "bgn", "Ельцин", "Yel’tsin"),
        ("ru", "bgn", "Подъячев", "Pod”yachev"),
        ("ru", "bgn", "Достоевский", "Dostoyevskiy"),
        ("ru", "bgn", "Ёлкин Королёв Воробьёв", "Yëlkin Korolëv Vorob’yëv"),
        ("ru", "bgn-lists", "Ельцин", "Yeltsin"),
        ("ru", "bgn-lists", "Алмаз-Антей", "Almaz-Antey"),
        ("ru", "bgn-lists", "Юрий Ковальчук", "Yuriy Kovalchuk"),
        ("ru", "press", "Юрий Достоевский", "Yury Dostoyevsky"),
        ("ru", "press", "Александр Белый", "Alexander Bely"),
        ("ru", "press-simple", "Евгений Сергей Юрий", "Evgeny Sergei Yuri"),
        ("ru", "press-simple", "Дмитриевич Анатольевич", "Dmitrievich Anatolievich"),
        ("ru", "icao", "Юлия Подъячева", "Iuliia Podieiacheva"),
        ("ru", "icao", "Дмитрий Щукин", "Dmitrii Shchukin"),
        ("ru", "gost-52535", "Цой Подъячев", "Tcoi Podiachev"),
        ("ru", "passport-1997", "Васильев Юрий", "Vasilyev Yury"),
        ("ru", "iso9", "Щукин Юрий Яшин", "Ŝukin Ûrij Âšin"),
        ("ru", "scholarly", "Щукин Хрущев", "Ščukin Xruščev"),
        ("ru", "gost-779b", "Царицын Цюрих Яна", "Czaricy`n Czyurix Yana"),
        ("ru", "ala-lc", "Юрий Яшин", "Iurii Iashin"),
        # Russian, other languages of Europe
        ("ru", "fr", "Купол", "Koupol"),
        ("ru", "fr", "Уралвагонзавод", "Ouralvagonzavod"),
        ("ru", "fr", "Юрий Ковальчук", "Iouri Kovaltchouk"),
        ("ru", "fr", "Щукин", "Chtchoukine"),
        ("ru", "fr", "Ельцин Путин", "Eltsine Poutine"),
        ("ru", "fr", "Солженицын", "Soljenitsyne"),
        ("ru", "fr", "Алмаз-Антей", "Almaz-Anteï"),
        ("ru", "fr", "Сергей Лавров", "Sergueï Lavrov"),
        ("ru", "fr", "Евгений Борисов", "Evgueni Borissov"),
        ("ru", "fr", "Михаил Горбачёв", "Mikhaïl Gorbatchev"),
        ("ru", "fr", "Россия Ростех", "Rossia Rostekh"),
        ("ru", "fr", "Новосибирск Ижевск", "Novossibirsk Ijevsk"),
        ("ru", "fr", "Сергеев Лаврентьев", "Sergueïev Lavrentiev"),
        ("ru", "fr", "Татьяна Илья", "Tatiana Ilia"),
        ("ru", "de", "Уралвагонзавод", "Uralwagonsawod"),
        ("ru", "de", "Алмаз-Антей", "Almas-Antei"),
        ("ru", "de", "Ельцин Горбачёв", "Jelzin Gorbatschow"),
        ("ru", "de", "Борисов Соболь", "Borissow Sobol"),
        ("ru", "de", "Ижевск Майя", "Ischewsk Maja"),
        ("ru", "pl", "Медведев Ельцин", "Miedwiediew Jelcyn"),
        ("ru", "pl", "Жириновский Лавров", "Żyrinowski Ławrow"),
        ("ru", "pl", "Ковальчук Казань", "Kowalczuk Kazań"),
        ("ru", "es", "Ельцин Ходорковский", "Yeltsin Jodorkovski"),
        ("ru", "es", "Сергей Лужков", "Serguei Luzhkov"),
        ("ru", "it", "Горбачёв", "Gorbaciov"),
        ("ru", "nl", "Путин Ельцин", "Poetin Jeltsin"),
        # Ukrainian
        ("uk", "national", "Зеленський", "Zelenskyi"),
        ("uk", "national", "Київ Згорани", "Kyiv Zghorany"),
        ("uk", "national", "Знам'янка Єнакієве", "Znamianka Yenakiieve"),
        ("uk", "national", "Юрій Їжакевич Яготин", "Yurii Yizhakevych Yahotyn"),
        ("uk", "national", "Шевченко Ґалаґан", "Shevchenko Galagan"),
        ("uk", "bgn", "Київ Львів", "Kyyiv L’viv"),
        ("uk", "press", "Зеленський Кличко", "Zelensky Klychko"),
        ("uk", "iso9", "Щербань", "Ŝerbanʹ"),
        ("uk", "fr", "Шевченко Тимошенко", "Chevtchenko Tymochenko"),
        ("uk", "de", "Зеленський Шевченко", "Selenskyj Schewtschenko"),
        ("uk", "pl", "Зеленський Шевченко", "Zełenski Szewczenko"),
        ("uk", "scholarly", "Хмельницький", "Xmelʹnycʹkyj"),
        ("uk", "via-russian", "Володимир Зеленський Київ", "Vladimir Zelensky Kiev"),
        ("uk", "via-russian", "Харків Микола Ковальов", "Kharkov Nikolay Kovalev"),
        # Belarusian, Bulgarian, Serbian, Macedonian
        ("be", "bgn", "Гродна Баранавічы", "Hrodna Baranavichy"),
        ("be", "national", "Магілёў", "Mahilioŭ"),
        (
            "be",
            "via-russian",
            "Аляксандр Лукашэнка Гродна",
            "Aleksandr Lukashenko Grodno",
        ),
        ("bg", "law-2009", "Петър Стоянов София", "Petar Stoyanov Sofia"),
        ("bg", "law-2009", "България Щърково", "Bulgaria Shtarkovo"),
        ("bg", "bgn-1952", "Търново", "Tŭrnovo"),
        ("bg", "iso9", "Щърково", "Ŝʺrkovo"),
        ("sr", "gaj", "Ђоковић Љубиша Џајић", "Đoković Ljubiša Džajić"),
        ("sr", "plain", "Ђоковић Љубиша", "Djokovic Ljubisa"),
        ("mk", "national", "Ѓорѓи Ќосев", "Gjorgji Kjosev"),
        # Central Asia
        ("kk", "bgn", "Қазақстан Нұрсұлтан", "Qazaqstan Nursultan"),
        ("kk", "via-russian", "Қазақстан", "Kazakhstan"),
        ("uz", "latin-1995", "Ўзбекистон Шавкат", "Oʻzbekiston Shavkat"),
        ("uz", "english", "Хоразм Тошкент", "Khorazm Toshkent"),
        ("ky", "plain", "Жээнбеков Бишкек", "Jeenbekov Bishkek"),
        ("tg", "plain", "Раҳмон Хуҷанд", "Rahmon Khujand"),
        ("mn", "national", "Өмнөговь", "Ömnögovi"),
        # Greek, Georgian, Armenian
        ("el", "elot-743", "Αλέξης Τσίπρας", "Alexis Tsipras"),
        ("el", "elot-743", "Ευάγγελος Αυγή Μπάμπης", "Evangelos Avgi Bampis"),
        ("el", "bgn-1962", "Παπαδόπουλος Χανιά", "Papadhopoulos Khania"),
        ("el", "plain", "Ντόρα Γκίκας", "Dora Gikas"),
        ("ka", "national", "თბილისი კახა", "Tbilisi K’akha"),
        ("ka", "plain", "სააკაშვილი", "Saakashvili"),
        ("hy", "plain", "Երևան Փաշինյան", "Yerevan Pashinyan"),
        ("hy", "western", "Պետրոսյան", "Bedrosian"),
        # Korean
        ("ko", "rr", "신라 독립문 백령도", "Silla Dongnimmun Baengnyeongdo"),
        ("ko", "rr", "부산 한국", "Busan Hanguk"),
        ("ko", "rr-name", "홍길동", "Hong Gil-dong"),
        ("ko", "common", "이명박", "Lee Myung-bak"),
        ("ko", "mr", "부산 평양 독립문", "Pusan P'yŏngyang Tongnimmun"),
        ("ko", "mr-plain", "김정은", "Kimjongun"),
        ("ko", "dprk", "김정은", "Kim Jong Un"),
        ("ko", "dprk", "장성택", "Jang Song Thaek"),
        ("ko", "dprk-voiced", "리영길 박재경", "Ri Yong Gil Pak Chae Gyong"),
        ("ko", "dprk-mixed", "김수길", "Kim Su Gil"),
        # Japanese
        ("ja", "hepburn", "とうきょう おおさか", "Tōkyō Ōsaka"),
        ("ja", "hepburn", "トヨタ・モーター", "Toyota Mōtā"),
        ("ja", "hepburn-plain", "とうきょう けんいち", "Tokyo Kenichi"),
        ("ja", "hepburn-oh", "しんばし おおの", "Shimbashi Ohno"),
        ("ja", "wapuro", "とうきょう", "Toukyou"),
        ("ja", "kunrei", "ふじ ちゃづけ にっぽん", "Huzi Tyazuke Nippon"),
        # Chinese
        ("zh", "pinyin", "武汉", "Wu Han"),
        (
            "zh",
            "pinyin-joined",
            "武汉高芯科技有限公司",
            "Wuhan Gaoxin Keji Youxian Gongsi",
        ),
        (
            "zh",
            "pinyin-joined",
            "巨航航空科技（深圳）有限公司",
            "Juhang Hangkong Keji (Shenzhen) Youxian Gongsi",
        ),
        ("zh", "pinyin-joined", "重庆银行", "Chongqing Yinhang"),
        ("zh", "pinyin-joined", "厦门工厂", "Xiamen Gongchang"),
        ("zh", "pinyin-joined", "DJI大疆", "DJI Dajiang"),
        ("zh", "pinyin-surname", "单田芳", "Shan Tianfang"),
        ("zh", "pinyin-surname", "区家麟", "Ou Jialin"),
        ("zh", "pinyin-surname", "仇英", "Qiu Ying"),
        ("zh", "pinyin-joined", "曾庆红", "Zeng Qinghong"),
        ("zh", "passport", "吕布", "Lyu Bu"),  # codespell:ignore bu
        ("zh", "wade-giles", "毛泽东 周恩来", "Mao Tse-tung Chou En-lai"),
        ("zh", "wade-giles", "邓小平 清华", "Teng Hsiao-p'ing Ch'ing-hua"),
        ("zh", "wade-giles-plain", "陈志强", "Chen Chih-chiang"),
        ("zh", "cantonese", "陈志强", "Chan Chi Keung"),
        # Arabic, Persian, Hebrew, Thai
        ("ar", "english", "محمد بن عبد الله", "Mohammed Bin Abdullah"),
        (
            "ar",
            "bgn",
            "عبد الرحمن الشرقي",
            "Abd Al-Rahman Ash-Sharqi",  # codespell:ignore abd
        ),
        ("ar", "lists", "محمد الرشيد", "Mohamad El-Rasheed"),
        ("ar", "french", "عبد العزيز شركة", "Abdelaziz Charikat"),
        ("ar", "english", "مَدرَسَة", "Madrasa"),
        ("ar", "bgn", "مَدرَسَة", "Madrasah"),
        ("ar", "skeleton", "بدر", "Bdr"),
        ("ar", "english", "كاتب مكتوب", "Katib Maktub"),
        ("fa", "press", "قاسم سلیمانی", "Qasem Soleimani"),
        ("fa", "press", "حسینی رضایی", "Hosseini Rezaei"),
        ("ar", "english", "العسيري", "Al-Asiri"),
        ("fa", "english", "قاسم شیراز", "Ghasem Sheeraz"),
        ("fa", "press", "بنیاد مستضعفان", "Bonyad Mostazafan"),
        ("he", "academy", "בנימין נתניהו", "Binyamin Netanyahu"),
        ("he", "popular", "חיים", "Chaim"),
        ("th", "letters", "กข", "Kkh"),
    ],
)
def test_published_examples(
    language: str, scheme: str, text: str, expected: str
) -> None:
    """Each scheme writes published example names as published."""
    assert romanise.romanise(text, language=language, scheme=scheme) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("щит", "chtchit"),
        ("Щит", "Chtchit"),
        ("ЩИТ", "CHTCHIT"),
        ("Щ", "Chtch"),
        ("АО «ЩИТ-2», №7 (Ю.)", "AO «CHTCHIT-2», №7 (Iou.)"),
        ("НПО Юг", "NPO Ioug"),
        ("ООО Kupol, été", "OOO Kupol, été"),
        ("Купол ბ", "Koupol b"),
        ("\ud800Купол\udfff", "Koupol"),
        ("", ""),
    ],
)
def test_case_and_everything_else_is_kept(text: str, expected: str) -> None:
    """Capitals, digits, punctuation and Latin stay; other letters are reduced."""
    assert romanise.romanise(text, language="ru", scheme="fr") == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("IEMZ Kupol", None, set()),
        ("", None, set()),
        ("12 — 34", None, set()),
        ("Kupol", "ru", set()),
        ("Купол", None, {"ru"}),
        ("Купол", "en", {"ru"}),
        ("ООО Kupol International", None, {"ru"}),
        ("Київ", None, {"uk"}),
        ("Магілёў", None, {"be"}),
        ("Ўзбекистон", None, {"uz"}),
        ("Ђорђе", None, {"sr"}),
        ("Ќосев", None, {"mk"}),
        ("Търново", None, {"bg"}),
        ("Нұрсұлтан", None, {"kk"}),
        ("Раҳмон Хуҷанд", None, {"tg"}),
        ("Өмнөговь", None, {"mn"}),
        ("Τσίπρας", None, {"el"}),
        ("სააკაშვილი", None, {"ka"}),
        ("Փաշինյան", None, {"hy"}),
        ("김정은", None, {"ko"}),
        ("トヨタ", None, {"ja"}),
        ("武汉", None, {"zh"}),
        ("شركة", None, {"ar"}),
        ("شرکت", None, {"fa"}),
        ("محمد", None, {"ar", "fa"}),
        ("ישראל", None, {"he"}),
        ("ไทย", None, {"th"}),
    ],
)
def test_the_language_is_guessed_from_the_letters(
    text: str, language: str | None, expected: set[str]
) -> None:
    """Variants come from the tables of the language that the letters suggest."""
    found = romanise.variants(text, language)
    assert {scheme.partition("-")[0] for scheme, _ in found} == expected


def test_variants_are_distinct_and_in_scheme_order() -> None:
    """Equal spellings appear once, under the first scheme that gives them."""
    assert romanise.variants("Купол") == (
        ("ru-bgn", "Kupol"),
        ("ru-fr", "Koupol"),
        ("ru-pl", "Kupoł"),
        ("ru-nl", "Koepol"),
    )


def test_cantonese_is_offered_only_when_every_character_is_known() -> None:
    """A name with a character outside the Cantonese table has no such variant."""
    assert "zh-cantonese" in dict(romanise.variants("陈志强"))
    assert "zh-cantonese" not in dict(romanise.variants("陈垚"))


@pytest.mark.parametrize(
    ("language", "scheme"), [("xx", "bgn"), ("ru", "xx"), ("../ru", "bgn")]
)
def test_unknown_languages_and_schemes_are_refused(language: str, scheme: str) -> None:
    """An unknown name is refused with the known ones in the hint."""
    with pytest.raises(UnknownThing, match=r"xx|ru") as refused:
        romanise.romanise("Купол", language=language, scheme=scheme)
    assert refused.value.hint


@pytest.mark.parametrize("language", romanise.languages())
def test_every_scheme_names_its_source_and_is_safe_on_odd_input(language: str) -> None:
    """Each table loads, names its sources and survives odd text."""
    for scheme in romanisation.book(language).schemes.values():
        assert scheme.source
        for odd in ("", " ", "-", "\x00", "ʼ'’", "\ud800", "a\u0301", "ﷺ", "𠮷"):
            scheme.apply(odd)


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        ({"а": "a", "аб": "x"}, "абаба", "xxa"),
        ({"а": "a", "(^)а": "A", "а($)": "z"}, "ааа а", "Aaz z"),
        ({"а": "a", "б": "b", "(V)б(V)": "v"}, "абаб", "avab"),
        ({"а": "a", "б": "b", "б(C)": "p"}, "бба", "pba"),
        ({"а": "a", "(^)а": "o"}, "б'а 'а", "б'a 'o"),
    ],
)
def test_letter_rules_read_contexts(
    table: dict[str, str], text: str, expected: str
) -> None:
    """The longest fitting key wins, then the one with more contexts."""
    rules = letter_rules.LetterRules.compile(table, vowels="а", reduce_unknown=False)
    assert rules.apply(text) == expected


@pytest.mark.parametrize("key", ["", "(а", "(а)", "а)б", "()а"])
def test_malformed_keys_are_refused(key: str) -> None:
    """A key outside the grammar is an error when the table is compiled."""
    with pytest.raises(ValueError, match="not a letter rule"):
        letter_rules.LetterRules.compile({key: "a"})


@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_is_safe(text: str) -> None:
    """Any Unicode text, lone surrogates included, has variants without an error."""
    for _, spelled in romanise.variants(text):
        assert spelled.strip()


@given(
    st.sampled_from(["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "uz", "tg", "mn"]),
    st.text(st.characters(min_codepoint=0x0400, max_codepoint=0x052F), max_size=20),
)
def test_cyrillic_comes_out_in_latin_letters(language: str, text: str) -> None:
    """No letter of another script is left of a Cyrillic text."""
    for scheme in romanise.schemes(language):
        spelled = romanise.romanise(text, language=language, scheme=scheme)
        found = {
            scripts.script_of(char) for char in unicodedata.normalize("NFD", spelled)
        }
        assert found <= {"Latn", "Zyyy", "Zinh"}


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя -", max_size=20))
def test_case_does_not_change_the_letters(text: str) -> None:
    """An upper-case text is romanised as the lower-case one, in capitals."""
    for scheme in romanise.schemes("ru"):
        lower = romanise.romanise(text, language="ru", scheme=scheme)
        upper = romanise.romanise(text.upper(), language="ru", scheme=scheme)
        assert upper.upper() == lower.upper()
