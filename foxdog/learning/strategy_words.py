"""What pages and help texts say of the query strategies. Their code, in ``strategies``, takes long to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StrategyWords:
    """A query strategy in words."""

    name: str
    asks: str  # the pictures, in words that complete the sentence "It asks about ..."
    source: str  # the paper it is from, and the library


_STRATEGIES = (
    StrategyWords("uncertainty", "the pictures it is least sure of", "least confidence, Lewis & Gale 1994; modAL"),
    StrategyWords(
        "committee",
        "the pictures on which several nets disagree most",
        "query by committee, Seung et al. 1992; by bagging, Abe & Mamitsuka 1998; modAL",
    ),
    StrategyWords(
        "bald",
        "the pictures on which nets that fit the labels as well as it does contradict one another",
        "BALD, Houlsby et al. 2011; by dropout, Gal et al. 2017",
    ),
    StrategyWords(
        "ranked-batch",
        "the pictures it is unsure of that are unlike the labelled ones and one another",
        "ranked batch, Cardoso et al. 2017; modAL",
    ),
    StrategyWords(
        "density",
        "the pictures it is unsure of that are like many others",
        "information density, Settles & Craven 2008; modAL",
    ),
    StrategyWords("k-centre", "the pictures farthest from all labelled ones", "core-set, Sener & Savarese 2018"),
    StrategyWords("typical", "the pictures most typical of groups without a label", "TypiClust, Hacohen et al. 2022"),
    StrategyWords(
        "tcm",
        "the pictures most typical of groups without a label, and from 40 labels on those it is least sure of",
        "TCM, Doucet et al. 2024",
    ),
    StrategyWords("badge", "the pictures that would change it most, each in another way", "BADGE, Ash et al. 2020"),
    StrategyWords("random", "any picture, at random", "the baseline"),
)
STRATEGY_WORDS = {words.name: words for words in _STRATEGIES}
"""All strategies by name, in the order in which pages list them."""
