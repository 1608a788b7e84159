"""The minutes: their lines are written once, their page and their file say the same, nobody is named without a yes."""
