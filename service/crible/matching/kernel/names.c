/* The names of an index that may reach the line beside a subject: twin of retrieval.py,
 * prospects.py and bound.py, whose names for things are kept here. */
#include "kernel.h"

#include <math.h>
#include <string.h>

/* Roles of the words of a subject. */
#define IDLE 1
#define SILENT 2
#define RARE 4
#define STOP 8
#define ASSUMED 16
#define SINGLE_LETTER 32
#define SPEAKS 64 /* its first letter may stand for it, or it for one */
#define ACRONYM 128
/* Flags of listed words: index.ABBREVIATION, FORM, SINGLE. */
#define THEIR_ABBREVIATION 2
#define THEIR_FORM 4
#define THEIR_SINGLE 8

#define MOST_PIECES 3
#define MEMORY 256

/* What the modules in Python own of numbers. */
typedef struct {
    double telling, concept, cut, initial, acronym, initial_bits, light_bits, nearly_all;
    double tight, alike, least_bits, weight_initial, slack, prefix;
    u32 acronym_shortest, acronym_longest, twice;
} numbers;

/* A curve of the judgement as far up as it may go: ceiling.Ceiling. */
typedef struct {
    double highest, initials, our_telling, our_common, their_telling, their_common, lone;
    double theirs, ours, bits, complete, letters;
} curve;

/* A way to cut a unit in pieces: retrieval.Way. */
typedef struct {
    const u32 *piece[MOST_PIECES];
    u64 sizes[MOST_PIECES];
    const u32 *names;
    u64 count;
    u32 unit, width, light, unused;
} way;

/* What is asked of all names. */
typedef struct {
    u64 tokens, units, ways, acronyms, spelled;
    double bar;
    i32 persons; /* 1 for persons alone, 0 for others alone, -1 for all */
    u32 truncated; /* whether the last word may be the beginning of any */
    const u8 *last;
    u64 last_size;
    double weight[MOST_TOKENS], bits[MOST_TOKENS], size[MOST_TOKENS];
    u32 first[MOST_TOKENS];
    u8 flags[MOST_TOKENS];
    u32 start[MOST_UNITS], width[MOST_UNITS];
    u32 meaning[MOST_UNITS]; /* the hash of what it means, nought for nothing */
    i32 concept[MOST_UNITS]; /* the number of that, -1 for nothing */
    const u32 *words[MOST_UNITS];
    const double *credits[MOST_UNITS];
    u64 found[MOST_UNITS];
    u32 acronym_hash[MOST_UNITS], acronym_place[MOST_UNITS];
} query;
_Static_assert(sizeof(query) <= 1 << 14, "names.py makes room for so much");

/* A word of a subject, as it is kept from one name to the next: cards.Card. */
typedef struct {
    double weight, bits, size;
    u32 first, acronym, flags, unused;
} card;

/* The same of what is looked up: a word, or neighbours written together. */
typedef struct {
    u32 meaning;
    i32 concept;
    const u32 *words;
    const double *credits;
    u64 found;
    const way *ways;
    u64 count;
} unit_card;

/* A name as it is asked after. */
typedef struct {
    const card *cards;
    const unit_card *units;
    const u8 *spans;  /* of each unit its first word and how many they are */
    const u8 *firsts; /* the first letters of the words that are said, in UTF-8 */
    const u32 *wholes; /* the keys of the name as a whole */
    const u8 *last;    /* the last word, if the name may have been cut off there */
    u64 tokens, unit_count, firsts_size, whole_count, last_size;
    double bar;
    i32 persons;
    u32 filed; /* the answer: under how many of these keys there are names */
} question;

/* A name taken in: which words of the subject it has, and how far at most. */
typedef struct {
    u64 positions;
    double credit;
    u32 sure, initials; /* acronyms are entered by name */
} taken;

/* How far a word of the index is met by a unit; the next of the same word. */
typedef struct {
    u32 word, unit, next, unused;
    double credit;
} row;

