// helios/history/impl/vacuum_choose.ipp -- what VACUUM keeps, by the commit graph.
#pragma once

#include <helios/history/impl/vacuum_run.hpp>

#include <helios/history/impl/commit_graph.hpp>

#include <algorithm>

namespace helios::history {

/// The path may name another file by now, which is nothing that VACUUM may replace.
void vacuum_run::refuse_unless_named() const {
  if (old_->log_->still_named()) return;
  throw error(errc::object_not_in_prerequisite_state,
              '"' + old_->log_->source().path() + "\" names another file than the one that is open")
      .detail("VACUUM would replace that file.")
      .hint("BACKUP writes the open database to a new path.");
}

void vacuum_run::choose() {
  floor_ = wanted_floor();
  choose_branches();
  choose_single_states();
  choose_graph();
}

/// The oldest SCN whose states are to be kept: what was removed already does not come back.
scn vacuum_run::wanted_floor() const {
  scn floor{};
  for (auto const& [id, info] : old_->registry_.branches()) {
    if (info.oldest != branch_info::nothing_kept) floor = std::max(floor, info.oldest);
  }
  scn const newest = old_->durable_scn_;
  if (std::holds_alternative<vacuum_options::newest_alone>(options_->keep)) return newest;
  if (auto const* const since = std::get_if<scn>(&options_->keep)) {
    if (*since > newest) {
      throw error(errc::invalid_parameter_value,
                  "SCN " + std::to_string(raw(*since)) + " lies in the future")
          .detail("The newest commit is SCN " + std::to_string(raw(newest)) + ".");
    }
    return std::max(floor, *since);
  }
  if (auto const* const since = std::get_if<microseconds>(&options_->keep)) {
    if (*since > old_->world_->now())
      throw error(errc::invalid_parameter_value,
                  "the time to keep history from lies in the future");
    return std::max(floor, old_->registry_.at_time(*since));
  }
  return floor;
}

/// Live branches, and what a live branch's line was before a fork that is kept.
void vacuum_run::choose_branches() {
  registry const& known = old_->registry_;
  for (auto const& [id, info] : known.branches()) {
    if (info.dropped) continue;
    branch_info const* b = &info;
    while (whole_.insert(b->id).second && is_born_later(*b)) b = &known.branch(b->parent);
  }
}

void vacuum_run::keep_single(state_place const& place) {
  state_place const where = old_->resolve(place.first, place.second);
  if (where.second >= floor_ && whole_.contains(where.first)) return;
  single_.insert(where);
}

/// Tags, and every state in which a merge of two states that are kept may begin.
void vacuum_run::choose_single_states() {
  registry const& known = old_->registry_;
  for (auto const& [name, tag] : known.tags()) keep_single({tag.branch, tag.at});
  // What a state of a line contains of other lines changes only where something was merged into it.
  std::set<detail::commit_reach> reaches;
  for (branch_id const id : whole_) {
    branch_info const& b = known.branch(id);
    scn const first = id == main_branch ? floor_ : std::max(floor_, b.forked_at);
    reaches.insert(detail::reached(known, id, first));
    for (merge_info const& m : known.merges()) {
      if (m.into == id && m.at > first) reaches.insert(detail::reached(known, id, m.at));
    }
    reaches.insert(detail::reached(known, id, std::max(first, b.last)));
  }
  for (auto a = reaches.begin(); a != reaches.end(); ++a) {
    for (auto const& [branch, at] : *a) graph_.insert(branch);
    for (auto b = std::next(a); b != reaches.end(); ++b)
      keep_single(detail::newest_common(known, *a, *b));
  }
}

/// The branches whose names and places are still asked for: those that a kept state contains, those
/// whose commits the timeline lists, and all that they descend from.
void vacuum_run::choose_graph() {
  registry const& known = old_->registry_;
  graph_.insert(whole_.begin(), whole_.end());
  for (auto const& [name, tag] : known.tags()) graph_.insert(tag.branch);
  for (state_place const& place : single_) graph_.insert(place.first);
  known.each_commit(floor_, old_->durable_scn_,
                    [&](commit_info const& c) { graph_.insert(c.branch); });
  if (auto const last = known.commit_at_or_before(floor_)) graph_.insert(last->branch);
  std::vector<branch_id> const found(graph_.begin(), graph_.end());
  for (branch_id id : found) {
    while (id != main_branch) {
      id = known.branch(id).parent;
      graph_.insert(id);
    }
  }
  graph_.insert(main_branch);
}

}  // namespace helios::history
