/* The words of an index that resemble a word: twin of finder.py. */
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

/* What an edit takes off when a word had to be read under a convention first. */
#define BY_CONVENTION 0.04
#define MINIMUM 0.5
/* The rank of a reading of a Han word: such words are compared in full. */
#define OF_HAN 2
/* From this length on two edits are allowed, and grams find them: keys.GRAM_LENGTH. */
#define GRAM_LENGTH 8
#define EDITS_WHEN_JOINED 1
/* Consonants of a word that are a key of it: keys.exact_keys. */
#define LEAST_CONSONANTS 2
/* Of a Han word letters do not tell how far it is apart. */
#define ANY_LETTERS 2
/* From more letters on the same sound is the same word: similarity.sounds_alike. */
#define ALWAYS_SOUNDS 4
/* Words of one reading that a piece of a word may be. */
#define MOST_SO 64
/* Signs of a Han word from which on one of them may differ. */
#define MANY_SIGNS 4

typedef struct {
    double value;
    u32 word;
} pair;

/* Room for sets of words and of readings on the way to an answer. */
typedef struct {
    sparse words, full, meaning, other, near, names;
    double *value;
    u8 *how;
    u32 *times;
    pair *pairs;
} word_room;

/* What is asked: texts of a line for each of several. */
typedef struct {
    const u8 *text, *plain;
    const u8 *wanted; /* its exact keys but for consonants, a line each */
    const u8 *edits;  /* its readings that take part in edits, a line each */
    const u8 *signs; /* of a Han word, whose plain reading is its pinyin; else nothing */
    i32 length, plain_length, signs_length, script, joined, many_signs;
    double same_sound, concept, pinyin, one_sign;
} word;

static const u8 *text_at(const u8 *blob, const u32 *at, u32 place, int *length) {
    *length = (int)(at[place + 1] - at[place]);
    return blob + at[place];
}

static void found(word_room *room, u32 word, double value) {
    if (add(&room->words, word))
        room->value[room->words.slot[word]] = value, room->how[room->words.slot[word]] = 0;
    else if (value > room->value[room->words.slot[word]])
        room->value[room->words.slot[word]] = value;
}

/* Readings that a letter may be missing from, on either side. */
static void by_deletion(const arrays *index, word_room *room, const u8 *key, int length, int joined) {
    u64 ours = signature(key, length);
    int allowed = joined == ANY_LETTERS ? 64 : joined ? EDITS_WHEN_JOINED : allowed_edits(length);
    u32 before = crc(0, (const u8 *)"-", 1);
    for (int left_out = -1; left_out < length; left_out++) {
        u32 hash;
        if (left_out < 0) {
            hash = crc(before, key, (u64)length);
        } else {
            int repeated = left_out && key[left_out] == key[left_out - 1];
            hash = crc(before, key + left_out + 1, (u64)(length - left_out - 1));
            before = crc(before, key + left_out, 1);
            if (repeated) continue;
        }
        const u32 *values;
        u64 count = values_of(&index->near, hash, &values);
        for (u64 i = 0; i < count; i++) {
            u32 number = values[i];
            if (number < index->edits && __builtin_popcountll(index->edit_letters[number] ^ ours) <= 2 * allowed)
                add(&room->near, number);
        }
    }
}

