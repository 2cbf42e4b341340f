// helios/history/read_set.hpp -- which rows somebody has read of a database's trees: ranges of
// keys.
//
// Shape     per tree ranges [from, to) in key order; a row is a range of one
// Holds     (D1) what was noted stays covered: ranges are joined and widened, never narrowed
//           (D2) a key that no row has is read like one that some row has: whoever makes that row
//           changes what was read
// Threads   one
// Cost      a note within the one before it in its tree, or going on from it, is two comparisons.
//           Else a copy of its keys: a tree keeps at most `most_ranges`, then neighbours are joined
//           with the gaps between them, so that memory is bounded and a conflict may be seen where
//           there is none.
#pragma once

#include <helios/storage/directory.hpp>

#include <map>
#include <optional>
#include <vector>

namespace helios::history {

class read_set {
 public:
  static constexpr std::size_t most_ranges = std::size_t{1} << 14;

  HELIOS_DECL void row(tree_id id, storage::key_kind kind, storage::key_view const& key);
  /// No bound: from the tree's first key, or to its last.
  HELIOS_DECL void range(tree_id id, storage::key_kind kind,
                         std::optional<storage::key_view> const& from,
                         std::optional<storage::key_view> const& to);
  HELIOS_DECL void whole(tree_id id);

  [[nodiscard]] bool empty() const noexcept { return trees_.empty(); }
  /// Of a tree; for tests.
  [[nodiscard]] HELIOS_DECL std::size_t ranges(tree_id id) const noexcept;

  /// The same rows lie in all of it at both states. A tree that is missing in one of them, or has
  /// another shape, is not the same.
  [[nodiscard]] HELIOS_DECL bool same(storage::database_root const& a,
                                      storage::database_root const& b,
                                      storage::tree_space& space) const;

 private:
  struct key_range {
    storage::key from;
    std::optional<storage::key> to;  // none: the tree's end
    bool one = false;                // a row
  };
  struct tree_ranges {
    storage::key_kind kind = storage::key_kind::int64;
    bool whole = false;
    std::vector<key_range> in;
  };
  HELIOS_DECL void add(tree_ranges& to, key_range&& more);
  HELIOS_DECL static void join(tree_ranges& of);

  std::map<tree_id, tree_ranges> trees_;
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/read_set.ipp>
#endif
