// helios/api/impl/moments.hpp -- states of branches, by the names that callers give them.
#pragma once

#include <helios/api/moment.hpp>
#include <helios/api/reports.hpp>
#include <helios/catalog/catalog_reader.hpp>
#include <helios/history/engine.hpp>

namespace helios::detail {

/// What a moment names: a commit, and for a tag the branch it is on.
struct named_commit {
  scn at{};
  std::optional<branch_id> branch;
};

[[nodiscard]] inline named_commit find_commit(history::engine& in, moment const& when) {
  switch (when.named_by()) {
    case moment::name::commit: return {when.commit(), {}};
    case moment::name::transaction: return {in.at_transaction(when.transaction()), {}};
    case moment::name::time: return {in.at_time(when.time()), {}};
    case moment::name::tag: break;
  }
  for (history::tag_info const& t : in.tags()) {
    if (t.name == when.tag_name()) return {t.at, t.branch};
  }
  throw error(errc::undefined_object, "tag \"" + when.tag_name() + "\" does not exist");
}

/// "main", or what an undropped branch is called now.
[[nodiscard]] inline std::string branch_name(history::engine const& in, branch_id id) {
  for (history::branch_info const& b : in.branches()) {
    if (b.id == id && !b.dropped) return b.name;
  }
  throw error(errc::undefined_object, "the branch has been dropped");
}

struct named_state {
  branch_id branch{};
  std::optional<scn> at;  // none: now
};

[[nodiscard]] inline named_state find_state(history::engine& in, state const& of, branch_id own) {
  named_state found{of.branch.empty() ? own : in.find_branch(of.branch).id, {}};
  if (!of.at) return found;
  named_commit const commit = find_commit(in, *of.at);
  if (commit.branch && of.branch.empty()) found.branch = *commit.branch;
  found.at = commit.at;
  return found;
}

/// A branch is not to begin before the database's first commit: it would have nothing to work with.
inline void refuse_without_catalog(api::instance& in, branch_id branch, scn at) {
  static_cast<void>(catalog::catalog_reader(in.engine->as_of(branch, at)->root(),
                                            in.engine->space(), in.definitions));
}

[[nodiscard]] inline commit_time to_time(microseconds at) noexcept {
  return commit_time(std::chrono::microseconds(raw(at)));
}

}  // namespace helios::detail
