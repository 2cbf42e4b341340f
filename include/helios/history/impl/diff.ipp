// helios/history/impl/diff.ipp -- the rows in which two states differ, and going back to one of
// them.
#pragma once

#include <helios/history/diff.hpp>

#include <set>

namespace helios::history {

std::uint64_t diff(storage::tree_space& space, storage::database_root const& before,
                   storage::database_root const& after,
                   std::function<void(row_change const&)> const& visit) {
  detail::tree_map const old_trees = detail::trees_of(space, before);
  detail::tree_map const new_trees = detail::trees_of(space, after);
  std::set<tree_id> ids;
  for (auto const& [id, t] : old_trees) ids.insert(id);
  for (auto const& [id, t] : new_trees) ids.insert(id);
  std::uint64_t nodes = 0;
  for (tree_id const id : ids) {
    auto const o = old_trees.find(id);
    auto const n = new_trees.find(id);
    storage::tree const* const was = o == old_trees.end() ? nullptr : &o->second;
    storage::tree const* const is = n == new_trees.end() ? nullptr : &n->second;
    nodes += detail::diff_tree(id, was, is, is != nullptr ? is->form() : was->form(), space, visit);
  }
  return nodes;
}

}  // namespace helios::history