/* Room for what is worked out on the way. */
typedef struct {
    sparse names;
    taken *taken;
    row *rows;
    u32 *heads; /* by a hash of the word the first of its rows, plus one */
    u64 most_rows, heads_mask, row_count;
} name_room;

/* The most that a name can have in common: ceiling.Reach. */
typedef struct {
    double ours, theirs, letters, bits, initials;
    double our_telling, our_common, their_telling, their_common, lone;
} reach;

static double at_most(double value, double most) { return value < most ? value : most; }

static double highest(const curve *of, const reach *name) {
    double complete = name->ours * name->theirs - 0.7;
    return of->highest + of->initials * at_most(name->initials, 1.0) +
           of->our_telling * at_most(name->our_telling, 2.0) +
           of->our_common * at_most(name->our_common, 1.0) +
           of->their_telling * at_most(name->their_telling, 2.0) +
           of->their_common * at_most(name->their_common, 1.0) + of->lone * at_most(name->lone, 1.0) +
           of->theirs * name->theirs + of->ours * name->ours +
           of->bits * at_most(name->bits, 40.0) / 10.0 +
           of->complete * (complete > 0.0 ? complete / 0.3 : 0.0) +
           of->letters * sqrt(at_most(name->letters, 25.0));
}

typedef struct {
    const arrays *index;
    const numbers *is;
    const curve *persons, *companies;
    const query *asked;
    name_room *room;
    const way *ways;
    double total, letters[MOST_TOKENS], unit_size[MOST_UNITS];
} search;

static u64 bit(u64 place) { return 1ull << place; }

static u64 positions(const query *asked, u64 unit) {
    return (bit(asked->width[unit]) - 1) << asked->start[unit];
}

static void measure(search *of) {
    const query *asked = of->asked;
    of->total = 0.0;
    for (u64 i = 0; i < asked->tokens; i++) of->total += asked->weight[i], of->letters[i] = asked->size[i];
    if (of->total == 0.0) of->total = 1.0;
    for (u64 unit = 0; unit < asked->units; unit++) {
        double size = 0.0;
        for (u32 i = 0; i < asked->width[unit]; i++) size += asked->size[asked->start[unit] + i];
        of->unit_size[unit] = size;
        for (u32 i = 0; i < asked->width[unit]; i++)
            if (size > of->letters[asked->start[unit] + i]) of->letters[asked->start[unit] + i] = size;
    }
    for (u64 i = 0; i < asked->tokens; i++) of->letters[i] *= asked->weight[i];
}

static int reaches(const search *of, const reach *name) {
    const query *asked = of->asked;
    if (asked->persons != 1 && highest(of->companies, name) >= asked->bar - of->is->slack) return 1;
    return asked->persons != 0 && highest(of->persons, name) >= asked->bar - of->is->slack;
}

/* Whether a name that no word looked up has met may reach the bar: Prospects.any_unseen. */
static int any_unseen(const search *of, u64 left, u64 assumed, u64 initials) {
    const query *asked = of->asked;
    const numbers *is = of->is;
    double others[MOST_TOKENS], ours = 0.0, bits = 0.0, letters = 0.0, sum = 0.0, telling = 0.0;
    u64 count = 0, singles = 0, places;
    int silent = 1, rare = 0;
    if (asked->truncated) left |= bit(asked->tokens - 1);
    assumed &= ~left;
    places = left | assumed;
    for (u64 i = 0; i < asked->tokens; i++) {
        if (places & bit(i)) {
            ours += asked->weight[i];
            letters += of->letters[i];
            singles += (asked->flags[i] & SINGLE_LETTER) != 0;
            bits += left & bit(i) ? asked->bits[i] : at_most(asked->bits[i], is->light_bits);
            rare |= (left & bit(i)) && (asked->flags[i] & RARE);
            continue;
        }
        silent &= (asked->flags[i] & SILENT) != 0;
        /* In descending order; these are few. */
        u64 at = count++;
        for (; at && others[at - 1] < asked->weight[i]; at--) others[at] = others[at - 1];
        others[at] = asked->weight[i];
    }
    u64 by_initials = initials < count ? initials : count;
    for (u64 i = 0; i < by_initials; i++) ours += is->initial * others[i];
    bits += is->initial * is->initial_bits * (double)by_initials;
    if (ours > is->nearly_all * of->total - is->slack) return 1;
    if (bits >= is->least_bits - is->slack && (!count || others[0] <= is->telling)) return 1;
    if (silent && rare) return 1;
    for (u64 i = by_initials; i < count; i++) {
        sum += others[i];
        if (others[i] > is->telling) telling += others[i];
    }
    reach name = {ours / of->total, 1.0, letters, bits, is->weight_initial * (double)(by_initials + singles),
                  telling, sum - telling, 0.0, 0.0, 0.0};
    return reaches(of, &name);
}

