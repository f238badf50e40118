"""One place where articles live a file: what its own import or interface takes."""
