// helios/storage/tree_walk.hpp -- visiting a tree's nodes themselves: to count, to release, to
// check them.
//
// Threads   as readers of the tree
// Errors    check_tree: XX001 with what is wrong and where; XX001 and 58030 from the page source
#pragma once

#include <helios/storage/tree.hpp>

#include <functional>
#include <string>

namespace helios::storage {

/// Calls `visit` for each node of the tree that lives in memory, children first. Nodes below one in
/// the file are there too.
HELIOS_DECL void each_heap_node(tree_root const& root, std::function<void(node_ref)> const& visit);

/// The same for the nodes of one owner. Below another owner's node there is none: a node refers to
/// what was there when it was made.
HELIOS_DECL void each_owned_node(node_ref below, owner_id owner,
                                 std::function<void(node_ref)> const& visit);

/// Reads every node and row of a tree and throws XX001 unless the invariants of run.hpp, leaf.hpp
/// and inner.hpp hold, all keys ascend, lie between their separators, and the number of rows is the
/// root's.
HELIOS_DECL void check_tree(tree const& t);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/tree_walk.ipp>
#endif
