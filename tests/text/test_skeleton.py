"""Spellings of one sound share a reading; other names do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.strategies import any_text

from crible.text.clean import clean
from crible.text.scripts import dominant_script
from crible.text.skeleton import consonants, readings


def _keys(word):
    word = word.casefold()
    return {reading.key for reading in readings(word, dominant_script(word))}


def _meet(first, second):
    return bool(_keys(first) & _keys(second))


# Each row: the native spelling, then romanisations that meet it.
_SAME = (
    ("Купол", "Kupol", "Koupol"),
    ("Уралвагонзавод", "Uralvagonzavod", "Ouralvagonzavod", "Uralwagonsawod"),
    ("Хрущёв", "Khrushchev", "Khrushchyov"),
    ("Хрущев", "Khrushchev", "Hrushchev"),
    ("Ковальчук", "Kovalchuk", "Kovaltchouk", "Kowaltschuk", "Kowalczuk"),
    ("Жуков", "Zhukov", "Joukov", "Żukow", "Žukov"),
    ("Щукин", "Shchukin", "Chtchoukine", "Szczukin", "Schtschukin"),
    ("Чайковский", "Tchaikovsky", "Tchaïkovski", "Tschaikowski", "Czajkowski", "Chaikovskii"),
    ("Юрий", "Yuri", "Iouri", "Juri", "Jurij"),
    ("Путин", "Putin", "Poutine"),
    ("Ижевск", "Izhevsk", "Ijevsk", "Iżewsk", "Iževsk"),
    ("Гарпия", "Garpiya", "Garpia", "Garpija"),
    ("Вектор", "Vektor", "Vector", "Wektor"),
    ("Центр", "Tsentr", "Centr", "Zentr"),
    ("Завод", "Zavod", "Sawod"),
    ("Джохар", "Dzhokhar", "Djokhar", "Jokhar"),
    ("Сергей", "Sergei", "Sergey", "Sergueï"),
    ("Михаил", "Mikhail", "Mikhaïl", "Michail"),
    ("Фёдоров", "Fedorov", "Fyodorov"),
    ("Шойгу", "Shoigu", "Choïgou", "Schoigu", "Szojgu", "Šojgu"),
    ("Мураховский", "Murakhovsky", "Murakhovskii", "Mourakhovski"),
    ("Зеленський", "Zelenskyi", "Zelensky"),
    ("Григорій", "Hryhorii", "Hryhoriy"),
    ("Харків", "Kharkiv", "Charkiw"),
    ("Київ", "Kyiv"),
    ("Алмаз", "Almaz"),
    ("Антей", "Antey", "Antei"),
    ("Бєларусь", "Belarus"),
    ("Восход", "Voskhod", "Voskhod"),
    ("Нефтхим", "Neftkhim"),
    ("РСХБ", "RSKhB"),
    ("Объединённая", "Obedinennaya", "Obyedinyonnaya", "Obedinionnaia"),
    ("Алые", "Alyye", "Alye"),
    ("объединение", "obyedineniye", "obedinenie"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("native", "latin"), [(row[0], word) for row in _SAME for word in row[1:]]
)
def test_spellings_of_one_name_share_a_reading(native, latin):
    """A romanisation in any convention in use meets the native spelling."""
    assert _meet(native, latin)


@pytest.mark.parametrize(
    ("native", "latin", "reason"),
    [
        ("Хрущёв", "Jruschov", "Spanish j with -ov for ё"),
        ("Хрущёв", "Chruszczow", "Polish -szcz- with -ow for ё"),
        ("Хрущёв", "Chruschtschow", "German -schtsch- with -ow for ё"),
        ("Хрущёв", "Khrouchtchev", "French -chtch- with kh"),
        ("Хрущёв", "Xruščev", "scholarly x with háčeks"),
        ("Хрущёв", "Chruščëv", "scholarly ch with háčeks"),
        ("Хрущёв", "Hruščev", "ISO 9 šč"),
        ("Жуков", "Schukow", "German sch is also ж"),
        ("Ижевск", "Ischewsk", "German sch is also ж"),
        ("Щукин", "Ščukin", "ISO 9 šč"),
    ],
)
def test_spellings_that_meet_within_an_edit(native, latin, reason):
    """Conventions whose digraph has two sounds still come within two edits."""
    from rapidfuzz.distance import OSA

    nearest = min(OSA.distance(a, b) for a in _keys(native) for b in _keys(latin))
    assert nearest <= 2, reason


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kupol", "Kapol"),
        ("Kupol", "Kupon"),
        ("Kupol", "Kubol"),
        ("Almaz", "Alma"),
        ("Vektor", "Viktor"),
        ("Vektor", "Hector"),
        ("Bulat", "Bulak"),
        ("Antey", "Anta"),
        ("Minsk", "Omsk"),
        ("Moskva", "Minsk"),
        ("Huawei", "Kuawei"),
        ("Bush", "Habbash"),
        ("Ivanov", "Ivanova"),
        ("Petrov", "Petrova"),
        ("Shell", "Chill"),
        ("Zvezda", "Zarya"),
        ("Kalashnikov", "Kalachnik"),
        ("Sergei", "Sergio"),
        ("Купол", "Копол"),
        ("Вектор", "Виктор"),
        ("武汉", "深圳"),
        ("محمد", "احمد"),
        ("삼성", "현대"),
    ],
)
def test_other_names_share_no_reading(first, second):
    """Two names that people tell apart never meet without an edit."""
    assert not _meet(first, second)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("محمد", "Mohammed"),
        ("محمد", "Muhammad"),
        ("حسن", "Hasan"),
        ("النصر", "Nasr"),
        ("القذافي", "Qadhafi"),
        ("خاتم", "Khatam"),
        ("סולומון", "Solomon"),
        ("רגבים", "Regavim"),
        ("הגבעות", "Hagvaot"),
    ],
)
def test_scripts_without_vowels_meet_by_consonants(arabic, latin):
    """What an abjad writes is the consonant skeleton of the Latin spelling."""
    plain = readings(latin.casefold(), "Latn")[0].key
    assert "#" + consonants(plain) in _keys(arabic)


@pytest.mark.parametrize(
    ("han", "pinyin"),
    [
        ("深圳", "shenzhen"),
        ("科技", "keji"),
        ("北京", "beijing"),
        ("广东", "guangdong"),
        ("四川", "sichuan"),
        ("高芯", "gaoxin"),
        ("武汉", "wuhan"),
        ("新拓", "xintuo"),
        ("弥勒", "mile"),
        ("长安", "changan"),
        ("重庆", "chongqing"),
        ("厦门", "xiamen"),
    ],
)
def test_han_reads_as_pinyin(han, pinyin):
    """The plain reading of Han characters is that of their pinyin."""
    plain = [r.key for r in readings(han, "Hani") if r.scheme == "plain"]
    assert plain == [readings(pinyin, "Latn")[0].key]


@given(any_text)
def test_any_word_has_a_reading(word):
    """Any text is safe; keys are never empty and the plain or literal one is there."""
    word = clean(word).text.casefold()
    found = readings(word, dominant_script(word))
    assert found
    assert all(reading.key and reading.scheme for reading in found)
    assert len(found) == len(set(found))


@given(any_text)
def test_readings_do_not_depend_on_what_was_read_before(word):
    """The cache changes nothing."""
    word = clean(word).text.casefold()
    script = dominant_script(word)
    assert readings(word, script) == readings.__wrapped__(word, script)


@pytest.mark.parametrize("length", [1_000, 100_000])
def test_a_very_long_word_is_read(length):
    """A word as long as a file has readings too."""
    assert readings("kupol" * (length // 5), "Latn")[0].key
    assert readings("ш" * length, "Cyrl")[0].key == "S"
