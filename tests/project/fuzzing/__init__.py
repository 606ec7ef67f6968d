"""What the fuzz test is made of: calls, nasty values, and the judge of what comes of them."""
