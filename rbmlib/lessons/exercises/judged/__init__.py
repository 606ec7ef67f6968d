"""What each question asks for: what is right, by the library, and what known mistakes give."""
