"""Words that tell what a time is for in a question: words of publication, of comparing, of describing. Data only."""

from __future__ import annotations


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


PUBLICATIONS = _listed("""
    article articles story stories report reports reporting news headline headlines coverage piece pieces column columns editorial
    editorials item items post posts press papers newspapers edition editions dispatch dispatches interviews updates
    """)
PUBLISHED = _listed("published printed posted dated appeared ran written reported carried filed covered")
PLANS = _listed("will due planned scheduled expected upcoming shall")
"""In front of a day that may still come, they mean the one to come."""
COMPARES = _listed("than unlike versus vs as")
TURNS_AWAY = _listed("of for about to with than against as like per every each")
"""In front of "last year" they make it a thing: "the floods of last year", "plans for next week", "compared to last year"."""
DO = _listed("do does did can could should would might must")
"""They leave the verb bare, so a participle behind them describes a noun: "What did the man elected in 2019 say?"."""
BE = _listed("is are was were be been being has have had get got gets having not n't isn't wasn't also first")
ASKS = _listed("who whom whose what which when where why how that and")
THE = _listed("the a an this that these those his her its their our")
BEGINNINGS = _listed("born founded established built dating")
"""A date behind them is never the time of the news."""
IRREGULAR = _listed(
    "held made won lost signed begun set sold bought sent struck taken written given shot sunk stolen drawn"
)
NO_PARTICIPLES = _listed(
    "resigned died happened occurred arrived collapsed disappeared emerged ended voted talked agreed need indeed speed"
)
"""In -ed, and yet no description of the noun in front: "the ministers who resigned", never "the ministers resigned"."""
REQUESTS = _listed("list show find give name me us summarise summarize describe count of") | {""}
"""In front of "the ministers dismissed in May" they leave the participle the only verb: it tells what happened when."""
CLAUSES = _listed("after before since until when while because although though if")
RELATIVES = _listed("that which who")
GOES_ON = _listed("""
    compared according regarding concerning involving following amid despite near across inside outside towards toward without
    along alone together again only even still already worldwide abroad please within via like plus minus ago around
    """)
"""Words that may follow a time beside the function words: "in March 2024 regarding oil"."""
PAPERS_OF_SUNDAY = _listed("mail independent scotland wales")
NAMED_PARTS = _listed("week weekend early late mid")
"""Periods that begin so need no "in": "What happened the week of 4 March?", "early Monday"."""
EVENTS = _listed("""
    flood floods earthquake quake crash attack attacks fire fires war election elections vote referendum coup summit strike strikes
    storm hurricane riots protests massacre bombing bombings explosion shooting murder murders scandal disaster accident collapse
    invasion ceasefire treaty budget census trial inquiry tournament final finals games olympics championship cup revolution
    """)
"""With "the" in front and a date behind them they are known by that date."""
FIGURES = _listed("""
    inflation population unemployment gdp growth turnover revenue revenues profit profits sales earnings output turnout emissions
    deficit debt rate price prices temperature temperatures exports imports production salary income
    """)
"""What is measured over a time."""
HAPPENINGS = _listed("events developments highlights")
"""Those of last week are what happened in it; those of 5 June 2023 are known by that date."""
WORKS = _listed("book books novel novels memoir autobiography album poem study law act dictionary constitution")
"""What is published once and told of ever after."""
SENTENCE_ENDS = frozenset(".?!:;")
NEWS = _listed("""
    news article articles story stories report reports reporting coverage headline headlines piece pieces update updates
    development developments information figures numbers data polling poll polls statement statements comments word details
    mention mentions account accounts toll count estimate estimates status situation post posts column interview item items
    """)
"""Behind "first" or "earliest" these are what is published."""
PRODUCTS = _listed("""
    model models version versions generation phone phones smartphone device gadget iphone film films movie album single book novel
    series season episode game fashion fashions technology software car cars release range trend trends craze
    """)
"""Behind "latest" these are things: "the latest phone"; anything else is news: "the latest attack"."""
TOLD = _listed("""
    report reported reports announce announced publish published mention mentioned reveal revealed emerge emerged appear
    appeared confirm confirmed cover covered disclose disclosed expose exposed write wrote written tell told learn learned
    hear heard describe described raise raised notice noticed break broke suggest suggested warn warned say said come came
    """)
"""Behind "first" these speak of the first report."""
EDITIONS = _listed("news headlines article articles story stories edition editions reports issue paper papers press")
"""Behind these "of" says when: "the news of 5 June"; behind all else it names: "the floods of 2023"."""
