// helios/storage/fresh_leaves.hpp -- what a bulk load logs: its new leaves as splices over the tree
// it grew from.
//
// Holds     (X2) for a change that only put rows, the splices over the old tree give the new tree's
//           rows
// Threads   as a reader of the tree
// Cost      one visit per new node; subtrees that the old tree has are passed by
#pragma once

#include <helios/storage/splice.hpp>
#include <helios/storage/tree.hpp>

#include <deque>
#include <vector>

namespace helios::storage {

/// The leaves born at or after an era, grouped by neighbourhood; a splice names the pages of its
/// leaves' twins (node.hpp). Keys point into `keys`.  Requires that every such leaf has a page.
[[nodiscard]] HELIOS_DECL std::vector<splice> fresh_leaves(tree_id id, tree const& t, era since,
                                                           std::deque<bytes>& keys);

/// How many rows the leaves born at or after an era hold.
[[nodiscard]] HELIOS_DECL std::uint64_t fresh_rows(tree const& t, era since);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/fresh_leaves.ipp>
#endif
