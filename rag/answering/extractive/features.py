"""What is known of a candidate as numbers: their names, their order and what each means. Knows neither texts nor chances."""

from __future__ import annotations

FEATURES = (
    "answers",
    "share",
    "short",
    "similarity",
    "passage_similarity",
    "shared_words",
    "nearby_words",
    "kind_held",
    "kind_missing",
    "link_missing",
    "names_missing",
    "numbers_missing",
    "rank",
)
"""answers: the model's log-odds that the chunk answers. share: the log of the share of the quoted sentences among its
chunk's. short: the log-odds of its best short answer against none. similarity: cosine of question and quoted sentences, or
what is to be expected of it. passage_similarity: the same with the chunk, headline included.
shared_words: share of the question's content words in the sentence, weighted by rarity. nearby_words: the same in the
passage, its headline, outlet and date. kind_held, kind_missing: 1 when the question asks for a person, number, date,
place or age and the sentence adds one, or none. link_missing: 1 when it asks who did or holds something and the
sentence ties it to nobody, for a deed that the sentence does not tell of, about a year that an undated article does
not name, or about a thing with a number ("Quest 3") that the sentence does not mean. names_missing, numbers_missing:
share of the question's names and numbers that stand nowhere near. rank: 1 / place of the passage."""

MODEL_FEATURES = 3
"""The first of them are the model's."""
