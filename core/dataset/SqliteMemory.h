#pragma once

namespace w2v {

/// Of new projects, bytes. Twice SQLite's usual size: half as many calls of the system when a million records are read or written.
constexpr int kProjectPageSize = 8192;

/// How SQLite keeps memory, for the whole process; before its first use (later calls change nothing). It does not count it, which would
/// take a lock of the whole process for each allocation. Pages of projects come from large memory pages where the system has them: the
/// first touch of an ordinary one can cost more than reading a page of the project.
void prepareSqliteMemory();

} // namespace w2v
