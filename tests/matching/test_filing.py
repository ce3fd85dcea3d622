"""Keys of whole names beside the one in one piece."""

from __future__ import annotations

import pytest

from crible.matching.filing import filed_under, looked_for
from crible.text.tokens import parse


@pytest.mark.parametrize(
    ("listed", "subject"),
    [
        ("JSC Concern Almaz-Antey", "Almaz Antey Telecom"),
        ("深圳旗速电子科技有限公司", "Shen Zhen Qi Su Dian Zi Ke Ji You Xian Gong Si"),
        ("深圳旗速电子科技有限公司", "Shenzhen Qisu Dianzi Keji Youxian Gongsi"),
        ("Shenzhen Qisu Dianzi Keji Youxiangongsi", "深圳旗速电子科技有限公司"),
    ],
)
def test_a_subject_looks_for_what_is_filed(listed, subject):
    """Both words of a group, and a Chinese name in pinyin, lead to the listed name."""
    assert not set(filed_under(parse(listed))).isdisjoint(looked_for(parse(subject)))


@pytest.mark.parametrize(
    ("listed", "subject"),
    [
        ("JSC Concern Almaz Antey", "Almaz Antey Telecom"),
        ("JSC Concern Almaz-Antey", "Almaz Telecom"),
        ("Granelit-Bank", "Granelit Bank"),
        ("保利科技有限公司", "Baoli Technology Co Ltd"),
        ("保利科技", "Baoli Keji"),
        ("", ""),
    ],
)
def test_nothing_else_is_filed(listed, subject):
    """Without a hyphen, or without a legal form in pinyin, the words must do."""
    assert set(filed_under(parse(listed))).isdisjoint(looked_for(parse(subject)))
