"""Hypothesis strategies that several rooms share: any Unicode, names, spellings.

No test lives here; a strategy is a word of the shared vocabulary, not a lambda inside
one test.
"""

from __future__ import annotations

from hypothesis import strategies as st

# What breaks naive code: lone surrogates, marks without a base, bidi controls, invisible
# characters, compatibility forms that grow (one ligature, eighteen letters), case
# folding that grows, apostrophes, signs, digits of other scripts.
AWKWARD = (
    "\ud800", "\udfff", "\x00", "\x1b", "\u0301", "\u0308", "\u20dd", "\u202e", "\u2066",
    "\u200b", "\u200d", "\u00ad", "\ufeff", "\ufdfa", "ﬁ", "ﬃ", "№", "㏒", "½", "Ⅸ", "ŉ",
    "ß", "İ", "ΐ", "ﬓ", "’", "ʼ", "'", "`", "&", "_", ".", "-", "–", "(", ")", "«", "»", "/",
    "\u00a0", "\u2028", "\u3000", "\r\n", "\t", "٣", "９", "𝟗", "²", "𠀀", "한", "ㄱ", "ア", "ｱ",
    "กั", "की", "😀", "👩‍🚀", "🇷🇺", "ё", "й", "é", "e\u0301", "ё\u0301", "ال", "\u0640",
    "有限公司", "株式会社", "（", "，", "\ue000", "\u0378", "\U0010ffff",
)  # fmt: skip

LETTERS = (
    "aeioukplnstrvzchjywqx AEKOPT"
    "абвгдежзиклмнопрстуфхцчшщъыьэюяёіїєґ КУПОЛ"
    "αβγδικλοπρςστω אבגדה ابتجحدرسعمن 武汉高芯科技深圳 가나다라삼성 あいカク ქართ կգլ กขค"
)

any_text = st.lists(
    st.one_of(
        st.sampled_from(AWKWARD),
        st.sampled_from(LETTERS),
        st.characters(),
        st.characters(categories=["Cs", "Cf", "Mn", "Lm", "No", "So"]),
    ),
    max_size=24,
).map("".join)

plain_word = st.text("abcdefghijklmnoprstuvz", min_size=3, max_size=10)
