// helios/history/impl/diff.ipp -- the rows in which two states differ, and going back to one of
// them.
#pragma once

#include <helios/history/merge.hpp>

#include <helios/history/impl/merge_run.hpp>

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

std::optional<commit_result> reset(std::shared_ptr<engine> const& in, branch_id branch, scn to) {
  storage::tree_space& space = in->space();
  version_ptr const wanted = in->as_of(branch, to);
  transaction tx(in, branch);
  detail::tree_map const now = detail::trees_of(space, tx.base()->root());
  detail::tree_map const then = detail::trees_of(space, wanted->root());
  for (auto const& [id, t] : now) {
    if (!then.contains(id)) tx.drop(id);
  }
  for (auto const& [id, t] : then) {
    auto const is = now.find(id);
    if (is == now.end()) {
      tx.create(id, t.form());
    } else if (is->second.form().fingerprint() != t.form().fingerprint()) {
      tx.reshape(id, t.form());
    }
    detail::diff_tree(id, is == now.end() ? nullptr : &is->second, &t, t.form(), space,
                      [&](row_change const& c) {
                        if (c.after) {
                          tx.put(id, c.key, c.after->image());
                        } else {
                          tx.erase(id, c.key, c.before->image());
                        }
                      });
  }
  return tx.commit("reset to SCN " + std::to_string(raw(to)));
}

}  // namespace helios::history
