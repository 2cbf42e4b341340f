// helios/history/versions.hpp -- every version that a table's rows had in a range of commits:
// VERSIONS BETWEEN.
//
// Shape     a version is a row as one commit left it, until the next commit that changed its key:
//             operation  I put where there was no row, U put over one, D erased (with the row
//                        that went)
//             start      the commit that made it; absent for what was there at the start of the
//                        range already
//             end        the commit that ended it; absent for what is there at its end
// Holds     (V1) versions of one key follow each other without a gap: end of one = start of the
//                next
// Threads   any
// Errors    42704 when the tree is not there at the end of the range; 22023; XX001
// Cost      the state as of `from`, and the commit frames in (from, to]
#pragma once

#include <helios/history/engine.hpp>

#include <functional>
#include <optional>

namespace helios::history {

struct version_moment {
  scn at{};
  microseconds time{};
  transaction_id transaction{};
};

struct row_version {
  storage::key key;
  bytes image;  // under the tree's shape at the end of the range; long values lie in the space's
                // pages
  char operation = 'I';
  std::optional<version_moment> start, end;
};

/// The versions of a tree's rows alive at some time in [from, to], by key and then by start; of one
/// key if given.
[[nodiscard]] HELIOS_DECL std::vector<row_version> versions_between(
    engine& in, branch_id branch, tree_id tree, scn from, scn to,
    std::optional<storage::key_view> only = {});

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/versions.ipp>
#endif
