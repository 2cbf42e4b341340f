// helios/history/history.hpp -- commits, branches and the past: one engine of versions over one
// file.
//
//   engine.hpp        the engine: heads, AS OF, commits, branches, tags, checkpoints
//   transaction.hpp  one transaction: snapshot, changes, savepoints
//   read_set.hpp      what a serializable transaction has read
//   diff.hpp         the rows in which two states differ
//   merge.hpp        three-way merge, reset
//   versions.hpp     every version a table's rows had: VERSIONS BETWEEN
//   registry.hpp     what belongs to the database and to no branch
//   commit_queue.hpp group commit
//   vacuum.hpp       how much of the past VACUUM keeps
//   written_rows.hpp what a transaction wrote to one tree
//   write_gate.hpp   writers together, VACUUM alone
//   options.hpp      how a database is opened
#pragma once

#include <helios/history/diff.hpp>
#include <helios/history/engine.hpp>
#include <helios/history/merge.hpp>
#include <helios/history/read_set.hpp>
#include <helios/history/transaction.hpp>
#include <helios/history/versions.hpp>
