"""Time, memory and accuracy of the closed forms, against other ways, libraries and executors."""
