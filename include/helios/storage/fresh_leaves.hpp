// helios/storage/fresh_leaves.hpp -- what a bulk load logs: its new leaves as splices over the tree
// it grew from.
//
// Shape     fresh_part part = find_fresh(id, tree, since, keys);
//           writer.write_leaves(part.leaves, tree.form());
//           record.splices gets name_pages(std::move(part))
// Holds     (X2) for a change that only put rows, the splices over the old tree give the new tree's
//           rows
// Threads   as a reader of the tree
// Cost      one visit per new node; subtrees that the old tree has are passed by, and rows are
//           looked at only in leaves with a delta
#pragma once

#include <helios/storage/splice.hpp>
#include <helios/storage/tree.hpp>

#include <deque>
#include <vector>

namespace helios::storage {

/// The leaves of a tree that a change made.
struct fresh_part {
  std::vector<splice> splices;   // grouped by neighbourhood; the leaves' pages are not named yet
  std::vector<node_ref> leaves;  // of all splices, in their order
  std::uint64_t rows = 0;        // in these leaves
};

/// The leaves born at or after an era. Keys point into `keys`.
[[nodiscard]] HELIOS_DECL fresh_part find_fresh(tree_id id, tree const& t, era since,
                                                std::deque<bytes>& keys);

/// The splices, with the pages of the leaves' twins (node.hpp).  Requires that each has one.
[[nodiscard]] HELIOS_DECL std::vector<splice> name_pages(fresh_part part);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/fresh_leaves.ipp>
#endif