/* Whether a name that has these words may reach the bar: Prospects.may_reach. */
static int may_reach(const search *of, u64 met, double credit, u64 open) {
    const query *asked = of->asked;
    const numbers *is = of->is;
    double share = 0.0, bits = is->initial * is->initial_bits, letters = 0.0, most = 0.0, sum = 0.0, missing = 0.0;
    u64 singles = 0;
    int all_spoken = 1, any_alike = 0, all_tight = 1, rare = 0, telling_tight = 1;
    for (u64 i = 0; i < asked->tokens; i++) {
        u8 flags = asked->flags[i];
        double value = open & bit(i) ? 1.0 : met & bit(i) ? credit : 0.0;
        double weight = asked->weight[i];
        int tight = value >= is->tight - is->slack, telling = weight > is->telling;
        share += value * weight;
        bits += value * asked->bits[i];
        letters += value * of->letters[i];
        if (value == 0.0) {
            sum += weight;
            if (telling) missing += weight;
            if (weight > most) most = weight;
        }
        singles += (flags & SINGLE_LETTER) != 0;
        if (!(flags & IDLE)) {
            all_spoken &= value > 0.0;
            any_alike |= value >= is->alike - is->slack;
        }
        all_tight &= tight || (flags & SILENT);
        rare |= tight && (flags & RARE);
        telling_tight &= tight || !telling;
    }
    share = (share + is->initial * most) / of->total;
    if (share > is->nearly_all - is->slack || (all_spoken && any_alike) || (all_tight && rare)) return 1;
    if (telling_tight && bits >= is->least_bits - is->slack) return 1;
    double common = sum - missing;
    if (most > is->telling) missing -= most;
    else common -= most;
    reach name = {at_most(share, 1.0), 1.0, letters, bits, is->weight_initial * (double)(1 + singles),
                  missing, common, 0.0, 0.0, 0.0};
    return reaches(of, &name);
}

static taken *take(const search *of, u32 name) {
    const arrays *index = of->index;
    sparse *names = &of->room->names;
    if (name >= index->name_count) return 0;
    if (of->asked->persons >= 0 && index->name_person[name] != (u8)of->asked->persons) return 0;
    if (add(names, name)) of->room->taken[names->slot[name]] = (taken){0, 0.0, 0, 0};
    return &of->room->taken[names->slot[name]];
}

static void open_names(const search *of, const u32 *names, u64 count, u64 places, double credit) {
    for (u64 i = 0; i < count; i++) {
        taken *one = take(of, names[i]);
        if (!one) continue;
        one->positions |= places;
        if (credit > one->credit) one->credit = credit;
    }
}

/* What is filed under one word. */
static int open_word(const search *of, u32 word, u64 places, double credit) {
    const arrays *index = of->index;
    if (word >= index->word_count) return 0;
    const u32 *at = index->postings_at + word;
    open_names(of, index->postings + at[0], at[1] - at[0], places, credit);
    return index->word_light[word];
}

