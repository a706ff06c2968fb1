"""Users' own templates: what they can use, and the process they are filled in."""
