"""A blog in files: its table as it was at one moment, and its media.

    manifest.json          written last: without it, a backup is unfinished
    items-00001.jsonl.gz   an item in a line, in the order of its keys (`pk`, then `sk`, by their UTF-8)
    media.jsonl.gz         a media object in a line, in the order of their keys
    media/<SHA-256>        what is in such an object, under its digest: the same content is there once

A line is JSON with sorted names and without spaces. Items are written as DynamoDB's own JSON (`{"S": …}`): numbers are
texts, binary values are base64, sets are sorted. So the same table makes the same bytes, save for the manifest's times.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html

`manifest.json`:

    format, version        "lamppost-backup", 1
    began_at, state_of     when the backup was begun, and the moment whose state it holds (ISO 8601, UTC)
    table                  the name of the table
    items                  count; kinds: how many of each; digest; parts: name, count and sha256 of each
    media                  bucket, count, bytes; list: name, count and sha256 of the list. null: no bucket was known
    search_index           that it is not here: `lamppost restore` makes it anew

The digest is that of a set, whatever the order: the sum of the SHA-256 of all items, modulo 2^256. For it, equal
numbers are written alike (`1.0` is `1`), because a database may do so too.

How it comes to be the state of one moment, though a Scan is none: the places in the table's stream are noted, then the
table is scanned with consistent reads, then everything that the stream has told since is put in its place, in each
item's order, until nothing more comes for a while (0.5 s here, 10 s from AWS). What the scan has seen too early, or
half of a transaction, the stream has told as well. So the state is that of a moment at which nobody wrote; where there
is none, no backup is made. In between, a file holds all items: memory does not grow with the table.

DynamoDB's own export to S3 would be a snapshot as well, without a Scan; it needs point-in-time recovery and a bucket,
takes minutes even for an empty table, and is nowhere but on AWS. This way is the same everywhere.

Everything here holds e-mail addresses and keys: files are for their owner alone (0600 in 0700), objects are encrypted.
"""
