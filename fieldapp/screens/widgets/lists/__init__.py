"""Lists of rows: of things to choose, of what needs a person, of what happened when."""
