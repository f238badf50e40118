"""Read forums: every format a team may have, from a file, a folder, an archive or a live address."""
