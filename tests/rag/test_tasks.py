"""Which questions ask for a count, a list or the first and last article, and of what."""

from __future__ import annotations

import pytest

from rag.asking.tasks import task_of

MENTIONS = [
    ("How many articles mention Kazakhstan?", "count", ("Kazakhstan",)),
    ("how many articles mention kazakhstan", "count", ("kazakhstan",)),
    ("HOW MANY ARTICLES MENTION KAZAKHSTAN?", "count", ("kazakhstan",)),
    ("How many of the articles mention the flood?", "count", None),
    ("Please tell me how many reports mention the harbour bridge.", "count", ("harbour bridge",)),
    ("How many stories refer to the Paris Agreement?", "count", ("Paris Agreement",)),
    ("How many articles contain the word “sustainability”?", "count", ("sustainability",)),
    ("How many articles use the phrase climate change?", "count", ("climate change",)),
    ("How many articles are there that mention Lake Como?", "count", ("Lake Como",)),
    ("How often is Erdoğan mentioned?", "count", ("Erdoğan",)),
    ("How often has the strike been mentioned in the articles?", "count", ("strike",)),
    ("How many times is the U.S. Senate mentioned?", "count", ("U.S. Senate",)),
    ("How often do the articles mention C++?", "count", ("C++",)),
    ("How often does Anna Berg appear in the articles?", "count", ("Anna Berg",)),
    ("In how many articles is the Red Cross mentioned?", "count", ("Red Cross",)),
    ("In how many reports does NATO appear?", "count", ("NATO",)),
    ("How many mentions of Oslo are there?", "count", ("Oslo",)),
    ("What is the number of articles that mention wheat?", "count", ("wheat",)),
    ("Count the articles mentioning wheat", "count", ("wheat",)),
    ("Which articles mention Kazakhstan?", "list", ("Kazakhstan",)),
    ("Which article mentions the mayor of Bergen?", "list", ("mayor of Bergen",)),
    ("List all articles that mention law and order.", "list", ("law and order",)),
    ("Show me every story that mentions the ferry", "list", ("ferry",)),
    ("Could you give me a list of all reports mentioning Mr. Olsen?", "list", ("Mr. Olsen",)),
    ("Are there any articles that mention lithium?", "list", ("lithium",)),
    ("When was Kazakhstan first mentioned?", "first and last", ("Kazakhstan",)),
    ("When was the ferry last mentioned in the news?", "first and last", ("ferry",)),
    ("When did Anna Berg first appear in the articles?", "first and last", ("Anna Berg",)),
    ("When did the articles first mention the virus?", "first and last", ("virus",)),
    ("Which article was the first to mention the virus?", "first and last", ("virus",)),
    ("Which article first mentioned the virus?", "first and last", ("virus",)),
    ("How many articles in the index mention wheat?", "count", ("wheat",)),
    ("How many articles contain “wheat”?", "count", ("wheat",)),
    ("List all mentions of wheat", "list", ("wheat",)),
    ("In which articles is the ferry mentioned?", "list", ("ferry",)),
    ("What was the earliest mention of the flood?", "first and last", ("flood",)),
    ("When was the ferry first/last mentioned?", "first and last", ("ferry",)),
    ("When did the papers first report the virus?", "first and last", ("virus",)),
    ("How many articles mention St. Paul harbour?", "count", ("St. Paul harbour",)),
    ("How many articles mention No. 10 Downing Street?", "count", ("No. 10 Downing Street",)),
    ("How many articles mention U.S. and EU?", "count", ("U.S.", "EU")),
    ("How many articles mention Mr. Feld and Ms. Kellen?", "count", ("Mr. Feld", "Ms. Kellen")),
    ("How many outlets mention Oslo?", "count", ("Oslo",)),
    ("Which outlets mention Kellen?", "list", ("Kellen",)),
    ("Which news outlet was the first to mention Kellen?", "first and last", ("Kellen",)),
]
ABOUT = [
    ("How many reports are there on the flood?", "count", ("flood",)),
    ("How many articles are about inflation in Norway?", "count", ("inflation Norway",)),
    ("How many news stories were published about the strike?", "count", ("strike",)),
    ("How many articles cover the trial of Anna Berg?", "count", ("trial Anna Berg",)),
    ("How many articles on climate change?", "count", ("climate change",)),
    ("number of stories about the ferry", "count", ("ferry",)),
    ("What's the total number of reports on the drought?", "count", ("drought",)),
    ("Count all articles about wheat prices in the index", "count", ("wheat prices",)),
    ("List all articles about the flood", "list", ("flood",)),
    ("Show me every story on the ferry", "list", ("ferry",)),
    ("Give me all the reports on the US election", "list", ("US election",)),
    ("find articles about solar power, newest first", "list", ("solar power",)),
    ("Which articles are about the harbour?", "list", ("harbour",)),
    ("What reports are there on the drought?", "list", ("drought",)),
    ("Which stories deal with Theresa May?", "list", ("Theresa May",)),
    ("Do you have any articles on fishing quotas?", "list", ("fishing quotas",)),
    ("All articles about the flood, please", "list", ("flood",)),
    ("articles about Will Smith", "list", ("Will Smith",)),
    ("What are the latest articles about the strike?", "list", ("strike",)),
    ("What was the first report about the flood?", "first and last", ("flood",)),
    ("first and last article on the ferry", "first and last", ("ferry",)),
    ("Show me the earliest and the latest story about wheat", "first and last", ("wheat",)),
    ("What is the most recent report on inflation?", "first and last", ("inflation",)),
    ("When was the first article about the flood published?", "first and last", ("flood",)),
    ("Which article about the ferry is the oldest?", "first and last", ("ferry",)),
    ("Which report was the last one about the strike?", "first and last", ("strike",)),
    ("When was the strike first reported?", "first and last", ("strike",)),
    ("How many outlets reported on the strike?", "count", ("strike",)),
    ("How many different newspapers have covered the strike?", "count", ("strike",)),
    ("Which outlets reported the strike?", "list", ("strike",)),
    ("Which outlet first reported the strike?", "first and last", ("strike",)),
    ("Which newspaper was the first to report on the strike?", "first and last", ("strike",)),
    ("Which outlet reported the strike first?", "first and last", ("strike",)),
]
NO_TASK = [
    "How many people died?",
    "How many people does the article mention?",
    "How many stories does the building have?",
    "How many reports of abuse were filed?",
    "How many articles of the treaty were changed?",
    "How many articles does the constitution have?",
    "How many documents mention the minister?",
    "How many articles about the flood blame the mayor?",
    "How many articles mention Oslo and what do they say?",
    "How many articles mention Oslo but not Bergen?",
    "How many articles do not mention Oslo?",
    "How many articles contain mistakes?",
    "How many outlets are there?",
    "How many outlets does the BBC own?",
    "Which newspapers claim that the minister lied?",
    "Which outlets reported that the strike ended?",
    "How many articles mention plan B. What does it say?",
    "And the first report?",
    "And how many articles are there?",
    "What was the first report about wheat and the last report about rye?",
    "How often does the ferry run?",
    "How often does the comet appear?",
    "How often is the bridge painted?",
    "What is the number of victims?",
    "List the ministers.",
    "List the articles of the treaty.",
    "List all people mentioned in the articles.",
    "Show me the bridge.",
    "Give me a summary of the articles about the flood",
    "What did the first report say about the cause?",
    "Who first reported the flood?",
    "Who was mentioned first?",
    "What was the first story about?",
    "What does the last article say?",
    "What is the latest news on the strike?",
    "What was the last report by the committee?",
    "When was the first case reported?",
    "When was the virus first detected?",
    "When did the first report come out that the mayor resigned?",
    "When was the bridge last repaired?",
    "Which reports mention that the minister lied?",
    "Which reports about the flood blame the mayor?",
    "Which article of the constitution protects speech?",
    "What do the articles mention about Oslo?",
    "What do the articles say about the flood?",
    "Which articles contradict each other?",
    "Do articles about the flood agree?",
    "Is Oslo mentioned?",
    "Why do the articles mention Oslo?",
    "Tell me about the articles.",
    "What happened first?",
]


