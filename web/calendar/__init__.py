"""The office's calendar: which days count as working days, year by year, for everybody to read."""
