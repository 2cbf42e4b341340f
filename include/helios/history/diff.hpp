// helios/history/diff.hpp -- the rows in which two database states differ.
//
// Threads   as a reader of both states
// Errors    XX001 and 58030 from the page source
// Cost      what the states share is not read (storage/tree_diff.hpp)
#pragma once

#include <helios/storage/directory.hpp>
#include <helios/storage/tree_diff.hpp>

#include <functional>
#include <map>
#include <optional>

namespace helios::history {

struct row_change {
  tree_id tree{};
  storage::key_view key;
  std::optional<storage::stored_row> before, after;
};

/// Calls visit for every row in which two states differ, tree by tree, in key order; rows are read
/// under the second state's shapes. Returns the number of nodes opened.
HELIOS_DECL std::uint64_t diff(storage::tree_space& space, storage::database_root const& before,
                               storage::database_root const& after,
                               std::function<void(row_change const&)> const& visit);

namespace detail {

using tree_map = std::map<tree_id, storage::tree>;

[[nodiscard]] inline tree_map trees_of(storage::tree_space& space,
                                       storage::database_root const& root) {
  tree_map all;
  storage::each_tree(root, space, [&](tree_id id, storage::tree const& t) { all.emplace(id, t); });
  return all;
}

/// Whether two versions of a tree differ. A state of the past may have nodes of its own for the
/// rows that another has in others, so what has another root is compared.
[[nodiscard]] inline bool differ(storage::tree const& before, storage::tree const& after) {
  if (before.form().fingerprint() != after.form().fingerprint()) return true;
  if (storage::identity(before.root().ref) == storage::identity(after.root().ref)) return false;
  return storage::tree_diff(before, after).next();
}

/// Visits the rows in which two versions of a tree differ, both read under one shape; either may be
/// absent.
template <class F>
std::uint64_t diff_tree(tree_id id, storage::tree const* before, storage::tree const* after,
                        storage::shape const& form, storage::tree_space& space, F&& visit) {
  auto const under = [&](storage::tree const* t) {
    return storage::tree(t == nullptr ? storage::tree_root{} : t->root(), form, space.pages());
  };
  storage::tree_diff d(under(before), under(after));
  while (d.next()) visit(row_change{id, d.key(), d.old_row(), d.new_row()});
  return d.nodes();
}

}  // namespace detail

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/diff.ipp>
#endif