/* Take in what is filed under a word like a unit: Retrieval._open. */
static int open_unit(const search *of, u64 unit) {
    const query *asked = of->asked;
    u64 places = positions(asked, unit);
    int light = 0;
    for (u64 i = 0; i < asked->found[unit]; i++)
        light |= open_word(of, asked->words[unit][i], places, asked->credits[unit][i]);
    if (asked->meaning[unit]) {
        const u32 *words;
        u64 count = values_of(&of->index->exact, asked->meaning[unit], &words);
        for (u64 i = 0; i < count; i++) light |= open_word(of, words[i], places, of->is->concept);
    }
    for (u64 i = 0; i < asked->ways; i++)
        if (of->ways[i].unit == unit) {
            open_names(of, of->ways[i].names, of->ways[i].count, places, of->is->cut);
            light |= of->ways[i].light != 0;
        }
    return light;
}

static void sure(const search *of, const u32 *names, u64 count) {
    for (u64 i = 0; i < count; i++) {
        taken *one = take(of, names[i]);
        if (one) one->sure = 1;
    }
}

/* Names in which single letters stand for two words: Index.with_initials. */
static void with_initials(const search *of) {
    const query *asked = of->asked;
    u32 wanted = 0;
    for (u64 i = 0; i < asked->tokens; i++)
        if (asked->flags[i] & SPEAKS && !(asked->flags[i] & SINGLE_LETTER)) wanted |= 1u << (asked->first[i] % 31);
    for (u64 i = 0; i < of->index->singled_count; i++) {
        u32 letters = of->index->singled_letters[i], met = letters & wanted;
        if (__builtin_popcount(met) > 1 || (met && letters >= of->is->twice)) sure(of, of->index->singled + i, 1);
    }
}

