"""Those called are asked: a code each, dated attempts, their own word, their needs, their contests, and its end."""
