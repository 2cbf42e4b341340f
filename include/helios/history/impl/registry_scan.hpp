// helios/history/impl/registry_scan.hpp -- walking the timeline: what was written, then what is
// recent.
#pragma once

#include <helios/history/registry.hpp>

#include <helios/storage/tree.hpp>

#include <algorithm>

namespace helios::history {

namespace detail {
[[nodiscard]] HELIOS_DECL commit_info commit_of_row(std::int64_t at,
                                                    storage::stored_row const& row);
}  // namespace detail

template <class F>
void registry::each_commit(scn from, scn to, F&& visit) const {
  from = std::max(from, scn{1});
  if (!root_.trees.empty()) {
    storage::tree const commits = written().open(registry_tree::commits);
    storage::cursor c(commits, storage::key_view(static_cast<std::int64_t>(raw(from))));
    while (c.next()) {
      commit_info const info = detail::commit_of_row(c.key().number, c.row());
      if (info.at > to) return;
      visit(info);
    }
  }
  recent_.each(scn{raw(from) - 1}, to, [&](commit_info const& info, std::span<change const>) {
    visit(info);
    return true;
  });
}

}  // namespace helios::history
