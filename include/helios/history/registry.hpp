// helios/history/registry.hpp -- what belongs to the database and to no branch: branches, tags,
// timeline, counters, settings.
//
// Shape     in memory: branches, tags, counters, settings, and the commits since the last
//           checkpoint. In the file: a database of its own (storage/directory.hpp), rewritten in
//           part by each checkpoint:
//             tree 1 branches     id -> name, parent, fork point, where it stood (branch_image)
//             tree 2 tags         name -> tag
//             tree 3 commits      scn -> branch, time, transaction, frame
//             tree 4 transactions transaction id -> scn
//             tree 5 checkpoints  scn -> frame of the checkpoint; all but the newest, which the
//             anchor names tree 6 counters     id -> value tree 7 settings     name -> value tree 8
//             merges       scn of the merge commit -> into, from, the commit that was merged
//             tree 9 kept         branch, scn -> root of a state that VACUUM kept by itself, below
//             its branch's oldest
//             tree 10 changes     first scn of a stretch of commits -> last, frame of the first,
//             filter of what they changed (history/change_filter.hpp)
// Holds     (G1) commits are in SCN order and their times never fall
//           (G2) no two branches that are not dropped have one name
//           (G3) a branch's parent is known and has a lower id; the first one, 0, is there: so
//           every way up ends
// Threads   under the engine's sequencer lock, but for find_* on a registry_view
// Errors    XX001 for a registry in the file that does not make sense
#pragma once

#include <helios/history/branch_info.hpp>
#include <helios/history/recent_commits.hpp>
#include <helios/storage/draft.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace helios::history {

namespace registry_tree {
inline constexpr tree_id branches{1}, tags{2}, commits{3}, transactions{4}, checkpoints{5},
    counters{6}, settings{7}, merges{8}, kept{9}, changes{10};
}  // namespace registry_tree

/// Commits one behind the other in the log: `frame` is that of the first.
struct commit_stretch {
  scn first{}, last{};
  std::uint64_t frame = 0;
};

/// The part of a registry that a checkpoint wrote; commits and checkpoints are looked up in it.
class registry_view {
 public:
  registry_view(storage::tree_space& space, storage::database_root const& root)
      : space_(&space), root_(root) {}

  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<scn> commit_of(transaction_id id) const;
  /// The checkpoint frame of the newest checkpoint at or before an SCN, of those listed.
  [[nodiscard]] HELIOS_DECL std::optional<std::uint64_t> checkpoint_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<branch_image> branch(branch_id id) const;
  /// The stretches with commits in (after, up_to] that may have made one of some changes.
  [[nodiscard]] HELIOS_DECL std::vector<commit_stretch> stretches(
      scn after, scn up_to, std::span<change const> changes) const;
  [[nodiscard]] HELIOS_DECL storage::tree open(tree_id id) const;
  [[nodiscard]] storage::database_root const& root() const noexcept { return root_; }

 private:
  storage::tree_space* space_;
  storage::database_root root_;
};

class registry {
 public:
  /// An empty registry: the branch main and no commit.
  HELIOS_DECL registry(storage::tree_space& space, microseconds now);
  /// The registry that a checkpoint wrote. `images` receives where each branch stood.
  HELIOS_DECL registry(storage::tree_space& space, storage::database_root const& root,
                       std::map<branch_id, branch_image>& images);

  [[nodiscard]] std::map<branch_id, branch_info> const& branches() const noexcept {
    return branches_;
  }
  [[nodiscard]] HELIOS_DECL branch_info const* find_branch(std::string_view name) const;
  [[nodiscard]] HELIOS_DECL branch_info const& branch(branch_id id) const;
  using named_tags = std::map<std::string, tag_info>;
  [[nodiscard]] named_tags const& tags() const noexcept { return tags_; }
  [[nodiscard]] std::map<std::uint64_t, std::uint64_t> const& counters() const noexcept {
    return counters_;
  }
  [[nodiscard]] std::map<std::string, std::string> const& settings() const noexcept {
    return settings_;
  }
  /// States kept one by one: tags, and where merges to come begin, from before the history that is
  /// kept.
  using kept_states = std::map<std::pair<branch_id, scn>, storage::database_root>;
  [[nodiscard]] kept_states const& kept() const noexcept { return kept_; }
  [[nodiscard]] scn last() const noexcept { return last_; }
  [[nodiscard]] microseconds last_time() const noexcept { return last_time_; }