@pytest.mark.parametrize(("question", "task", "phrases"), MENTIONS)
def test_a_mention_is_asked_for(question: str, task: str, phrases: tuple[str, ...] | None) -> None:
    found = task_of(question)
    assert found is not None
    assert (found.task, found.phrases, found.about) == (task, phrases or ("flood",), False)


@pytest.mark.parametrize(("question", "task", "phrases"), ABOUT)
def test_articles_about_something_are_asked_for(question: str, task: str, phrases: tuple[str, ...]) -> None:
    found = task_of(question)
    assert found is not None
    assert (found.task, found.phrases, found.about) == (task, phrases, True)


@pytest.mark.parametrize("question", NO_TASK)
def test_a_question_about_the_world_or_the_content_is_no_task(question: str) -> None:
    assert task_of(question) is None


@pytest.mark.parametrize(
    ("question", "leave_out", "phrases"),
    [
        ("List all articles about the flood in May", ("in May",), ("flood",)),
        ("How many articles mention wheat in May 2023 by Reuters?", ("May 2023", "Reuters"), ("wheat",)),
        ("How many articles did the Daily Fjord publish about the ferry?", ("Daily Fjord",), ("ferry",)),
        ("How many Reuters stories mention the ferry?", ("Reuters",), ("ferry",)),
        ("How many articles by the Guardian or Reuters mention Feld?", ("Guardian", "Reuters"), ("Feld",)),
        ("How many articles from the BBC, Reuters or AP mention Feld?", ("BBC", "Reuters", "AP"), ("Feld",)),
        ("List all articles by Reuters and the BBC about the flood", ("Reuters", "BBC"), ("flood",)),
        ("How many Reuters, AP, and BBC stories mention Feld?", ("Reuters", "AP", "BBC"), ("Feld",)),
        ("List articles about wheat and rye by both the BBC and AP", ("BBC", "AP"), ("wheat rye",)),
        (
            "How many articles from either the BBC or AP published in May mention Feld?",
            ("BBC", "AP", "in May"),
            ("Feld",),
        ),
        ("How many articles mention Reuters' office in Oslo in May?", ("in May",), ("Reuters' office in Oslo",)),
        ("How many articles mention the strike in March 2024?", ("March 2024",), ("strike",)),
        ("How many articles mention the March 2024 strike?", ("March 2024",), ("strike",)),
        ("List all articles about the strike of 12 March 2024 by AP", ("12 March 2024", "AP"), ("strike",)),
        ("Last week, which articles mentioned the ferry?", ("Last week",), ("ferry",)),
        (
            "Stories on the ferry dated between 1 May 2024 and 3 May 2024",
            ("between 1 May 2024 and 3 May 2024",),
            ("ferry",),
        ),
        ("Show me every story on the ferry by Reuters", ("by Reuters",), ("ferry",)),
        ("How many articles from The Guardian published in 2023 cover wheat?", ("The Guardian", "2023"), ("wheat",)),
    ],
)
def test_words_understood_as_time_or_outlet_are_no_part_of_the_topic(
    question: str, leave_out: tuple[str, ...], phrases: tuple[str, ...]
) -> None:
    found = task_of(question, leave_out=leave_out)
    assert found is not None
    assert found.phrases == phrases