/* The names that may reach the bar: Retrieval.names. Answers what is left open. */
static u64 retrieve(const search *of, const u32 *spelled) {
    const query *asked = of->asked;
    u64 tokens = asked->tokens, left = bit(tokens) - 1, assumed = 0, together = 0, taken_in = 0;
    u64 order[MOST_TOKENS];
    for (u64 i = 0; i < tokens; i++) {
        if (asked->flags[i] & ASSUMED) assumed |= bit(i);
        u64 at = i;
        for (; at && asked->weight[order[at - 1]] < asked->weight[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    u64 opened[(MOST_UNITS + 63) / 64] = {0};
    for (;;) {
        while (taken_in < tokens && (!taken_in || any_unseen(of, left, assumed, 1))) {
            u64 place = order[taken_in++];
            left &= ~bit(place);
            if (!(asked->flags[place] & STOP) && open_unit(of, place)) assumed |= bit(place);
        }
        together = assumed;
        for (u64 unit = tokens; unit < asked->units; unit++) {
            u64 places = positions(asked, unit);
            if (opened[unit / 64] & bit(unit % 64) || (places & ~left) == 0) continue;
            opened[unit / 64] |= bit(unit % 64);
            if (open_unit(of, unit)) assumed |= places;
        }
        if (assumed == together) break;
    }
    for (u64 i = 0; i < asked->acronyms; i++) {
        const u32 *names;
        u64 count = values_of(&of->index->initials, asked->acronym_hash[i], &names);
        for (u64 j = 0; j < count; j++) {
            taken *one = take(of, names[j]);
            /* A name that several words may be the initials of counts them all. */
            if (one) one->sure = 1, one->initials |= 1u << (i < 31 ? i : 31);
        }
    }
    for (u64 i = 0; i < asked->spelled; i++) {
        const u32 *at = of->index->postings_at + spelled[i];
        sure(of, of->index->postings + at[0], at[1] - at[0]);
    }
    if (taken_in > 1 && any_unseen(of, left, assumed, tokens)) with_initials(of);
    return left | assumed;
}

static u64 head(const name_room *room, u32 word) { return (word * 2654435761u >> 7) & room->heads_mask; }

/* File the words that units have met by word. */
static int file(const search *of) {
    name_room *room = of->room;
    const query *asked = of->asked;
    room->row_count = 0;
    memset(room->heads, 0, (room->heads_mask + 1) * sizeof *room->heads);
    for (u64 unit = 0; unit < asked->units; unit++)
        for (u64 i = 0; i < asked->found[unit]; i++) {
            if (room->row_count == room->most_rows) return 0;
            u32 word = asked->words[unit][i];
            u32 *first = room->heads + head(room, word);
            room->rows[room->row_count] = (row){word, (u32)unit, *first, 0, asked->credits[unit][i]};
            *first = (u32)++room->row_count;
        }
    return 1;
}

static int among(u32 value, const u32 *known, u64 count) {
    while (count > 8) {
        u64 half = count / 2;
        if (known[half] <= value) known += half, count -= half;
        else count = half;
    }
    for (u64 i = 0; i < count; i++)
        if (known[i] == value) return 1;
    return 0;
}

/* Take how far a unit is met in a name for each of its words: Bound._take. */
static void take_unit(const search *of, u64 unit, double credit, double *ours, double *letters) {
    const query *asked = of->asked;
    for (u32 i = 0; i < asked->width[unit]; i++) {
        u64 place = asked->start[unit] + i;
        double heard = credit * (asked->weight[place] * of->unit_size[unit]);
        if (credit > ours[place]) ours[place] = credit;
        if (heard > letters[place]) letters[place] = heard;
    }
}

#define MOST_PARTS 256

/* The most that a name can reach, by its words: Bound. Answers whether it is near. */
static int near_bar(const search *of, u32 name, const taken *how, const u32 *spelled, double *best) {
    const arrays *index = of->index;
    const query *asked = of->asked;
    const numbers *is = of->is;
    const name_room *room = of->room;
    double ours[MOST_TOKENS] = {0}, letters[MOST_TOKENS] = {0}, initials = 0.0;
    double theirs[MOST_PARTS], heard[MOST_PARTS];
    /* formed: words of ours that may stand for a form of theirs. */
    u64 tokens = asked->tokens, formed = 0;
    const u32 *parts = index->name_parts + index->name_parts_at[name];
    u64 count = index->name_parts_at[name + 1] - index->name_parts_at[name];
    /* A name of so many words is let through and scored. */
    if (count > MOST_PARTS) return *best = INFINITY, 1;
    u32 words[MOST_PARTS];
    for (u64 i = 0; i < count; i++) {
        u32 part = parts[i], word = index->part_word[part];
        double credit = 0.0;
        words[i] = word;
        for (u32 at = room->heads[head(room, word)]; at; at = room->rows[at - 1].next) {
            const row *one = room->rows + at - 1;
            if (one->word != word) continue;
            if (one->credit > credit) credit = one->credit;
            take_unit(of, one->unit, one->credit, ours, letters);
            if (index->part_flags[part] & THEIR_FORM) formed |= positions(asked, one->unit);
        }
        theirs[i] = credit;
        heard[i] = index->part_weight[part] * index->word_size[word] * credit;
    }
    for (u64 w = 0; w < asked->ways; w++) {
        const way *one = of->ways + w;
        for (u64 i = 0; i + one->width <= count; i++) {
            u32 shift = 0;
            while (shift < one->width && among(words[i + shift], one->piece[shift], one->sizes[shift])) shift++;
            if (shift < one->width) continue;
            take_unit(of, one->unit, is->cut, ours, letters);
            if (index->part_flags[parts[i]] & THEIR_FORM) formed |= positions(asked, one->unit);
            for (shift = 0; shift < one->width; shift++) {
                double said = index->part_weight[parts[i + shift]] * of->unit_size[one->unit] * is->cut;
                if (is->cut > theirs[i + shift]) theirs[i + shift] = is->cut;
                if (said > heard[i + shift]) heard[i + shift] = said;
            }
        }
    }
    for (u64 i = 0; i < count; i++) {
        u32 part = parts[i];
        i32 concept = index->part_concept[part];
        for (u64 unit = 0; unit < tokens; unit++)
            if (asked->concept[unit] == concept) {
                double said = index->part_weight[part] * index->word_size[words[i]] * is->concept;
                if (is->concept > theirs[i]) theirs[i] = is->concept;
                if (said > heard[i]) heard[i] = said;
                take_unit(of, unit, is->concept, ours, letters);
            }
    }
    for (u64 i = 0; i < count; i++) {
        u8 flags = index->part_flags[parts[i]];
        u32 first = index->word_first[words[i]];
        double weight = index->part_weight[parts[i]];
        /* Their letter for a word of ours, then our letter for a word of theirs. */
        for (int single = 0; single < 2; single++) {
            double most = -1.0;
            if (single ? flags & THEIR_FORM : !(flags & THEIR_SINGLE)) continue;
            for (u64 place = 0; place < tokens; place++) {
                if (!(asked->flags[place] & SPEAKS) || asked->first[place] != first) continue;
                if (((asked->flags[place] & SINGLE_LETTER) != 0) != single) continue;
                if (asked->weight[place] > most) most = asked->weight[place];
                if (is->initial > ours[place]) ours[place] = is->initial;
            }
            if (most < 0.0) continue;
            if (is->initial > theirs[i]) theirs[i] = is->initial;
            initials += at_most(weight, most);
        }
    }
    if (asked->truncated)
        for (u64 i = 0; i < count; i++) {
            const u8 *word = index->words + index->words_at[words[i]];
            if (index->words_at[words[i] + 1] - index->words_at[words[i]] < asked->last_size) continue;
            if (memcmp(word, asked->last, asked->last_size)) continue;
            double told = index->part_weight[parts[i]] * index->word_size[words[i]] * is->prefix;
            if (is->prefix > theirs[i]) theirs[i] = is->prefix;
            if (told > heard[i]) heard[i] = told;
            take_unit(of, tokens - 1, is->prefix, ours, letters);
            if (index->part_flags[parts[i]] & THEIR_FORM) formed |= positions(asked, tokens - 1);
        }
    for (u64 i = 0; i < asked->acronyms; i++)
        if (how->initials & 1u << (i < 31 ? i : 31)) {
            u32 place = asked->acronym_place[i];
            if (is->acronym > ours[place]) ours[place] = is->acronym;
            initials += asked->weight[place];
            for (u64 j = 0; j < count; j++)
                if (is->acronym > theirs[j]) theirs[j] = is->acronym;
        }
    if (asked->spelled)
        for (u64 i = 0; i < count; i++) {
            if (!among(words[i], spelled, asked->spelled)) continue;
            if (is->acronym > theirs[i]) theirs[i] = is->acronym;
            initials += index->part_weight[parts[i]];
            for (u64 place = 0; place < tokens; place++)
                if (!(asked->flags[place] & IDLE) && is->acronym > ours[place]) ours[place] = is->acronym;
        }
    reach most = {0};
    double bits = 0.0, their_bits = 0.0, their_letters = 0.0, met = 0.0, said = 0.0, shown = 0.0;
    int all_said = 1, settled_said = 1, tight_loud = 1, settled_telling = 1;
    for (u64 i = 0; i < tokens; i++) {
        double weight = asked->weight[i];
        int telling = weight > is->telling, tight = ours[i] >= is->tight;
        most.ours += weight * ours[i];
        bits += asked->bits[i] * ours[i];
        most.letters += letters[i];
        if (ours[i] == 0.0) *(telling ? &most.our_telling : &most.our_common) += weight;
        int settled = tight || formed & bit(i);
        if (!(asked->flags[i] & IDLE)) all_said &= ours[i] > 0.0, settled_said &= settled;
        if (!(asked->flags[i] & SILENT)) tight_loud &= tight;
        if (telling) settled_telling &= settled;
    }
    int telling_tight = 0, telling_loose = 0, unexplained = 0, loose = 0, spoken_loose = 0, tell = 0;
    for (u64 i = 0; i < count; i++) {
        u8 flags = index->part_flags[parts[i]];
        double weight = index->part_weight[parts[i]];
        int telling = weight > is->telling, tight = theirs[i] >= is->tight;
        their_bits += index->part_bits[parts[i]] * theirs[i];
        their_letters += heard[i];
        met += weight * theirs[i];
        said += weight;
        tell += telling;
        /* Of a name that was cut off, the part up to some word that is met. */
        if (theirs[i] > 0.0 && met / (said > 1e-6 ? said : 1e-6) > shown) shown = met / (said > 1e-6 ? said : 1e-6);
        if (theirs[i] == 0.0 && !asked->truncated) *(telling ? &most.their_telling : &most.their_common) += weight;
        telling_tight |= telling && tight;
        telling_loose |= telling && !tight;
        unexplained |= telling && !tight && !(flags & THEIR_ABBREVIATION);
        if (!(flags & THEIR_FORM)) loose |= theirs[i] < is->alike, spoken_loose |= !tight;
    }
    most.ours /= of->total;
    most.theirs = asked->truncated ? shown : met / (said > 1e-6 ? said : 1e-6);
    most.bits = at_most(bits, their_bits);
    most.letters = at_most(most.letters, their_letters);
    most.initials = initials;
    most.lone = tell == 1;
    *best = highest(index->name_person[name] ? of->persons : of->companies, &most);
    if (*best >= asked->bar) return 1;
    if (all_said && !loose) return 1;
    if (tight_loud && telling_tight && !unexplained) return 1;
    return (settled_said || !spoken_loose) && settled_telling && !telling_loose && most.bits >= is->least_bits;
}

/* Words that are the initials of neighbours: those of a length that acronyms have. */
static u64 spelled_words(const search *of, u32 *hashes, u64 count, u32 *found, u64 most) {
    const arrays *index = of->index;
    u64 kept = 0;
    for (u64 i = 0; i < count; i++) {
        const u32 *words;
        u64 size = values_of(&index->exact, hashes[i], &words);
        for (u64 j = 0; j < size && kept < most; j++) {
            if (words[j] >= index->word_count) continue;
            u32 letters = 0;
            for (u32 at = index->words_at[words[j]]; at < index->words_at[words[j] + 1]; at++)
                letters += (index->words[at] & 0xC0) != 0x80;
            if (letters < of->is->acronym_shortest || letters > of->is->acronym_longest) continue;
            u64 at = kept, known = 0;
            for (u64 k = 0; k < kept; k++) known |= found[k] == words[j];
            if (known) continue;
            for (; at && found[at - 1] > words[j]; at--) found[at] = found[at - 1];
            found[at] = words[j];
            kept++;
        }
    }
    return kept;
}

#define MOST_SPELLED 512

#define MOST_HASHES 512
#define MOST_WAYS 256
#define MOST_LETTERS 7

/* Lay out what is asked. Answers the hashes of initials, -1 when there is no room. */
static i32 lay_out(const question *is_asked, query *asked, way *ways, u32 *hashes) {
    u64 tokens = is_asked->tokens, acronyms = 0, cut = 0;
    if (tokens > MOST_TOKENS || is_asked->unit_count > MOST_UNITS) return -1;
    for (u64 i = 0; i < tokens; i++) {
        const card *one = is_asked->cards + i;
        asked->weight[i] = one->weight, asked->bits[i] = one->bits, asked->size[i] = one->size;
        asked->first[i] = one->first;
        asked->flags[i] = (u8)one->flags & (u8)~ACRONYM;
        if (one->flags & ACRONYM && tokens > 1)
            asked->acronym_hash[acronyms] = one->acronym, asked->acronym_place[acronyms++] = (u32)i;
    }
    for (u64 i = 0; i < is_asked->unit_count; i++) {
        const unit_card *one = is_asked->units + i;
        asked->start[i] = is_asked->spans[2 * i], asked->width[i] = is_asked->spans[2 * i + 1];
        asked->meaning[i] = one->meaning, asked->concept[i] = one->concept;
        asked->words[i] = one->words, asked->credits[i] = one->credits, asked->found[i] = one->found;
        if (one->count > MOST_WAYS - cut) return -1;
        for (u64 j = 0; j < one->count; j++) ways[cut] = one->ways[j], ways[cut++].unit = (u32)i;
    }
    asked->tokens = tokens, asked->units = is_asked->unit_count;
    asked->acronyms = acronyms, asked->ways = cut;
    asked->bar = is_asked->bar, asked->persons = is_asked->persons;
    asked->last = is_asked->last, asked->last_size = is_asked->last_size;
    asked->truncated = is_asked->last_size > 0;
    /* Initials of every run of three to seven words: index.initials_keys. */
    u32 begin[MOST_TOKENS + 1];
    u64 letters = 0;
    for (u64 i = 0; i < is_asked->firsts_size; i++)
        if ((is_asked->firsts[i] & 0xC0) != 0x80) {
            if (letters == MOST_TOKENS) return -1;
            begin[letters++] = (u32)i;
        }
    begin[letters] = (u32)is_asked->firsts_size;
    i32 count = 0;
    for (u64 size = 3; size <= MOST_LETTERS && size <= letters; size++)
        for (u64 start = 0; start + size <= letters; start++)
            hashes[count++] = crc(0, is_asked->firsts + begin[start], begin[start + size] - begin[start]);
    return count;
}

/* Whether names are filed under a whole key. */
static int is_filed(const arrays *index, u32 key) {
    u64 low = 0, high = index->whole_count;
    while (low < high) {
        u64 middle = (low + high) / 2;
        if (index->whole_keys[middle] < key) low = middle + 1;
        else high = middle;
    }
    return low < index->whole_count && index->whole_keys[low] == key;
}

/* Names whose score may reach the bar, with the most that each can reach, in no order.
 *
 * Answers how many; -1 when there is no room: then Python looks by itself. Says in the
 * question under how many of its whole keys there are names.
 */
EXPORT i32 crible_names(const arrays *index, const numbers *is, const curve *curves, question *is_asked,
                        query *asked, name_room *room, way *ways, u32 *names, double *best) {
    search of = {.index = index, .is = is, .persons = curves, .companies = curves + 1,
                 .asked = asked, .room = room, .ways = ways};
    u32 spelled[MOST_SPELLED];
    struct {
        u64 met;
        double credit;
        int known, good;
    } memory[MEMORY];
    u32 hashes[MOST_HASHES];
    i32 count = lay_out(is_asked, asked, ways, hashes);
    if (count < 0) return -1;
    is_asked->filed = 0;
    for (u64 i = 0; i < is_asked->whole_count; i++) is_asked->filed += (u32)is_filed(index, is_asked->wholes[i]);
    room->names.size = 0;
    measure(&of);
    asked->spelled = spelled_words(&of, hashes, (u64)count, spelled, MOST_SPELLED);
    count = 0;
    if (asked->spelled == MOST_SPELLED) return -1;
    u64 open = retrieve(&of, spelled);
    if (asked->truncated) open |= bit(asked->tokens - 1);
    for (u64 i = 0; i < MEMORY; i++) memory[i].known = 0;
    u64 kept = 0;
    for (u64 i = 0; i < room->names.size; i++) {
        taken one = room->taken[i];
        if (!one.sure) {
            u64 at = (one.positions * 0x9E3779B97F4A7C15ull ^ (u64)(one.credit * 1048576.0) * 0xC2B2AE3D27D4EB4Full) >> 56;
            if (!memory[at].known || memory[at].met != one.positions || memory[at].credit != one.credit) {
                memory[at].known = 1, memory[at].met = one.positions, memory[at].credit = one.credit;
                memory[at].good = may_reach(&of, one.positions, one.credit, open);
            }
            if (!memory[at].good) continue;
        }
        room->names.list[kept] = room->names.list[i];
        room->taken[kept++] = one;
    }
    if (!kept) return 0;
    if (!file(&of)) return -1;
    for (u64 i = 0; i < kept; i++) {
        double reached;
        if (!near_bar(&of, room->names.list[i], room->taken + i, spelled, &reached)) continue;
        names[count] = room->names.list[i];
        best[count++] = reached;
    }
    return count;
}

/* Which state of the sources this was compiled from: compile.edition. */
EXPORT u32 crible_edition(void) { return CRIBLE_EDITION; }
