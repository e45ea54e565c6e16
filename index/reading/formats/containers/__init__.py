"""Files that hold many articles: tables, feeds, archives."""
