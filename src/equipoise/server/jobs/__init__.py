"""Work that pages do not wait for; a worker takes it from the database."""
