"""Certificates: issued once because of something that was done, signed, checked by anybody, revoked with a reason.

Words: certificate (who learned what, with how many JP, under which number), claim (the few words of it that are signed
and stand in its QR code), register (all certificates, whatever becomes of the course), revocation (that one no longer
holds), key (an Ed25519 key whose public half is given to everybody).
It never holds a NIP, never takes the place of a certified electronic signature (TTE), and never forgets a certificate.
"""