/* Long readings two or three edits away. */
static void by_grams(const arrays *index, word_room *room, const u8 *key, int length) {
    u64 ours = signature(key, length);
    int edits = allowed_edits(length), needed = length - 3 * edits;
    if (needed < 1) needed = 1;
    u32 grams[LONGEST], marked = crc(0, (const u8 *)":", 1);
    int count = 0;
    sparse met = {room->other.slot, room->other.list, 0};
    for (int place = 0; place < length; place++) {
        u8 text[3] = {place ? key[place - 1] : '^', key[place], place + 1 < length ? key[place + 1] : '$'};
        u32 hash = crc(marked, text, 3);
        int known = 0;
        for (int i = 0; i < count && !known; i++) known = grams[i] == hash;
        if (!known) grams[count++] = hash;
    }
    for (int i = 0; i < count; i++) {
        const u32 *values;
        u64 size = values_of(&index->grams, grams[i], &values);
        for (u64 j = 0; j < size; j++) {
            u32 number = values[j];
            if (number >= index->edits) continue;
            if (add(&met, number)) room->times[met.slot[number]] = 0;
            if (++room->times[met.slot[number]] == (u32)needed) {
                int apart = index->edit_length[number] - length;
                if (apart <= edits && apart >= -edits &&
                    __builtin_popcountll(index->edit_letters[number] ^ ours) <= 2 * edits)
                    add(&room->near, number);
            }
        }
    }
}

/* Each line of a text that is not empty. */
static const u8 *line(const u8 **rest, int *length) {
    const u8 *start = *rest, *end = start;
    if (!*start) return 0;
    while (*end && *end != '\n') end++;
    *length = (int)(end - start);
    *rest = *end ? end + 1 : end;
    return start;
}

static int ascending(const void *left, const void *right) {
    const pair *a = left, *b = right;
    if (a->value != b->value) return a->value < b->value ? -1 : 1;
    return a->word < b->word ? -1 : a->word > b->word;
}

/* In which way words agree: the codes of found.HOW. */
enum { EDITED, SAME, SOUND, MEANING, PINYIN };

static void set(word_room *room, u32 word, double value, u8 how) {
    add(&room->words, word);
    room->value[room->words.slot[word]] = value;
    room->how[room->words.slot[word]] = how;
}

/* The signs of a text in UTF-8, each by the place where it came first. */
static int signs_of(const u8 *text, int length, u32 *known, int *count, u8 *found) {
    int signs = 0;
    for (int at = 0; at < length;) {
        u32 sign = text[at++];
        while (at < length && (text[at] & 0xC0) == 0x80) sign = sign << 8 | text[at++];
        int place = 0;
        while (place < *count && known[place] != sign) place++;
        if (place == *count) {
            if (*count == 255) return -1;
            known[(*count)++] = sign;
        }
        if (signs == LONGEST) return -1;
        found[signs++] = (u8)place;
    }
    return signs;
}

/* Whether one sign in four at most sets two Han words apart: similarity._han. */
static int alike_signs(const word *asked, const u8 *other, int length) {
    u32 known[256];
    u8 ours[LONGEST], theirs[LONGEST];
    int count = 0, n, m;
    /* A sign is three bytes, or four. */
    if (length > asked->signs_length + 4 || asked->signs_length > length + 4) return 0;
    n = signs_of(asked->signs, asked->signs_length, known, &count, ours);
    m = signs_of(other, length, known, &count, theirs);
    if (n < 0 || m < 0 || (n > m ? n : m) - 1 < MANY_SIGNS || n > m + 1 || m > n + 1) return 0;
    return distance(ours, n, theirs, m, 1) <= 1;
}

/* Agreement of a Han word with all that may resemble it: similarity._han and _pinyin.
 * Homophones stay in room->full. */
static void of_han(const arrays *index, word_room *room, const word *asked) {
    const u32 *group;
    u64 kept = 0, count = values_of(&index->exact, crc(0, asked->plain, (u64)asked->plain_length), &group);
    for (u64 i = 0; i < room->full.size; i++) {
        u32 place = room->full.list[i];
        int length;
        const u8 *other = text_at(index->words, index->words_at, place, &length);
        if (length == asked->length && !memcmp(other, asked->text, (u64)length)) {
            set(room, place, 1.0, SAME);
            continue;
        }
        other = text_at(index->word_keys, index->word_keys_at, place, &length);
        if (*other == '=') {
            int homophone = 0;
            for (u64 j = 0; j < count && !homophone; j++) homophone = group[j] == place;
            if (alike_signs(asked, other, length)) set(room, place, asked->one_sign, EDITED);
            else if (homophone) room->full.list[kept++] = place;
            continue;
        }
        if (length == asked->plain_length && !memcmp(other, asked->plain, (u64)length)) {
            set(room, place, asked->pinyin, PINYIN);
        } else if (asked->many_signs) {
            double value = edited(asked->plain, asked->plain_length, other, length, asked->joined);
            if (value > 0.0) set(room, place, value, EDITED);
        }
    }
    room->full.size = kept;
}

