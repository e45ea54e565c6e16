"""What the words of a sentence say: amounts, times, and the matter that they are about. Pure, English."""
