"""The files of personnel: SIASN's Export Data ASN and ref-unor in, marked spreadsheets out."""
