// helios/history/impl/commit_graph.hpp -- which commits a commit contains: its branch's line, where
// that was forked from, and what was merged into it.
#pragma once

#include <helios/history/registry.hpp>

#include <map>
#include <utility>
#include <vector>

namespace helios::history::detail {

using commit_reach = std::map<branch_id, scn>;

/// The newest commit of each branch's line that a commit's history contains.
[[nodiscard]] inline commit_reach reached(registry const& in, branch_id branch, scn at) {
  commit_reach reach;
  std::vector<std::pair<branch_id, scn>> open{{branch, at}};
  while (!open.empty()) {
    auto const [b, s] = open.back();
    open.pop_back();
    auto const known = reach.find(b);
    if (known != reach.end() && known->second >= s) continue;
    scn const done = known == reach.end() ? scn{0} : known->second;
    reach[b] = s;
    branch_info const& info = in.branch(b);
    if (b != main_branch) open.emplace_back(info.parent, std::min(s, info.forked_at));
    for (merge_info const& m : in.merges()) {
      if (m.into == b && m.at <= s && m.at > done) open.emplace_back(m.from, m.from_at);
    }
  }
  return reach;
}

/// Where a merge of two commits begins.
[[nodiscard]] inline std::pair<branch_id, scn> newest_common(registry const& in,
                                                             commit_reach const& from_a,
                                                             commit_reach const& from_b) {
  // Of the commits that both contain, the newest: with criss-cross merges several are nearest, and
  // the highest SCN is taken. A branch's line begins after its fork point: up to there the commit
  // is its parent's.
  std::pair<branch_id, scn> best{main_branch, scn{0}};
  for (auto const& [branch, at] : from_a) {
    auto const other = from_b.find(branch);
    if (other == from_b.end()) continue;
    scn const both = std::min(at, other->second);
    if (branch != main_branch && both <= in.branch(branch).forked_at) continue;
    if (both > best.second) best = {branch, both};
  }
  return best;
}

}  // namespace helios::history::detail