/* Agreement with words that share a reading: WordFinder._in_full, as far as it needs no
 * second reading. Those that do stay in room->full. */
static void in_full(const arrays *index, word_room *room, const word *asked) {
    u64 kept = 0;
    for (u64 i = 0; i < room->full.size; i++) {
        u32 place = room->full.list[i];
        int length;
        const u8 *other = text_at(index->words, index->words_at, place, &length);
        if (length == asked->length && !memcmp(other, asked->text, (u64)length)) {
            set(room, place, 1.0, SAME);
            continue;
        }
        other = text_at(index->word_keys, index->word_keys_at, place, &length);
        int apart = index->word_script[place] != asked->script;
        if (length == asked->plain_length && !memcmp(other, asked->plain, (u64)length) &&
            (length > ALWAYS_SOUNDS || (length > 1 && apart))) {
            set(room, place, asked->same_sound, SOUND);
            continue;
        }
        room->full.list[kept++] = place;
    }
    room->full.size = kept;
}

/* Words that resemble a word written in an alphabet with vowels: WordFinder._found.
 *
 * Answers words in ascending credit with the value of their letters and how they agree.
 * What is left in `full` shares a reading, and what is in `other` has no vowels and shares
 * consonants: these two are Python's to judge, and then the order is, too. Answers how many
 * there are; nothing is written when there is no room for them.
 */
EXPORT u64 crible_words(const arrays *index, word_room *room, const word *asked, u32 *words,
                        double *credits, double *values, u8 *how, u64 most) {
    int length, letters = 0;
    u8 skeleton[LONGEST + 2];
    const u8 *key, *wanted = asked->wanted, *edits = asked->edits;
    const u32 *sounding = 0;
    u64 sounding_count = 0;
    room->words.size = room->full.size = room->meaning.size = room->other.size = 0;
    while ((key = line(&wanted, &length))) {
        const u32 *group;
        u64 count = values_of(&index->exact, crc(0, key, (u64)length), &group);
        for (u64 i = 0; i < count; i++)
            if (group[i] < index->word_count) add(*key == '@' ? &room->meaning : &room->full, group[i]);
    }
    if (!asked->signs && asked->plain_length <= LONGEST) {
        letters = consonants(asked->plain, asked->plain_length, skeleton);
        if (letters >= LEAST_CONSONANTS)
            sounding_count = values_of(&index->exact, crc(crc(0, (const u8 *)"#", 1), skeleton, (u64)letters), &sounding);
    }
    while ((!asked->signs || asked->many_signs) && (key = line(&edits, &length))) {
        int by_convention = length != asked->plain_length || memcmp(key, asked->plain, (u64)length);
        room->near.size = 0;
        by_deletion(index, room, key, length, asked->signs ? ANY_LETTERS : asked->joined);
        if (!asked->joined && length >= GRAM_LENGTH) by_grams(index, room, key, length);
        for (u64 i = 0; i < room->near.size; i++) {
            u32 number = room->near.list[i], word = index->edit_word[number];
            int size;
            const u8 *other = text_at(index->edit_keys, index->edit_keys_at, number, &size);
            if (word >= index->word_count) continue;
            if (asked->signs || index->edit_rank[number] == OF_HAN) {
                add(&room->full, word);
                continue;
            }
            double value = edited(key, length, other, size, asked->joined);
            if (index->edit_rank[number] || by_convention) value -= BY_CONVENTION;
            if (value >= MINIMUM) found(room, word, value);
        }
    }
    room->other.size = 0;
    for (u64 i = 0; i < sounding_count; i++) {
        u32 word = sounding[i];
        if (word >= index->word_count || has(&room->full, word)) continue;
        if (index->word_abjad[word]) {
            add(&room->other, word);
            continue;
        }
        int size;
        const u8 *other = text_at(index->word_keys, index->word_keys_at, word, &size);
        double value = revowelled(asked->plain, asked->plain_length, other, size, skeleton, letters);
        if (value > 0.0) found(room, word, value);
    }
    (asked->signs ? of_han : in_full)(index, room, asked);
    if (room->full.size + room->other.size == 0)
        for (u64 i = 0; i < room->meaning.size; i++)
            if (!has(&room->words, room->meaning.list[i])) set(room, room->meaning.list[i], 0.0, MEANING);
    u64 count = room->words.size;
    if (count > most) return count;
    for (u64 i = 0; i < count; i++) {
        u32 word = room->words.list[i];
        double value = room->value[i];
        int means = has(&room->meaning, word) && value < asked->concept;
        room->pairs[i] = (pair){means ? asked->concept : value, word};
    }
    qsort(room->pairs, count, sizeof *room->pairs, ascending);
    for (u64 i = 0; i < count; i++) {
        u32 at = room->words.slot[room->pairs[i].word];
        words[i] = room->pairs[i].word, credits[i] = room->pairs[i].value;
        values[i] = room->value[at], how[i] = room->how[at];
    }
    return count;
}

