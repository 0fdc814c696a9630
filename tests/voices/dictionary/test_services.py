"""A workspace's pronunciations: every change is a version, and no version ever changes."""

from __future__ import annotations

import re
import threading

import pytest
from django.db import connection
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.actor import Actor
from synthesis import pronouncing
from tenants.context import in_tenant
from tenants.refusal import Refused
from tests.growth import assert_linear
from voices.dictionary import csv_file, services
from voices.dictionary.conflicts import conflicts
from voices.dictionary.entry import Entry
from voices.dictionary.models import DictionaryVersion, Pronunciation
from voices.dictionary.problems import EntriesRefused
from voices.dictionary.services import Line

NOBODY = Actor()
CHONGQING = Entry("重庆", "pinyin", "chong2 qing4")
SQL = Entry("SQL", "ipa", "ˈsiːkwəl")


def put(entry: Entry, instead_of: str = "") -> int:
    return services.put(entry=entry, check=pronouncing.check, by=NOBODY, instead_of=instead_of)


def take_in(*entries: Entry, replace: bool = False, seen: int | None = None) -> int:
    return services.take_in(
        lines=[Line(number, entry) for number, entry in enumerate(entries, 1)],
        check=pronouncing.check,
        by=NOBODY,
        replace=replace,
        seen=seen,
    )


def row_of(word: str) -> Pronunciation:
    return Pronunciation.objects.current().get(word=word)


def words(version: int) -> dict[str, str]:
    return {entry.word: entry.value for entry in services.entries_of(version)}


def test_each_change_is_a_version_that_stays_as_it_was(in_alices):
    first = put(Entry("重庆", "pinyin", "Chóngqìng"))
    second = put(SQL)
    third = put(Entry("SQL", "respelling", "S Q L"), instead_of=row_of("SQL").id)
    fourth = services.remove(entry_id=row_of("重庆").id, by=NOBODY)
    assert first < second < third < fourth == services.latest()
    assert words(0) == {}
    assert words(first) == {"重庆": "chong2 qing4"}
    assert words(second) == {"重庆": "chong2 qing4", "SQL": "ˈsiːkwəl"}
    assert words(third) == {"重庆": "chong2 qing4", "SQL": "S Q L"}
    assert words(fourth) == {"SQL": "S Q L"}
    history = DictionaryVersion.objects.values_list("change", "words", "added", "removed", "total")
    assert list(history) == [
        ("removed", "重庆", 0, 1, 1),
        ("changed", "SQL", 1, 1, 2),
        ("added", "SQL", 1, 0, 2),
        ("added", "重庆", 1, 0, 1),
    ]


def test_the_longest_word_has_room_for_its_reading(in_alices):
    number = put(Entry("窗" * 40, "pinyin", "zhuāng" * 28 + "mā" * 12))
    assert len(words(number)["窗" * 40].split()) == 40


def test_saving_an_unchanged_entry_makes_no_version(in_alices):
    number = put(SQL)
    assert put(SQL, instead_of=row_of("SQL").id) == number
    assert take_in(SQL) == number


def test_versions_can_be_restored_and_undone(in_alices):
    first = put(SQL)
    put(CHONGQING)
    newest = take_in(Entry("GPU", "respelling", "显卡"), replace=True)
    assert words(services.undo(number=newest, by=NOBODY)).keys() == {"SQL", "重庆"}
    with pytest.raises(Refused) as refused:
        services.undo(number=newest, by=NOBODY)
    assert refused.value.code == "dictionary_changed"
    assert words(services.restore(number=first, by=NOBODY)).keys() == {"SQL"}
    assert words(services.restore(number=0, by=NOBODY)) == {}
    with pytest.raises(Refused) as refused:
        services.restore(number=10**12, by=NOBODY)
    assert refused.value.code == "version_not_found"


def test_a_word_has_one_entry_for_each_language(in_alices):
    put(SQL)
    with pytest.raises(Refused) as refused:
        put(Entry("SQL", "respelling", "sequel"))
    assert refused.value.code == "word_taken"
    put(Entry("SQL", "respelling", "S Q L", language="zh"))


