// helios/history/recent_commits.hpp -- the commits that no checkpoint has written yet, and what
// each of them changed.
//
// Shape     pieces in order of SCN: sealed ones, which copies of this share, and one that grows
// Holds     (G1) SCNs rise
//           (G2) what is sealed is durable: its frames are known and it is not taken back
// Threads   as the registry; copies may be read by others
// Cost      add: 10 ns and 56 bytes, and 8 bytes per change; a copy: one pointer per sealed piece
#pragma once

#include <helios/history/change_filter.hpp>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace helios::history {

/// One commit, as the timeline lists it.
struct commit_info {
  scn at{};
  branch_id branch{};
  microseconds time{};
  transaction_id transaction{};
  std::uint64_t frame = 0;
};

class recent_commits {
 public:
  [[nodiscard]] bool empty() const noexcept { return sealed_.empty() && open_.commits.empty(); }
  HELIOS_DECL void add(commit_info const& c, std::span<change const> changes);
  /// Forgets those at and after an SCN.  Requires that none of them is sealed.
  HELIOS_DECL void take_back(scn from) noexcept;
  HELIOS_DECL void set_frame(scn at, std::uint64_t frame);
  /// Seals those up to an SCN.
  HELIOS_DECL void seal(scn up_to);
  /// Forgets those up to an SCN: they were written.
  HELIOS_DECL void drop(scn up_to);

  [[nodiscard]] HELIOS_DECL std::optional<commit_info> at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<scn> of_transaction(transaction_id id) const;
  /// Calls f(commit, changes) for those in (after, up_to], oldest first, until it returns false.
  template <class F>
  void each(scn after, scn up_to, F&& f) const;

 private:
  struct piece {
    std::vector<commit_info> commits;
    std::vector<change> changes;
    std::vector<std::size_t> ends;  // of each commit's changes

    [[nodiscard]] std::size_t begin_of(std::size_t i) const noexcept {
      return i == 0 ? 0 : ends[i - 1];
    }
    /// How many are at or before an SCN.
    [[nodiscard]] HELIOS_DECL std::size_t count_to(scn at) const noexcept;
    [[nodiscard]] HELIOS_DECL piece part(std::size_t begin, std::size_t end) const;
  };

  template <class F>
  static bool each_in(piece const& in, scn after, scn up_to, F& f);

  std::vector<std::shared_ptr<piece const>> sealed_;
  piece open_;
};

template <class F>
bool recent_commits::each_in(piece const& in, scn after, scn up_to, F& f) {
  for (std::size_t i = in.count_to(after); i != in.commits.size(); ++i) {
    if (in.commits[i].at > up_to) return false;
    std::size_t const begin = in.begin_of(i);
    if (!f(in.commits[i], std::span(in.changes).subspan(begin, in.ends[i] - begin))) return false;
  }
  return true;
}

template <class F>
void recent_commits::each(scn after, scn up_to, F&& f) const {
  for (auto const& p : sealed_) {
    if (!each_in(*p, after, up_to, f)) return;
  }
  each_in(open_, after, up_to, f);
}

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/recent_commits.ipp>
#endif
