// helios/history/impl/recent_commits.ipp -- commits between two checkpoints.
#pragma once

#include <helios/history/recent_commits.hpp>

#include <helios/base/assert.hpp>

#include <algorithm>
#include <utility>

namespace helios::history {

std::size_t recent_commits::piece::count_to(scn at) const noexcept {
  if (commits.empty() || commits.back().at <= at) return commits.size();  // most ask for the newest
  auto const end = std::upper_bound(commits.begin(), commits.end(), at,
                                    [](scn wanted, commit_info const& c) { return wanted < c.at; });
  return static_cast<std::size_t>(end - commits.begin());
}

recent_commits::piece recent_commits::piece::part(std::size_t begin, std::size_t end) const {
  auto const at = [](auto const& v, std::size_t i) {
    return v.begin() + static_cast<std::ptrdiff_t>(i);
  };
  std::size_t const first = begin_of(begin);
  std::size_t const last = end == begin ? first : ends[end - 1];
  piece p{{at(commits, begin), at(commits, end)}, {at(changes, first), at(changes, last)}, {}};
  for (std::size_t i = begin; i != end; ++i) p.ends.push_back(ends[i] - first);
  return p;
}

void recent_commits::add(commit_info const& c, std::span<change const> changes) {
  std::vector<commit_info>& commits = open_.commits;
  HELIOS_EXPECTS(commits.empty() || commits.back().at < c.at);
  std::size_t const before = open_.changes.size();
  try {
    open_.changes.insert(open_.changes.end(), changes.begin(), changes.end());
    open_.ends.push_back(open_.changes.size());
    commits.push_back(c);
  } catch (...) {
    open_.changes.resize(before);
    open_.ends.resize(commits.size());
    throw;
  }
}

void recent_commits::take_back(scn from) noexcept {
  while (!open_.commits.empty() && open_.commits.back().at >= from) {
    open_.commits.pop_back();
    open_.ends.pop_back();
  }
  open_.changes.resize(open_.begin_of(open_.commits.size()));
}

void recent_commits::set_frame(scn at, std::uint64_t frame) {
  std::size_t const n = open_.count_to(at);
  if (n != 0 && open_.commits[n - 1].at == at) open_.commits[n - 1].frame = frame;
}

void recent_commits::seal(scn up_to) {
  std::size_t const n = open_.count_to(up_to);
  if (n == 0) return;
  piece rest = open_.part(n, open_.commits.size());
  auto const sealed = std::make_shared<piece>();
  sealed_.push_back(sealed);
  *sealed = std::exchange(open_, std::move(rest));
  sealed->changes.resize(sealed->ends[n - 1]);
  sealed->commits.resize(n);
  sealed->ends.resize(n);
}

void recent_commits::drop(scn up_to) {
  while (!sealed_.empty() && sealed_.front()->commits.back().at <= up_to)
    sealed_.erase(sealed_.begin());
  if (!sealed_.empty()) {
    piece const& first = *sealed_.front();
    if (std::size_t const n = first.count_to(up_to); n != 0)
      sealed_.front() = std::make_shared<piece const>(first.part(n, first.commits.size()));
    return;
  }
  if (std::size_t const n = open_.count_to(up_to); n != 0)
    open_ = open_.part(n, open_.commits.size());
}

std::optional<commit_info> recent_commits::at_or_before(scn at) const {
  if (std::size_t const n = open_.count_to(at); n != 0) return open_.commits[n - 1];
  for (auto p = sealed_.rbegin(); p != sealed_.rend(); ++p) {
    if (std::size_t const n = (*p)->count_to(at); n != 0) return (*p)->commits[n - 1];
  }
  return {};
}

std::optional<scn> recent_commits::of_transaction(transaction_id id) const {
  auto const find = [&](piece const& in) -> std::optional<scn> {
    auto const at = std::find_if(in.commits.rbegin(), in.commits.rend(),
                                 [&](commit_info const& c) { return c.transaction == id; });
    return at == in.commits.rend() ? std::nullopt : std::optional(at->at);
  };
  if (auto const found = find(open_)) return found;
  for (auto p = sealed_.rbegin(); p != sealed_.rend(); ++p) {
    if (auto const found = find(**p)) return found;
  }
  return {};
}

}  // namespace helios::history
