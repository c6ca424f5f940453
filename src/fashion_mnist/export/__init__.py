"""Models for use elsewhere: written, opened, and compared with their originals."""