@pytest.mark.parametrize(
    ("question", "leave_out", "task"),
    [
        ("How many articles are there?", (), "count"),
        ("How many reports were published in May?", ("in May",), "count"),
        ("List all articles", (), "list"),
        ("Show me all the articles from last week", ("last week",), "list"),
        ("How many articles did Reuters publish?", ("Reuters",), "count"),
        ("What is the earliest report?", (), "first and last"),
        ("the earliest and the latest report", (), "first and last"),
    ],
)
def test_without_a_topic_every_article_is_meant(question: str, leave_out: tuple[str, ...], task: str) -> None:
    found = task_of(question, leave_out=leave_out)
    assert found is not None
    assert (found.task, found.topic, found.phrases) == (task, "", ())


@pytest.mark.parametrize(
    ("question", "ends"),
    [
        ("What was the first report about the flood?", ("first",)),
        ("What are the earliest and the latest article on the flood?", ("first", "last")),
        ("Show me the last and the first article on the flood", ("first", "last")),
        ("When was the flood last mentioned?", ("last",)),
        ("When was the flood first and last mentioned?", ("first", "last")),
        ("How many articles mention the flood?", ()),
    ],
)
def test_the_ends_asked_for(question: str, ends: tuple[str, ...]) -> None:
    found = task_of(question)
    assert found is not None
    assert found.ends == ends


@pytest.mark.parametrize(
    ("question", "phrases", "every", "about"),
    [
        ("How many articles mention Biden and Trump?", ("Biden", "Trump"), True, False),
        ("How many articles mention both wheat and rye?", ("wheat", "rye"), True, False),
        ("How many articles mention wheat or rye?", ("wheat", "rye"), False, False),
        ("How many articles mention the union and the port?", ("union", "port"), True, False),
        ("How many articles mention the union, the port and a ferry?", ("union", "port", "ferry"), True, False),
        ("How many articles mention the trade and industry?", ("trade and industry",), True, False),
        ("List all articles about the union and the port", ("union", "port"), True, True),
        ("How many articles mention Oslo, Bergen and Molde?", ("Oslo", "Bergen", "Molde"), True, False),
        ("How many articles mention “Johnson and Johnson”?", ("Johnson and Johnson",), True, False),
        ("How many articles mention Johnson and Johnson?", ("Johnson and Johnson",), True, False),
        ('List all articles about "law and order"', ("law and order",), True, False),
        ("How many articles mention “wheat” or “rye”?", ("wheat", "rye"), False, False),
        ("How many articles mention Trump's wall and Biden's plan?", ("Trump's wall", "Biden's plan"), True, False),
        ("How many articles are about wheat or the ferry?", ("wheat", "ferry"), False, True),
    ],
)
def test_and_or_and_quotation_marks(question: str, phrases: tuple[str, ...], *, every: bool, about: bool) -> None:
    found = task_of(question)
    assert found is not None
    assert (found.phrases, found.every, found.about) == (phrases, every, about)


@pytest.mark.parametrize(
    ("question", "by_outlet"), [("Which outlets mention Kellen?", True), ("Which articles mention Kellen?", False)]
)
def test_outlets_are_asked_for(question: str, *, by_outlet: bool) -> None:
    found = task_of(question)
    assert found is not None
    assert found.by_outlet is by_outlet


@pytest.mark.parametrize(
    "question",
    [
        "articles about x" + " in the index" * 150,
        "articles about " + ", " * 900 + "x",
        "“" * 2000,
        "articles mention " + "the " * 500 + "and",
    ],
)
@pytest.mark.timeout(10)
def test_a_long_question_takes_no_long_time(question: str) -> None:
    """Each took less than 0.2 s; a pattern that backtracks would take minutes, and the test's limit would end it."""
    found = task_of(question)
    assert found is None or found.phrases == ("x",)
