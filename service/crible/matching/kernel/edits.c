/* How far two readings agree that an edit or two set apart: twin of similarity.py. */
#include "kernel.h"

#include <string.h>

/* Least credit, and from where a distance is counted down: similarity.MINIMUM, _apart. */
#define MINIMUM 0.5
#define FROM 0.97
#define A_LETTER 0.42
#define TRANSPOSED 0.7
#define AT_THE_START 0.3
#define VOWELS_APART 3

static u32 table[256];
static double cheap[128][128];
static double gaps_of[128];

/* Set the costs, which similarity.py owns.
 *
 * pairs: two letters each; costs: of one for the other. Gaps cost by letter.
 */
EXPORT void crible_costs(const char *pairs, const double *costs, u32 count, const double *gaps) {
    for (u32 i = 0; i < 256; i++) {
        u32 value = i;
        for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        table[i] = value;
    }
    for (int i = 0; i < 128; i++)
        for (int j = 0; j < 128; j++) cheap[i][j] = 1.0;
    for (u32 i = 0; i < count; i++) cheap[pairs[2 * i] & 127][pairs[2 * i + 1] & 127] = costs[i];
    memcpy(gaps_of, gaps, sizeof gaps_of);
}

/* CRC-32 as zlib has it, continued from an earlier one. */
u32 crc(u32 before, const u8 *text, u64 length) {
    u32 value = ~before;
    for (u64 i = 0; i < length; i++) value = table[(value ^ text[i]) & 255] ^ (value >> 8);
    return ~value;
}

u64 values_of(const groups *of, u32 key, const u32 **values) {
    u64 low = 0, count = of->count;
    if (!count) return 0;
    /* Keys are hashes, so that where one lies can be told from its size. */
    u64 guess = (u64)key * count >> 32, step = 16;
    if (of->keys[guess] <= key) {
        low = guess;
        while (low + step < count && of->keys[low + step] <= key) low += step, step *= 2;
        count = low + step < count ? step : count - low;
    } else {
        u64 high = guess;
        while (step < high && of->keys[high - step] > key) high -= step, step *= 2;
        low = step < high ? high - step : 0;
        count = high - low;
    }
    /* Without a branch to guess wrong: the half that holds the key is kept. */
    while (count > 1) {
        u64 half = count / 2;
        low += of->keys[low + half] <= key ? half : 0;
        count -= half;
    }
    if (of->keys[low] != key) return 0;
    *values = of->values + of->at[low];
    return of->at[low + 1] - of->at[low];
}

u64 signature(const u8 *text, int length) {
    u64 bits = 0;
    for (int i = 0; i < length; i++) {
        u64 once = 1ull << (text[i] % 32);
        bits |= bits & once ? once << 32 : once;
    }
    return bits;
}

int allowed_edits(int length) { return length <= 3 ? 0 : length <= 7 ? 1 : length <= 11 ? 2 : 3; }

static double gap_cost(int place, u8 letter) {
    double cost = gaps_of[letter & 127];
    return place == 0 ? cost + AT_THE_START : cost;
}

static double swap_cost(int place, u8 left, u8 right) {
    double cost = cheap[left & 127][right & 127];
    return place == 0 && cost == 1.0 ? cost + AT_THE_START : cost;
}

/* similarity._cost_between */
static double cost_between(const u8 *first, int n, const u8 *second, int m, int start) {
    double rows[3][LONGEST + 2], gaps[LONGEST + 1];
    double *before = rows[0], *previous = rows[1], *row = rows[2];
    previous[0] = 0.0;
    for (int j = 0; j < m; j++) {
        gaps[j] = gap_cost(start + j, second[j]);
        previous[j + 1] = previous[j] + gaps[j];
    }
    memcpy(before, previous, sizeof(double) * (u64)(m + 1));
    for (int i = 0; i < n; i++) {
        u8 left = first[i];
        double gap = gap_cost(start + i, left);
        double best = previous[0] + gap;
        row[0] = best;
        for (int j = 0; j < m; j++) {
            u8 right = second[j];
            double dropped = best + gaps[j];
            best = previous[j];
            if (left != right) {
                best += start || i || j ? cheap[left & 127][right & 127] : swap_cost(0, left, right);
                if (previous[j + 1] + gap < best) best = previous[j + 1] + gap;
                if (dropped < best) best = dropped;
                if (i && j && left == second[j - 1] && first[i - 1] == right &&
                    before[j - 1] + TRANSPOSED < best)
                    best = before[j - 1] + TRANSPOSED;
            }
            row[j + 1] = best;
        }
        double *oldest = before;
        before = previous;
        previous = row;
        row = oldest;
    }
    return previous[m];
}

