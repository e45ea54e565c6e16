"""Reading and embedding on a Ray cluster; everything else of a sync stays where it is started."""
