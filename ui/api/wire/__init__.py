"""What is asked and answered, as typed models, events and problems. Knows JSON; knows no pipeline."""