/* Words that read just so: Retrieval._reading_so. */
static u64 reading_so(const arrays *index, const u8 *text, int length, u32 *words, u64 most) {
    const u32 *group;
    u64 count = values_of(&index->exact, crc(0, text, (u64)length), &group), kept = 0;
    for (u64 i = 0; i < count && kept < most; i++) {
        int size;
        if (group[i] >= index->word_count) continue;
        const u8 *key = text_at(index->word_keys, index->word_keys_at, group[i], &size);
        if (size == length && !memcmp(key, text, (u64)length)) words[kept++] = group[i];
    }
    return kept;
}

static int ascending_numbers(const void *left, const void *right) {
    u32 a = *(const u32 *)left, b = *(const u32 *)right;
    return a < b ? -1 : a > b;
}

static int any_light(const arrays *index, const u32 *words, u64 count) {
    for (u64 i = 0; i < count; i++)
        if (index->word_light[words[i]]) return 1;
    return 0;
}

#define MOST_PIECES 3

/* A way to cut a word, as it is told: see crible_ways. */
typedef struct {
    u32 number, end, start, second_end, third_start;
    u32 sizes[MOST_PIECES], light, names;
} way_told;

/* Names that hold all pieces, or the solid ones where a name need not be filed under the
 * others, or any when no piece is solid. */
static u64 holding(const arrays *index, word_room *room, const u32 *words, way_told *way, u32 *names, u64 most) {
    u64 count = 0;
    int solid[MOST_PIECES], pieces = 0, first = 1;
    const u32 *piece = words;
    for (int i = 0; i < MOST_PIECES; piece += way->sizes[i++]) {
        solid[i] = way->sizes[i] && !any_light(index, piece, way->sizes[i]);
        pieces += solid[i];
    }
    way->light = !pieces;
    room->names.size = 0;
    piece = words;
    for (int i = 0; i < MOST_PIECES; piece += way->sizes[i++]) {
        if (!way->sizes[i] || (pieces && !solid[i])) continue;
        /* Of the names met so far those that hold this piece, too. */
        int narrowing = pieces && !first;
        count = narrowing ? 0 : room->names.size;
        for (u32 j = 0; j < way->sizes[i]; j++)
            for (u32 at = index->postings_at[piece[j]]; at < index->postings_at[piece[j] + 1]; at++) {
                u32 name = index->postings[at];
                if (name >= index->name_count) continue;
                if (!narrowing) {
                    add(&room->names, name);
                } else if (has(&room->names, name) && room->names.slot[name] >= count) {
                    /* Moved to the front: what stands there holds every piece. */
                    u32 place = room->names.slot[name], other = room->names.list[count];
                    room->names.list[place] = other, room->names.slot[other] = place;
                    room->names.list[count] = name, room->names.slot[name] = (u32)count;
                    count++;
                }
            }
        if (narrowing) room->names.size = count;
        first = 0;
    }
    count = room->names.size;
    if (count > most) return count;
    memcpy(names, room->names.list, count * sizeof *names);
    qsort(names, count, sizeof *names, ascending_numbers);
    return count;
}

