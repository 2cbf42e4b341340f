// helios/history/impl/reset.ipp -- going back to an older state by a commit.
#pragma once

#include <helios/history/merge.hpp>

#include <helios/history/impl/moved_target.hpp>

namespace helios::history {

std::optional<commit_result> reset(std::shared_ptr<engine> const& in, branch_id branch, scn to) {
  storage::tree_space& space = in->space();
  version_ptr const wanted = in->as_of(branch, to);
  transaction tx(in, branch);
  detail::refuse_when_moved(tx);
  detail::tree_map const now = detail::trees_of(space, tx.base()->root());
  detail::tree_map const then = detail::trees_of(space, wanted->root());
  for (auto const& [id, t] : now) {
    if (!then.contains(id)) tx.drop(id);
  }
  for (auto const& tree : then) {
    tree_id const id = tree.first;
    storage::tree const& t = tree.second;
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
