#pragma once

namespace w2v {

/// Of new projects, bytes. Twice SQLite's usual size: half as many calls of the system when a million records are read or written.
constexpr int kProjectPageSize = 8192;

/// How SQLite keeps memory, for the whole process; before its first use (later calls change nothing). It does not count it, which would
/// take a lock of the whole process for each allocation. Pages of kProjectPageSize, up to 128 MiB of them, come from large memory pages where
/// the system has them: the first touch of an ordinary one can cost more than reading a page of the project. Others are allocated as
/// usual. Never fails: where SQLite or the system refuses, all stays as usual.
void prepareSqliteMemory();

} // namespace w2v
