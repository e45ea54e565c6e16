"""Articles of a made-up river town, for questions whose answers are known: a bridge, a mayor, prices, a cup, floods."""

from __future__ import annotations

ARTICLES = {
    "bridge.txt": """Title: The Alder bridge opens
Source: Selby Herald
Date: 2024-05-04

The Alder bridge in Selby was opened on Saturday by Ines Fabricius, the mayor of Selby. It cost 312 million crowns,
twice what the council had planned. The engineers spent nine years on it.

They tested every cable by hand.
""",
    "closed.txt": """Title: Alder bridge shut
Source: Coast Wire
Date: 2024-09-12

The Alder bridge was closed on Thursday because inspectors found cracks in two of its pillars. Lorries use the old road
through Norden until the pillars are mended.
""",
    "fabricius.txt": """Title: A day with the mayor
Source: Evening Lamp
Date: 2024-06-20

Ruben Holt, a farmer, waited two hours for Ines Fabricius and told her of his wet fields. She listened to Ruben Holt and
to Ines Fabricius's own driver, who has a boat. Ines Fabricius is a former harbour pilot who has led the town since 2019.
""",
    "bread-may.txt": """Title: Bread prices in May
Source: Selby Herald
Date: 2024-05-20

A loaf of rye bread costs 4 crowns in the bakeries of Selby. Flour is cheap this spring.
""",
    "bread-june.txt": """Title: Bread is dearer
Source: Selby Herald
Date: 2024-06-18

A loaf of rye bread now costs 6 crowns in the bakeries of Selby. The bakers blame the price of flour.
""",
    "rents.txt": """Title: Rents in Selby
Source: Coast Wire
Date: 2024-02-10

In 2020 the average rent of a flat in Selby was 410 crowns a month. In 2024 the average rent of a flat in Selby is 655
crowns a month, the town's statisticians say.
""",
    "cup-north.txt": """Title: Northern cup
Source: Selby Herald
Date: 2024-07-01

Selby Rovers, Norden United and Alder Vale reached the last round of the river cup. Rain stopped play twice.
""",
    "cup-south.txt": """Title: Southern cup
Source: Coast Wire
Date: 2024-07-02

Harwick Town and Lowell City reached the last round of the river cup as well, after a long afternoon.
""",
    "flood.txt": """Title: Flood aid
Source: Coast Wire
Date: 2024-10-15

Norway, Chad and Peru sent boats to the flooded villages. Denmark sent tents after the flood. The water fell on Monday.
""",
    "works.txt": """Title: Lindgren Works in trouble
Source: Evening Lamp
Date: 2024-08-08

Lindgren Works builds the Lark 9 tractor. The Lark 9 is loud, farmers say. Lindgren Works wants a higher share of its sales
abroad. Its revenue was 84 million crowns in the year to July. The boss of Lindgren Works, Otto Brand, left in August.
""",
    "strike-herald.txt": """Title: The tram strike
Source: Selby Herald
Date: 2024-11-02

The tram strike in Selby ended on Friday after eleven days. The drivers got a rise of five per cent.
""",
    "strike-wire.txt": """Title: Trams run again
Source: Coast Wire
Date: 2024-11-03

The tram strike in Selby left commuters angry, and the company lost two million crowns.
""",
    "fire.txt": """Title: Fire in the mill
Source: Evening Lamp
Date: 2024-10-20

What the owners say about the mill fire in Norden

The mill fire in Norden broke out at night. After the fire, which began on 7 October, the owners of the mill asked for a
loan.
""",
}
