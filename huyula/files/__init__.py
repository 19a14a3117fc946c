"""Files: what came in or was made, kept by the hash of its content.

Words: blob (one kept file: whose, what, until when), content (its bytes in the data folder, shared by equal blobs),
upload (a blob that came through the door of this area and waits to be attached), attachment (that another area took
it), sealed (encrypted at rest), quarantine (kept, but given to nobody).
It never serves a file at an address of its own: the area whose row holds the blob asks who may see it. It never takes a
file's type from its name, nor a path from it.
"""
