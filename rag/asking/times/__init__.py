"""From the words of a question to the days that they name: by the calendar, counted from today, parts and spans of both."""
