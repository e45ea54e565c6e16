"""Articles of a made-up harbour town, for pages on which outlets, dates and copies matter."""

from __future__ import annotations

OUTLET_OF_MARKUP = "<img src=x onerror=window.hacked=9> ${window.hacked=10}"

_OPENING = """The harbour bridge of Port Ellery opened on Saturday after nine years of building. Mayor Ines Fabricius cut
the ribbon before four thousand people. The bridge cost 312 million crowns, twice what the council had planned. Ferries
across the bay stop on Monday, and the ferry company lays off sixty sailors."""

ARTICLES = {
    "herald.txt": f"Title: Harbour bridge opens\nSource: The Harbour Herald\nDate: 2024-05-04\n\n{_OPENING}\n",
    "wire.txt": f"Title: Harbour bridge opens\nSource: Coast Wire\nDate: 2024-05-05\n\n{_OPENING}\n",
    "lamp.txt": f"Title: Harbour bridge opens\nSource: Evening Lamp\nDate: 2024-05-06\n\n{_OPENING}\n",
    "sailors.txt": """Title: Sailors ask for work
Source: Coast Wire
Date: 2024-06-11

Sailors of the stopped ferry asked the council for work on the harbour bridge. Their union wants places for all sixty.
""",
    "walk.txt": """Title: A walk over the bridge
Source: Evening Lamp

Walkers cross the harbour bridge of Port Ellery in eleven minutes and see the lighthouse.
""",
    "toll.txt": f"""Title: Toll on the bridge
Source: {OUTLET_OF_MARKUP}
Date: 2024-07-02

From July cars pay a toll of two crowns on the harbour bridge. Mayor Ines Fabricius wants the money for schools.
""",
}

TOLD_OTHERWISE = {
    "early.txt": """Title: Blast at the Tarn mine
Source: The Harbour Herald
Date: 2024-05-03

At least 12 miners were killed in the blast at the Tarn mine. The search went on at night.
""",
    "late.txt": """Title: Last bodies found
Source: Evening Lamp
Date: 2024-05-04

The blast at the Tarn mine killed 17 miners. The last bodies were found in the morning.
""",
    "herald.txt": """Title: Fire at the Harwick mill
Source: The Harbour Herald
Date: 2024-05-04

The fire at the Harwick mill killed 12 people on Friday night. Firemen came from three towns.
""",
    "ferry-2024-06-02.txt": """Title: The ferry is sold
Link: http://127.0.0.1:9/ferry
Author: Mara Quill

The old ferry of Selby was sold to Oskar Lind for nine thousand crowns.
""",
    "wire.txt": """Title: Mill fire in Harwick
Source: Coast Wire
Date: 2024-05-04

The fire at the Harwick mill killed 15 people on Friday night, the police said.
""",
}
"""Two reports of a fire that cannot both be right, two of a blast of which one is newer, and one whose day is a guess and which
has an address, where nobody listens."""
