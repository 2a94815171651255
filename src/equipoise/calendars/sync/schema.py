"""The tables of a sync's memory."""

from __future__ import annotations

__all__ = ["SCHEMA"]

SCHEMA = """
create table if not exists base (
    pair text, uid text, local_href text, local_etag text, local_digest text, remote_href text, remote_etag text,
    remote_digest text, body blob, primary key (pair, uid)
);
create table if not exists token (pair text, side text, token text, primary key (pair, side));
create table if not exists mark (pair text, side text, number integer, primary key (pair, side));
create table if not exists done (
    number integer primary key, pair text, run text, side text, uid text, href text, before blob, after blob, etag text,
    settled integer default 0
);
create table if not exists published (pair text, uid text, block text, body blob, primary key (pair, uid));
create table if not exists wish (pair text, uid text, wish text, primary key (pair, uid));
create table if not exists shelf (
    pair text, uid text, digest text, at text, why text, body blob, primary key (pair, uid, digest)
);
create table if not exists signature (memory text);
create table if not exists past (run text, pair text, uid text, primary key (run, pair, uid));
create table if not exists past_base (
    run text, pair text, uid text, local_href text, local_etag text, local_digest text, remote_href text,
    remote_etag text, remote_digest text, body blob, primary key (run, pair, uid)
);
create table if not exists past_published (
    run text, pair text, uid text, block text, body blob, primary key (run, pair, uid)
);
create table if not exists past_wish (run text, pair text, uid text, wish text, primary key (run, pair, uid));
"""
