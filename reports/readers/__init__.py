"""Files to blocks: one module for each format, all of them making the same paragraphs and grids."""
