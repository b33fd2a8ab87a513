"""Files on their way to the office and back: their own queue, after the facts, part by part."""
