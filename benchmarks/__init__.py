"""Speed of reading, scoring and rechecking, and of the command's start; not part of the wheel and not a test."""
