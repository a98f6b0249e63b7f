#pragma once

struct sqlite3;

namespace w2v {

/// Gives a connection the full-text function relevance(record_text), smaller = better: Okapi BM25 (Robertson et al. 1994,
/// k1 = 1.2, b = 0.75), the order of SQLite's bm25(). It is about twice as quick for a single word or phrase, whose rarity weighs every
/// record alike, so that it need not be counted. Throws SQLite::Exception when the full-text module is missing.
void addTextRelevance(sqlite3* connection);

} // namespace w2v
