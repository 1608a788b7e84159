"""What every slice stands on: database, time, words, forms, mail, permissions, headers. Knows no slice."""
