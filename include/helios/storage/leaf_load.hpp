// helios/storage/leaf_load.hpp -- rows in the order of their keys, made into leaves of a tree that
// has no row between them.
//
// Shape     for each row: admits(key), rows().put(...) for each column, end_row(key); cut() after
//           the last. part() is what a commit writes and logs (storage/fresh_leaves.hpp).
// Holds     (Y1) no row of the tree, as it was at first, lies within a splice
// Threads   one
// Errors    54000, 53100, 58030 of long values, 53200: no row is admitted then, and cut() is 55000;
//           else as reading the tree
// Cost      memory for all rows; a look into the tree per row of it that is passed
// Requires  a tree with int64 keys whose version, shape and space outlive this
#pragma once

#include <helios/storage/fresh_leaves.hpp>
#include <helios/storage/run_rows.hpp>
#include <helios/storage/tree_space.hpp>

#include <cstdint>
#include <limits>
#include <utility>

namespace helios::storage {

class leaf_load {
 public:
  HELIOS_DECL leaf_load(tree_space& space, tree_id id, tree const& before, value_writer& values);
  leaf_load(leaf_load const&) = delete;
  leaf_load& operator=(leaf_load const&) = delete;
  HELIOS_DECL ~leaf_load();

  [[nodiscard]] run_rows& rows() noexcept { return rows_; }
  [[nodiscard]] shape const& form() const noexcept { return rows_.form(); }
  [[nodiscard]] std::uint64_t count() const noexcept { return part_.rows + rows_.size(); }
  /// Whether a row with this key may come next. False: it does not ascend, the tree has it, or so
  /// many rows stand between these that leaves would hold few.
  [[nodiscard]] bool admits(std::int64_t key) {
    return key >= least_ && (key < limit_ || make_room(key)) && !broken_;
  }
  /// Requires a key that was admitted.
  void end_row(std::int64_t key) {
    HELIOS_EXPECTS(key >= least_);
    rows_.end_row(key);
    ended_ = key == std::numeric_limits<std::int64_t>::max();
    least_ = ended_ ? key : key + 1;
    if (rows_.full() || rows_.cost() >= space_->limits().base_bytes) cut();
  }
  /// Makes a leaf of the rows at hand, if there are any.
  HELIOS_DECL void cut();
  /// What comes goes into another splice: somebody else may put rows between.
  void cut_apart() {
    cut();
    joins_ = false;
  }

  [[nodiscard]] fresh_part const& part() const noexcept { return part_; }

 private:
  [[nodiscard]] HELIOS_DECL bool make_room(std::int64_t key);

  tree_space* space_;
  tree_id id_;
  tree before_;
  value_writer* values_;
  owner_id owner_;
  run_rows rows_;
  std::int64_t least_ = std::numeric_limits<std::int64_t>::min();  // that the next key may be
  std::int64_t limit_ = least_;  // keys below it are not in the tree
  bool ended_ = false;           // with the greatest key of all
  bool broken_ = false;          // a leaf could not be made
  bool joins_ = false;           // the next leaf, to the splice before it
  fresh_part part_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/leaf_load.ipp>
#endif