  /// Requires a branch that is known.
  HELIOS_DECL void add_commit(commit_info const& c, std::span<change const> changes);
  HELIOS_DECL void add_merge(merge_info const& m);
  [[nodiscard]] std::vector<merge_info> const& merges() const noexcept { return merges_; }
  /// Takes back the newest commit: it was sequenced and did not become durable. `before`: the last
  /// one of its branch then. Where memory was missing for more, there is enough for this.
  HELIOS_DECL void take_back(scn at, branch_id branch, scn before) noexcept;
  /// Takes back a branch that was never durable.
  HELIOS_DECL void take_back_branch(branch_id id);
  HELIOS_DECL void set_frame(scn at, std::uint64_t frame);
  HELIOS_DECL void set_branch(branch_info const& b);
  using name_node = std::map<std::string, branch_id, std::less<>>::node_type;
  /// Returns what take_back_drop() wants.  Requires a branch that is there.
  [[nodiscard]] HELIOS_DECL name_node drop_branch(branch_id id) noexcept;
  /// Needs no memory.
  HELIOS_DECL void take_back_drop(branch_id id, name_node&& name) noexcept;
  /// Both strings are the new name; they become the old one.  Requires a branch that is there.
  HELIOS_DECL void swap_name(branch_id id, std::string& name, std::string& key) noexcept;
  HELIOS_DECL void swap_options(branch_id id, decltype(branch_info::options)& options) noexcept;
  /// Takes over tags of names that no tag has.
  void add_tags(named_tags& from) noexcept { tags_.merge(from); }
  /// Requires a tag that is there.
  [[nodiscard]] named_tags::node_type take_tag(std::string const& name) noexcept {
    return tags_.extract(name);
  }
  HELIOS_DECL void set_tag(tag_info const& t);
  HELIOS_DECL void remove_tag(std::string const& name);
  HELIOS_DECL void set_counter(std::uint64_t counter, std::uint64_t value);
  /// At an orderly end: a counter goes back from what was reserved to what was handed out.
  HELIOS_DECL void settle_counter(std::uint64_t counter, std::uint64_t value);
  HELIOS_DECL void keep(branch_id branch, scn at, storage::database_root const& root);
  HELIOS_DECL void set_setting(std::string const& name, std::string const& value);
  /// Applies an event of the log. XX001: one that nobody wrote.
  HELIOS_DECL void apply(byte_view event);

  /// The last commit at or before an SCN, of any branch.
  [[nodiscard]] HELIOS_DECL std::optional<commit_info> commit_at_or_before(scn at) const;
  [[nodiscard]] HELIOS_DECL std::optional<scn> commit_of(transaction_id id) const;
  /// The last commit whose time is at or before t; scn{0} if there is none.
  [[nodiscard]] HELIOS_DECL scn at_time(microseconds t) const;
  /// Calls visit for the commits in [from, to], oldest first.
  template <class F>
  void each_commit(scn from, scn to, F&& visit) const;
  /// Adds those since the last checkpoint, in (after, up_to], that made one of some changes.
  HELIOS_DECL void add_changing(scn after, scn up_to, std::span<change const> changes,
                                std::vector<commit_stretch>& to) const;
  [[nodiscard]] registry_view written() const noexcept { return {*space_, root_}; }
  /// Copies made from now on share the commits up to an SCN, which are durable.
  void seal(scn up_to) { recent_.seal(up_to); }

  /// What a checkpoint adds, in parts: first the commits, some at a time, then everything else that
  /// changed since the last one. `images`: the branches whose place changed. The new registry is in
  /// the draft; after its pages are written, `wrote` makes it the written one.
  /// Adds up to `most` of the commits in (after, up_to]; returns the last one, `up_to` at the end.
  [[nodiscard]] HELIOS_DECL scn write_commits(storage::draft& to, scn after, scn up_to,
                                              std::size_t most) const;
  HELIOS_DECL void write(storage::draft& to, std::map<branch_id, branch_image> const& images,
                         std::optional<std::pair<scn, std::uint64_t>> previous_checkpoint,
                         scn up_to) const;
  HELIOS_DECL void wrote(storage::database_root const& root, scn up_to);
  [[nodiscard]] storage::database_root const& root() const noexcept { return root_; }
  /// Reads what was written through another space from now on.
  void read_through(storage::tree_space& space) noexcept { space_ = &space; }

 private:
  HELIOS_DECL void check_branch(branch_info const& b) const;

  storage::tree_space* space_;
  storage::database_root root_;
  scn written_to_{};  // commits and merges up to here are in root_
  std::map<branch_id, branch_info> branches_;
  std::map<std::string, branch_id, std::less<>> names_;
  std::map<std::string, tag_info> tags_;
  std::map<std::uint64_t, std::uint64_t> counters_;
  std::map<std::string, std::string> settings_;
  recent_commits recent_;
  std::vector<merge_info> merges_;
  kept_states kept_;
  scn last_{};
  microseconds last_time_{};
};

/// Events, as payloads of branch and registry frames behind their 8 bytes of synced_to.
[[nodiscard]] HELIOS_DECL bytes branch_event(branch_info const& b);
[[nodiscard]] HELIOS_DECL bytes tag_event(tag_info const& t);
[[nodiscard]] HELIOS_DECL bytes untag_event(std::string const& name);
[[nodiscard]] HELIOS_DECL bytes setting_event(std::string const& name, std::string const& value);
[[nodiscard]] HELIOS_DECL bytes counter_event(std::uint64_t counter, std::uint64_t value);

}  // namespace helios::history

#include <helios/history/impl/registry_scan.hpp>
#if HELIOS_HEADER_ONLY
#include <helios/history/impl/registry.ipp>
#include <helios/history/impl/registry_file.ipp>
#endif
