/* Listed names that are a subject but for a slip of the pen: twin of SlipFinder.find. */
#include "kernel.h"

#include <string.h>

#define MOST_WORDS 60

/* A text of words with single blanks, in one piece and by its words in order. */
typedef struct {
    u8 joined[LONGEST], sorted[LONGEST];
    int length, words, size[MOST_WORDS];
    const u8 *word[MOST_WORDS];
} name;

static int compare(const u8 *first, int n, const u8 *second, int m) {
    int found = memcmp(first, second, (u64)(n < m ? n : m));
    return found ? found : n - m;
}

/* Whether a text has so few letters and words that there is room for them. */
static int read_name(const u8 *text, u64 length, name *into) {
    into->length = into->words = 0;
    for (u64 at = 0; at < length;) {
        u64 end = at;
        while (end < length && text[end] != ' ') end++;
        int size = (int)(end - at);
        if (size) {
            int place = into->words;
            if (place == MOST_WORDS || into->length + size > LONGEST) return 0;
            memcpy(into->joined + into->length, text + at, (u64)size);
            into->length += size;
            for (; place && compare(into->word[place - 1], into->size[place - 1], text + at, size) > 0; place--)
                into->word[place] = into->word[place - 1], into->size[place] = into->size[place - 1];
            into->word[place] = text + at, into->size[place] = size;
            into->words++;
        }
        at = end + 1;
    }
    int used = 0;
    for (int i = 0; i < into->words; used += into->size[i++])
        memcpy(into->sorted + used, into->word[i], (u64)into->size[i]);
    return 1;
}

static int same_words(const name *ours, const name *theirs) {
    if (ours->words != theirs->words) return 0;
    for (int i = 0; i < ours->words; i++)
        if (compare(ours->word[i], ours->size[i], theirs->word[i], theirs->size[i])) return 0;
    return 1;
}

/* slips._same_letters or slips._edits */
static int is_near(const name *ours, const name *theirs, int one_from, int two_from) {
    int shorter = ours->length < theirs->length ? ours->length : theirs->length;
    int apart = ours->length - theirs->length, most = shorter < one_from ? 0 : shorter < two_from ? 1 : 2;
    if (!compare(ours->joined, ours->length, theirs->joined, theirs->length) || same_words(ours, theirs)) return 1;
    if (!most || apart > most || apart < -most) return 0;
    if (distance(ours->joined, ours->length, theirs->joined, theirs->length, most) <= most) return 1;
    int sorted = distance(ours->sorted, ours->length, theirs->sorted, theirs->length, most);
    return sorted && sorted <= most;
}

#if defined(__x86_64__)
__attribute__((target("popcnt")))
#endif
static u64 scan_counting(const u64 *letters, u64 first, u64 last, u64 ours, int most, u32 *found) {
    u64 count = 0;
    for (u64 i = first; i < last; i++) {
        found[count] = (u32)i;
        count += __builtin_popcountll(letters[i] ^ ours) <= most;
    }
    return count;
}

static u64 scan_plain(const u64 *letters, u64 first, u64 last, u64 ours, int most, u32 *found) {
    u64 count = 0;
    for (u64 i = first; i < last; i++) {
        u64 apart = letters[i] ^ ours;
        int bits = 0;
        for (; apart && bits <= most; apart &= apart - 1) bits++;
        found[count] = (u32)i;
        count += bits <= most;
    }
    return count;
}

/* Rows from first to last whose text is a given one but for a slip; how many.
 *
 * letters: signature of each row; texts: of each row; most: bits that may differ.
 * found has room for a row more than are looked at. ~0 when the text is too long.
 */
EXPORT u64 crible_slips(const u64 *letters, const u8 *texts, const u32 *texts_at, u64 first, u64 last,
                        const u8 *text, u64 length, i32 most, i32 one_from, i32 two_from, u32 *found) {
    name ours, theirs;
    u64 kept = 0;
    if (!read_name(text, length, &ours)) return ~0ull;
    u64 bits = signature(ours.joined, ours.length);
#if defined(__x86_64__)
    int counts = __builtin_cpu_supports("popcnt");
#else
    int counts = 1;
#endif
    u64 count = (counts ? scan_counting : scan_plain)(letters, first, last, bits, most, found);
    for (u64 i = 0; i < count; i++) {
        const u8 *other = texts + texts_at[found[i]];
        if (!read_name(other, texts_at[found[i] + 1] - texts_at[found[i]], &theirs)) continue;
        if (is_near(&ours, &theirs, one_from, two_from)) found[kept++] = found[i];
    }
    return kept;
}
