"""Tables of posts: CSV, spreadsheets and the like."""