/* similarity.edit_cost */
static double edit_cost(const u8 *first, int n, const u8 *second, int m) {
    int shorter = n < m ? n : m, start = 0, end = 0;
    while (start < shorter && first[start] == second[start]) start++;
    while (end < shorter - start && first[n - 1 - end] == second[m - 1 - end]) end++;
    first += start, n -= start + end;
    second += start, m -= start + end;
    if (!n || !m) {
        const u8 *left = n ? first : second;
        double sum = 0.0;
        for (int i = 0; i < n + m; i++) sum += gap_cost(start + i, left[i]);
        return sum;
    }
    if (n == 1 && m == 1) {
        double swapped = swap_cost(start, *first, *second);
        double apart = gap_cost(start, *first) + gap_cost(start, *second);
        return apart < swapped ? apart : swapped;
    }
    return cost_between(first, n, second, m, start);
}

/* Optimal string alignment within a limit; limit + 1 for anything beyond it. */
int distance(const u8 *first, int n, const u8 *second, int m, int limit) {
    int rows[3][LONGEST + 2];
    int *before = rows[0], *previous = rows[1], *row = rows[2];
    for (int j = 0; j <= m; j++) previous[j] = j;
    for (int i = 1; i <= n; i++) {
        int low = i - limit > 1 ? i - limit : 1, high = i + limit < m ? i + limit : m;
        int least = limit + 1;
        row[low - 1] = low == 1 ? i : limit + 1;
        if (low == 1) least = i;
        for (int j = low; j <= high; j++) {
            int best = previous[j - 1] + (first[i - 1] != second[j - 1]);
            /* Outside the band the row before was not worked out. */
            if (j < i + limit && previous[j] + 1 < best) best = previous[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
            if (best < least) least = best;
        }
        if (high < m) row[high + 1] = limit + 1;
        if (least > limit) return limit + 1;
        int *oldest = before;
        before = previous;
        previous = row;
        row = oldest;
    }
    return previous[m] <= limit ? previous[m] : limit + 1;
}

/* The distinct grams of a padded reading; how many. */
static int grams_of(const u8 *key, int length, u32 *found) {
    int count = 0;
    for (int place = 0; place < length; place++) {
        u32 one = place ? key[place - 1] : '^';
        u32 three = place + 1 < length ? key[place + 1] : '$';
        u32 gram = one << 16 | (u32)key[place] << 8 | three;
        int known = 0;
        for (int i = 0; i < count && !known; i++) known = found[i] == gram;
        if (!known) found[count++] = gram;
    }
    return count;
}

static int share_grams(const u8 *first, int n, const u8 *second, int m, int edits) {
    u32 ours[LONGEST], theirs[LONGEST];
    int count = grams_of(first, n, ours), others = grams_of(second, m, theirs);
    int needed = (n > m ? n : m) - 3 * edits, shared = 0;
    for (int i = 0; i < count; i++)
        for (int j = 0; j < others; j++) shared += ours[i] == theirs[j];
    return shared >= (needed > 1 ? needed : 1);
}

static double apart(const u8 *first, int n, const u8 *second, int m) {
    double longer = n > m ? n : m;
    double value = FROM - edit_cost(first, n, second, m) / (1.0 + A_LETTER * longer);
    return value >= MINIMUM ? value : 0.0;
}

double edited(const u8 *first, int n, const u8 *second, int m, int joined) {
    int shorter = n < m ? n : m, longer = n < m ? m : n;
    int most = allowed_edits(shorter);
    if (joined && most > 1) most = 1;
    if (!most || longer - shorter > most || longer > LONGEST) return 0.0;
    int edits = distance(first, n, second, m, most);
    if (edits > most || (edits > 1 && !share_grams(first, n, second, m, most))) return 0.0;
    return apart(first, n, second, m);
}

/* The consonants of a reading: skeleton.consonants. */
int consonants(const u8 *key, int length, u8 *found) {
    int count = 0, kept = 0;
    for (int i = 0; i < length; i++) {
        u8 letter = key[i];
        if (strchr("aeiouyvw", letter)) continue;
        found[count++] = letter == 'Z' ? 'j' : letter == 'C' ? 'S' : letter == 'c' ? 's' : letter == 'g' ? 'k' : letter;
    }
    while (count && found[count - 1] == 'h') count--;
    for (int i = 0; i < count; i++)
        if (!i || found[i] != found[i - 1]) found[kept++] = found[i];
    return kept;
}

double revowelled(const u8 *first, int n, const u8 *second, int m, const u8 *skeleton, int letters) {
    u8 theirs[LONGEST + 2];
    if (n - m > 1 || m - n > 1 || n > LONGEST || m > LONGEST || letters < VOWELS_APART) return 0.0;
    if (consonants(second, m, theirs) != letters || memcmp(theirs, skeleton, (u64)letters)) return 0.0;
    return apart(first, n, second, m);
}

/* For tests: the credit of two readings. */
EXPORT double crible_edited(const u8 *first, i32 n, const u8 *second, i32 m, i32 joined) {
    return edited(first, n, second, m, joined);
}
