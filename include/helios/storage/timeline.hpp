// helios/storage/timeline.hpp -- versions of a database in order of time, and when their nodes'
// memory is released.
//
// Shape     A version is a published, immutable state: the roots of its trees. A timeline orders
//           the versions of one branch, or holds the one version of a materialised snapshot. Every
//           heap node belongs to one timeline.
//
//             versions that somebody holds, by era      v1 ------ v4 ---------- v9 (head)
//             nodes superseded since, by the last        d1        d4            d9
//             held version that still reaches them
//
// Holds     (T1) a node is released only when no held version of its timeline has an era in
//                [birth, death)
//           (T2) a version that reaches another timeline's nodes holds a version of that timeline
//                (holds())
//           (T3) when the last version of a timeline goes, every node of the timeline is gone
//           (T4) the newest version has retired nothing: its list is empty
// Threads   versions may be held, copied and dropped by any thread; publishing is for one thread at
//           a time
// Cost      a publish and a death are one lock each; a superseded node moves to an older version's
//           list at most once per held version
// Source    birth and death intervals instead of reference counts: +110 % per commit saved
//           (docs/decisions.md); the lists are the dead lists of ZFS snapshots
#pragma once

#include <helios/storage/directory.hpp>
#include <helios/storage/late_node.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace helios::storage {

class timeline;
class version;
using version_ptr = std::shared_ptr<version const>;

class version {
 public:
  version() = default;  // for timeline::publish()
  version(version const&) = delete;
  version& operator=(version const&) = delete;
  HELIOS_DECL ~version();

  [[nodiscard]] database_root const& root() const noexcept { return root_; }
  [[nodiscard]] era born() const noexcept { return born_; }
  /// The last commit in it.
  [[nodiscard]] scn at() const noexcept { return at_; }
  [[nodiscard]] timeline const& line() const noexcept { return *line_; }
  /// Who makes what is late in it (storage/late_node.hpp): trees of a state of the past.
  [[nodiscard]] std::vector<std::shared_ptr<late_maker const>> const& makers() const noexcept {
    return makers_;
  }
  /// Versions of other timelines whose nodes this one reaches.
  [[nodiscard]] std::vector<version_ptr> const& holds() const noexcept { return holds_; }

 private:
  friend class timeline;
  std::shared_ptr<timeline> line_;  // goes last: what makers made is released into its space
  std::vector<std::shared_ptr<late_maker const>> makers_;
  database_root root_;
  era born_{};
  scn at_{};
  std::vector<version_ptr> holds_;
  version* older_ = nullptr;  // held versions of the timeline, under its lock
  version* newer_ = nullptr;
  std::vector<node_ref> dead_;
  bool retracted_ = true;  // not in the list; dead_ are the nodes it alone reaches
};

class timeline : public std::enable_shared_from_this<timeline> {
 public:
  /// `pages`: the file its versions refer to, held with them; that which the space reads now,
  /// unless another is named.
  [[nodiscard]] static std::shared_ptr<timeline> make(std::shared_ptr<tree_space> space,
                                                      std::shared_ptr<page_source> pages) {
    return std::shared_ptr<timeline>(new timeline(std::move(space), std::move(pages)));
  }
  [[nodiscard]] static std::shared_ptr<timeline> make(std::shared_ptr<tree_space> const& space) {
    return make(space, space->share_pages());
  }

  [[nodiscard]] owner_id owner() const noexcept { return owner_; }
  [[nodiscard]] tree_space& space() const noexcept { return *space_; }

  /// Makes a root the timeline's newest version. `superseded` are nodes of this timeline that its
  /// newest version reaches and this one does not; `makers` make its late leaves.  Requires the
  /// newest version to be held by the caller, if there is one.
  [[nodiscard]] HELIOS_DECL version_ptr publish(
      database_root const& root, scn at, std::vector<node_ref> superseded,
      std::vector<version_ptr> holds, std::vector<std::shared_ptr<late_maker const>> makers = {});
  /// Takes back every version newer than one: they never became durable. Their nodes go when their
  /// last holders do.
  HELIOS_DECL void retract_to(version_ptr const& last);
  /// Versions held now; for tests and storage reports.
  [[nodiscard]] HELIOS_DECL std::size_t held() const;

 private:
  timeline(std::shared_ptr<tree_space> space, std::shared_ptr<page_source> pages)
      : space_(std::move(space)), pages_(std::move(pages)), owner_(space_->new_owner()) {}
  friend class version;
  HELIOS_DECL void died(version* v) noexcept;
  [[nodiscard]] HELIOS_DECL std::vector<node_ref> made_since(database_root const& root,
                                                             era after) const;

  std::shared_ptr<tree_space> space_;
  std::shared_ptr<page_source> pages_;
  owner_id owner_;
  mutable std::mutex lock_;
  version* newest_ = nullptr;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/timeline.ipp>
#endif