/* Put one way down; what is written then, ~0 when there is no room. */
static u64 tell(const arrays *index, word_room *room, way_told way, u32 *out, u64 at, u64 most) {
    u64 used = at + sizeof way / sizeof *out + way.sizes[0] + way.sizes[1] + way.sizes[2];
    u64 names = holding(index, room, out + at + sizeof way / sizeof *out, &way, out + used, most - used);
    if (names > most - used) return ~0ull;
    if (!names) return at;
    way.names = (u32)names;
    memcpy(out + at, &way, sizeof way);
    return used + names;
}

/* The ways to cut readings, a line each, in two words of the index, or in three where
 * names are written in one piece: Retrieval._cut.
 *
 * For each way that some name may hold a `way_told`, the words that each piece may be, and
 * the names. Answers the numbers written; ~0 when there was no room.
 */
EXPORT u64 crible_ways(const arrays *index, word_room *room, const u8 *readings, i32 shortest, i32 unspaced,
                       u32 *out, u64 most) {
    int length;
    const u8 *key;
    u32 first[MOST_SO];
    const u64 header = sizeof(way_told) / sizeof *out;
    u64 at = 0;
    for (u32 number = 0; (key = line(&readings, &length)); number++)
        for (int end = shortest; end <= length - shortest; end++) {
            way_told way = {.number = number, .end = (u32)end};
            way.sizes[0] = (u32)reading_so(index, key, end, first, MOST_SO);
            if (way.sizes[0] == MOST_SO) return ~0ull;
            for (int start = end; way.sizes[0] && start >= end - 1; start--) {
                if (at + header + MOST_PIECES * MOST_SO > most) return ~0ull;
                u32 *words = out + at + header;
                memcpy(words, first, way.sizes[0] * sizeof *words);
                way.start = way.second_end = way.third_start = (u32)start;
                way.sizes[2] = 0;
                way.sizes[1] = (u32)reading_so(index, key + start, length - start, words + way.sizes[0], MOST_SO);
                if (way.sizes[1] == MOST_SO) return ~0ull;
                way.second_end = (u32)length;
                if (way.sizes[1] && (at = tell(index, room, way, out, at, most)) > most) return ~0ull;
                for (int second = start + shortest; unspaced && second <= length - shortest; second++)
                    for (int third = second; third >= second - 1; third--) {
                        if (at + header + MOST_PIECES * MOST_SO > most) return ~0ull;
                        words = out + at + header;
                        memcpy(words, first, way.sizes[0] * sizeof *words);
                        way.second_end = (u32)second, way.third_start = (u32)third;
                        way.sizes[1] = (u32)reading_so(index, key + start, second - start, words + way.sizes[0], MOST_SO);
                        if (!way.sizes[1]) break;
                        way.sizes[2] = (u32)reading_so(index, key + third, length - third, words + way.sizes[0] + way.sizes[1], MOST_SO);
                        if (way.sizes[1] == MOST_SO || way.sizes[2] == MOST_SO) return ~0ull;
                        if (way.sizes[2] && (at = tell(index, room, way, out, at, most)) > most) return ~0ull;
                    }
            }
        }
    return at;
}
