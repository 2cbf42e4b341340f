// helios/storage/node_check.hpp -- whether a page's content is a tree node that can be walked.
//
// Shape     what one page can say about itself: the invariants of run.hpp, inner.hpp and leaf.hpp,
//           a delta against its base, references that lead to pages. How a node fits the node above
//           it and its tree's shape is checked where one is reached through the other
//           (tree_path.hpp, leaf.hpp). Whether a run's keys ascend costs more than its checksum:
//           whoever builds nodes of its rows asks (inner.hpp), and check_tree()
// Holds     (C1) whoever reads a node that passed stays inside its page and meets each row once
// Threads   stateless
// Errors    XX001 and 58030 when a leaf's base cannot be read
// Cost      once per page that comes into memory: 0.3 ns per row and column of texts
#pragma once

#include <helios/base/bytes.hpp>
#include <helios/config.hpp>
#include <helios/storage/page_source.hpp>

namespace helios::storage {

/// What is wrong with a node, or nullptr: a page_source::page_check.
[[nodiscard]] HELIOS_DECL char const* node_fault(byte_view payload, page_source& pages);

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/node_check.ipp>
#endif