def test_changing_an_entry_that_somebody_else_changed_is_refused(in_alices):
    put(SQL)
    old = row_of("SQL").id
    put(Entry("SQL", "respelling", "S Q L"), instead_of=old)
    for act in (
        lambda: put(SQL, instead_of=old),
        lambda: services.remove(entry_id=old, by=NOBODY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "entry_not_found"


def test_an_import_takes_all_lines_or_none(in_alices):
    put(SQL)
    with pytest.raises(EntriesRefused) as refused:
        take_in(
            CHONGQING,
            Entry("重要", "pinyin", "zhong4"),
            Entry("重庆", "pinyin", "chong2 qing4"),
        )
    assert [(p.line, p.code) for p in refused.value.problems] == [
        (2, "syllable_count"),
        (3, "word_twice"),
    ]
    assert "Line 2: “重要” has 2 characters" in str(refused.value)
    assert words(services.latest()).keys() == {"SQL"}


def test_more_than_5000_entries_are_refused(in_alices):
    many = [Entry(f"word{n}", "respelling", "x") for n in range(services.MAX_ENTRIES)]
    take_in(*many)
    with pytest.raises(Refused) as refused:
        put(SQL)
    assert refused.value.code == "too_many_entries"
    with pytest.raises(Refused) as refused:
        take_in(*many, SQL)
    assert refused.value.code == "too_many_entries"


def test_a_file_made_from_an_older_version_is_refused(in_alices):
    number = put(SQL)
    put(CHONGQING)
    with pytest.raises(Refused) as refused:
        take_in(SQL, replace=True, seen=number)
    assert refused.value.code == "dictionary_changed"


def test_two_people_who_save_at_once_make_two_versions(committed):
    """The later one waits for the earlier: a version can't grow after a job was read by it."""
    errors: list[Exception] = []

    def save(word: str) -> None:
        try:
            with in_tenant(committed):
                put(Entry(word, "respelling", "x"))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[f"word{n}"]) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with in_tenant(committed):
        numbers = DictionaryVersion.objects.order_by("number").values_list("number", "total")
        assert [total for _number, total in numbers] == [1, 2, 3, 4, 5, 6]
        for number, total in numbers:
            assert len(words(number)) == total


def test_conflicting_entries_are_listed():
    listed = conflicts(
        [
            CHONGQING,
            Entry("重庆大学", "pinyin", "chong2 qing4 da4 xue2"),
            Entry("重", "pinyin", "zhong4"),
            Entry("SQL", "ipa", "ˈsiːkwəl"),
            Entry("sql", "respelling", "S Q L", match_case=True),
            Entry("SQL", "respelling", "S Q L", language="zh"),
            Entry("MySQL", "respelling", "my sequel"),
        ]
    )
    assert {(c.kind, c.first.word, c.second.word) for c in listed} == {
        ("word_inside", "重庆", "重"),
        ("word_inside", "重庆大学", "重"),
        ("case_variant", "SQL", "sql"),
        ("word_twice", "SQL", "SQL"),
    }


def test_time_to_find_conflicts_is_linear():
    entries = [Entry(f"词{n}条{n % 7}", "respelling", "x") for n in range(4_800)]
    assert_linear(conflicts, entries[:600], entries, times=8)


HEADER = "word,kind,value,language,match_case,whole_word\r\n"


def test_csv_is_written_as_excel_reads_it():
    data = csv_file.write([CHONGQING, Entry("=SUM", "respelling", "a,b", "en", True, False)])
    assert (
        data
        == (
            "\ufeff" + HEADER + "重庆,pinyin,chong2 qing4,,no,yes\r\n"
            '\'=SUM,respelling,"a,b",en,yes,no\r\n'
        ).encode()
    )


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + "重庆,pinyin,chóng qìng\r\n").encode(),
        ("\ufeff" + HEADER + "重庆,pinyin,chóng qìng,,,\r\n").encode(),
        "词语;类型;读音\n重庆;拼音;chóng qìng\n".encode(),
        "kind\tvalue\tword\nPinyin\tchóng qìng\t重庆\n\n".encode(),
        "word\tkind\tvalue\n重庆\tpinyin\tchóng qìng\n".encode("utf-16"),
        "词,类型,读音\n重庆,拼音,chóng qìng\n".encode("gb18030"),
    ],
)
def test_csv_is_read_in_common_encodings_and_separators(data):
    (line,) = csv_file.read(data)
    assert line == Line(2, Entry("重庆", "pinyin", "chóng qìng"))


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"", "csv_empty", "empty"),
        (b"word,value\na,b\n", "csv_columns", "kind"),
        (b"\xff\x00\xff", "csv_encoding", "UTF-8"),
        (b"x" * (csv_file.MAX_BYTES + 1), "too_large", "2 MB"),
        (b"word,kind,value\na,sound,b\nb,ipa,b\nc,x,y\n", "entries_invalid", "Line 4: “x”"),
        (b"word,kind,value,match_case\na,ipa,b,maybe\n", "entries_invalid", "“maybe”"),
        (b'word,kind,value\n"a\nb",ipa,b\n"c,ipa,d\n', "entries_invalid", "not CSV"),
        (b"word,kind,value\na,ipa,b,c\n", "entries_invalid", "Line 2: There are more columns"),
    ],
)
def test_invalid_csv_is_refused(data, code, message):
    with pytest.raises(Refused) as refused:
        csv_file.read(data)
    assert refused.value.code == code
    assert message in str(refused.value)


def test_lines_are_counted_as_editors_count_them():
    data = b'word,kind,value\n"a\nb",ipa,b\n\nc,x,y\n'
    with pytest.raises(EntriesRefused) as refused:
        csv_file.read(data)
    assert [p.line for p in refused.value.problems] == [5]


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12
).map(str.strip)


@given(
    st.lists(
        st.builds(
            Entry,
            TEXT.filter(bool),
            st.sampled_from(["pinyin", "ipa", "respelling"]),
            TEXT.filter(bool),
            st.sampled_from(["", "zh", "en"]),
            st.booleans(),
            st.booleans(),
        )
    )
)
def test_csv_round_trip_keeps_the_entries(entries):
    assert [line.entry for line in csv_file.read(csv_file.write(entries))] == entries


DANGEROUS = st.text(st.sampled_from(";\t\r\n\"' ,=+-@＝a"), min_size=1, max_size=8)


@given(DANGEROUS.map(str.strip).filter(bool), DANGEROUS.map(str.strip).filter(bool))
@example('a;=HYPERLINK("//x")', "a\t+1")
@example('a;"=1', 'a,b; "" =1')
def test_no_separator_makes_a_formula_of_a_word(word, value):
    """Neither for a spreadsheet that splits lines elsewhere than we do, nor after quotes."""
    entry = Entry(word, "respelling", value)
    data = csv_file.write([entry])
    assert [line.entry for line in csv_file.read(data)] == [entry]
    for cell in re.split(r"[;\t\r\n]", data.decode("utf-8-sig")):
        assert not cell.strip(' "').startswith(tuple("=+-@＝")), cell
