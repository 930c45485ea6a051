"""Names that so many people bear that they say little of who wrote a work."""

from __future__ import annotations

import re

from bibliography.text_normalization import normalize

# The commonest family names of China, Korea, Vietnam and South Asia, in the Latin letters in which they are printed:
# different names fall together in these letters, and given names too.
_FAMILIES = frozenset(
    re.findall(
        r"\w+",
        """
        wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang han
        feng deng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu lyu ding ren shen zhong cui tan
        fan shi liao jia xia fu fang bai zou meng xiong qin qiu yin xue yan lei hou long tao gong shao wan qian dai mao
        hao gu lai wen cheung wong chan lau leung ng lam chow yip ho kwok tsai hsu huynh
        kim lee yi park pak choi choe jung jeong kang cho yoon yun jang chang lim im oh seo shin kwon hwang ahn hong
        nguyen tran le pham hoang phan vu vo dang bui do ngo duong ly
        singh kumar sharma gupta patel das shah khan ali ahmed
        """,
    )
)
_GIVEN_WORD = re.compile(r"[^\W\d_]+")


def is_common(given: str, family: str) -> bool:
    """Whether the name is one of the many: a common family name with a short given name."""
    return (
        normalize(family) in _FAMILIES
        and len(normalize(given).replace("-", "")) <= 12
        and len(_GIVEN_WORD.findall(given)) <= 2
    )
