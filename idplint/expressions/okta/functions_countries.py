"""Country codes of ISO 3166-1: `Iso3166Convert.*` and `parseCountryCode()`.

Codes are a complete table. Names are not: Okta's differ from the standard's (`United States`), so only documented ones
are given.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from idplint.expressions.okta.inner import Country, Inner, described, text_of, undecided
from idplint.expressions.okta.language import Function, Implementation

if TYPE_CHECKING:
    from collections.abc import Sequence

# Alpha-2, alpha-3 and numeric code of all 249 countries and territories, run together.
_CODES = """
ADAND020 AEARE784 AFAFG004 AGATG028 AIAIA660 ALALB008 AMARM051 AOAGO024 AQATA010 ARARG032 ASASM016 ATAUT040
AUAUS036 AWABW533 AXALA248 AZAZE031 BABIH070 BBBRB052 BDBGD050 BEBEL056 BFBFA854 BGBGR100 BHBHR048 BIBDI108
BJBEN204 BLBLM652 BMBMU060 BNBRN096 BOBOL068 BQBES535 BRBRA076 BSBHS044 BTBTN064 BVBVT074 BWBWA072 BYBLR112
BZBLZ084 CACAN124 CCCCK166 CDCOD180 CFCAF140 CGCOG178 CHCHE756 CICIV384 CKCOK184 CLCHL152 CMCMR120 CNCHN156
COCOL170 CRCRI188 CUCUB192 CVCPV132 CWCUW531 CXCXR162 CYCYP196 CZCZE203 DEDEU276 DJDJI262 DKDNK208 DMDMA212
DODOM214 DZDZA012 ECECU218 EEEST233 EGEGY818 EHESH732 ERERI232 ESESP724 ETETH231 FIFIN246 FJFJI242 FKFLK238
FMFSM583 FOFRO234 FRFRA250 GAGAB266 GBGBR826 GDGRD308 GEGEO268 GFGUF254 GGGGY831 GHGHA288 GIGIB292 GLGRL304
GMGMB270 GNGIN324 GPGLP312 GQGNQ226 GRGRC300 GSSGS239 GTGTM320 GUGUM316 GWGNB624 GYGUY328 HKHKG344 HMHMD334
HNHND340 HRHRV191 HTHTI332 HUHUN348 IDIDN360 IEIRL372 ILISR376 IMIMN833 ININD356 IOIOT086 IQIRQ368 IRIRN364
ISISL352 ITITA380 JEJEY832 JMJAM388 JOJOR400 JPJPN392 KEKEN404 KGKGZ417 KHKHM116 KIKIR296 KMCOM174 KNKNA659
KPPRK408 KRKOR410 KWKWT414 KYCYM136 KZKAZ398 LALAO418 LBLBN422 LCLCA662 LILIE438 LKLKA144 LRLBR430 LSLSO426
LTLTU440 LULUX442 LVLVA428 LYLBY434 MAMAR504 MCMCO492 MDMDA498 MEMNE499 MFMAF663 MGMDG450 MHMHL584 MKMKD807
MLMLI466 MMMMR104 MNMNG496 MOMAC446 MPMNP580 MQMTQ474 MRMRT478 MSMSR500 MTMLT470 MUMUS480 MVMDV462 MWMWI454
MXMEX484 MYMYS458 MZMOZ508 NANAM516 NCNCL540 NENER562 NFNFK574 NGNGA566 NINIC558 NLNLD528 NONOR578 NPNPL524
NRNRU520 NUNIU570 NZNZL554 OMOMN512 PAPAN591 PEPER604 PFPYF258 PGPNG598 PHPHL608 PKPAK586 PLPOL616 PMSPM666
PNPCN612 PRPRI630 PSPSE275 PTPRT620 PWPLW585 PYPRY600 QAQAT634 REREU638 ROROU642 RSSRB688 RURUS643 RWRWA646
SASAU682 SBSLB090 SCSYC690 SDSDN729 SESWE752 SGSGP702 SHSHN654 SISVN705 SJSJM744 SKSVK703 SLSLE694 SMSMR674
SNSEN686 SOSOM706 SRSUR740 SSSSD728 STSTP678 SVSLV222 SXSXM534 SYSYR760 SZSWZ748 TCTCA796 TDTCD148 TFATF260
TGTGO768 THTHA764 TJTJK762 TKTKL772 TLTLS626 TMTKM795 TNTUN788 TOTON776 TRTUR792 TTTTO780 TVTUV798 TWTWN158
TZTZA834 UAUKR804 UGUGA800 UMUMI581 USUSA840 UYURY858 UZUZB860 VAVAT336 VCVCT670 VEVEN862 VGVGB092 VIVIR850
VNVNM704 VUVUT548 WFWLF876 WSWSM882 YEYEM887 YTMYT175 ZAZAF710 ZMZMB894 ZWZWE716
"""
_NAMES = {"US": "United States", "IN": "India"}


@cache
def _by_code() -> dict[str, str]:
    """Alpha-2 by each of the three codes."""
    table: dict[str, str] = {}
    for codes in _CODES.split():
        alpha2 = codes[:2]
        table |= {alpha2: alpha2, codes[2:5]: alpha2, codes[5:]: alpha2}
    return table


@cache
def _by_alpha2() -> dict[str, tuple[str, str]]:
    """Alpha-3 and numeric code by alpha-2."""
    return {codes[:2]: (codes[2:5], codes[5:]) for codes in _CODES.split()}


def country(text: str) -> Country:
    """The country of a code.

    Raises:
        StoppedError: The text is none of its three codes as the standard writes them.
    """
    alpha2 = _by_code().get(text)
    if alpha2 is None:
        raise undecided(f"{text[:40]!r} is no ISO 3166-1 code")
    return Country(alpha2)


def parsed(arguments: Sequence[Inner]) -> Inner:
    """The country of a code or of a documented name."""
    text = text_of(arguments[0], "parseCountryCode")
    for alpha2, name in _NAMES.items():
        if text == name:
            return Country(alpha2)
    return country(text)


def _alpha2(found: Country) -> str:
    return found.alpha2


def _alpha3(found: Country) -> str:
    return _by_alpha2()[found.alpha2][0]


def _numeric(found: Country) -> str:
    code = _by_alpha2()[found.alpha2][1]
    if code.startswith("0"):
        raise undecided(f"whether Okta writes the numeric code {code} with its leading zero is not documented")
    return code


def _name(found: Country) -> str:
    if found.alpha2 not in _NAMES:
        raise undecided(f"the name Okta has for {found.alpha2} is not documented")
    return _NAMES[found.alpha2]


_WAYS = {"toAlpha2": _alpha2, "toAlpha3": _alpha3, "toNumeric": _numeric, "toName": _name}


def _from_text(way: str) -> Implementation:
    return lambda arguments: _WAYS[way](country(text_of(arguments[0], f"Iso3166Convert.{way}")))


def _from_country(way: str) -> Implementation:
    def run(arguments: Sequence[Inner]) -> Inner:
        found = arguments[0]
        if not isinstance(found, Country):
            raise undecided(f".{way}() is for what parseCountryCode() gives, not for {described(found)}")
        return _WAYS[way](found)

    return run


FUNCTIONS = {f"Iso3166Convert.{way}": Function(1, 1, _from_text(way)) for way in _WAYS}
"""By the name as written."""

METHODS = {"parseCountryCode": Function(1, 1, parsed)} | {way: Function(1, 1, _from_country(way)) for way in _WAYS}
"""By the name as written; the receiver is the first argument."""
