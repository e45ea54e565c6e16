"""A conversation taken along: as Markdown, as JSON, as one HTML page. Each says where every quote stands."""
