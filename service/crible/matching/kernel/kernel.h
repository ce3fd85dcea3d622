/* The inner loops of matching on the mapped arrays of an index: shared declarations.
 *
 * Each function here has a twin in Python that is slower and easier to read, named in its
 * comment; tests hold the two against each other. Nothing here allocates or keeps a
 * pointer between calls, and no pointer of Python's own is touched: the library is plain
 * C behind ctypes and fits every version of Python.
 */
#ifndef CRIBLE_KERNEL_H
#define CRIBLE_KERNEL_H

#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t i32;

#define EXPORT __attribute__((visibility("default")))
/* Readings longer than this are met as they are: similarity.LONGEST_EDITED. */
#define LONGEST 120
/* Words of a subject, and units made of them; longer names take the way in Python. */
#define MOST_TOKENS 56
#define MOST_UNITS (3 * MOST_TOKENS)

/* Lists of numbers by key: sorted keys, offsets, values. See storage.Groups. */
typedef struct {
    const u32 *keys, *at, *values;
    u64 count;
} groups;

/* The arrays of an index. */
typedef struct {
    groups exact, near, grams, initials;
    const u32 *postings_at, *postings;
    const u8 *edit_keys;
    const u32 *edit_keys_at, *edit_word;
    const u8 *edit_rank, *edit_length;
    const u64 *edit_letters;
    const u8 *words;
    const u32 *words_at;
    const u8 *word_keys;
    const u32 *word_keys_at, *word_first;
    const u8 *word_light, *word_size, *word_abjad, *word_script;
    const u32 *name_parts_at, *name_parts;
    const u32 *part_word;
    const double *part_weight;
    const float *part_bits;
    const u8 *part_flags;
    const u16 *part_concept;
    const u8 *name_person;
    const u32 *singled, *singled_letters, *whole_keys;
    u64 edits, word_count, part_count, name_count, singled_count, whole_count;
} arrays;

/* A set of numbers below a limit that is emptied by setting its size to nought: a number
 * is in it when its slot names a place of the list that names the number. */
typedef struct {
    u32 *slot, *list;
    u64 size;
} sparse;

static inline int has(const sparse *set, u32 number) {
    u32 place = set->slot[number];
    return place < set->size && set->list[place] == number;
}

static inline int add(sparse *set, u32 number) {
    if (has(set, number)) return 0;
    set->slot[number] = (u32)set->size;
    set->list[set->size++] = number;
    return 1;
}

u32 crc(u32 before, const u8 *text, u64 length);
/* The values of a key; how many there are. */
u64 values_of(const groups *of, u32 key, const u32 **values);
u64 signature(const u8 *text, int length);
int allowed_edits(int length);
/* Optimal string alignment within a limit; limit + 1 for anything beyond it. */
int distance(const u8 *first, int n, const u8 *second, int m, int limit);
/* Credit of two readings that may be edits of each other: similarity.edited. */
double edited(const u8 *first, int n, const u8 *second, int m, int joined);
/* The consonants of a reading, of LONGEST letters at most; how many: skeleton.consonants. */
int consonants(const u8 *key, int length, u8 *found);
/* Credit of two readings that may differ in vowels alone: similarity.revowelled. */
double revowelled(const u8 *first, int n, const u8 *second, int m, const u8 *skeleton, int letters);

#endif
