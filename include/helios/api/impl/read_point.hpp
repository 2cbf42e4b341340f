// helios/api/impl/read_point.hpp -- the state that a statement or a transaction begins with.
#pragma once

#include <helios/history/engine.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace helios::api::detail {

struct read_point {
  branch_id branch{};
  storage::version_ptr version;
  /// Other branches are read as of this commit; none: as they are now.
  std::optional<scn> others;
  bool read_only = false;
};

[[nodiscard]] inline read_point newest_of(history::engine const& in, branch_id branch) {
  return {branch, in.head(branch), {}, in.read_only()};
}
/// A point from which a transaction reads every branch as it is now.
[[nodiscard]] inline read_point snapshot_of(history::engine const& in, branch_id branch) {
  scn const last = in.last_commit();
  read_point at = newest_of(in, branch);
  at.others = std::max(last, at.version->at());
  return at;
}

/// Empty: it has been dropped.
[[nodiscard]] inline std::string branch_name(history::engine const& in, branch_id branch) {
  for (history::branch_info const& b : in.branches()) {
    if (b.id == branch) return b.name;
  }
  return {};
}

}  // namespace helios::api::detail
