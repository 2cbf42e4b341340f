// helios/history/written_rows.hpp -- what a transaction wrote to one tree: operations in the order
// they came, and a way to find those that are not applied to its draft.
//
// Shape     [ applied to the draft | waiting ], each with its number among all of the transaction's
//           The index of the waiting ones is made when a key is looked for that is not behind all
//           of theirs, so rows that come in the order of their keys never need it.
// Threads   one at a time
// Cost      56 bytes per operation; find: a hash lookup
#pragma once

#include <helios/storage/tree_edit.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace helios::history {

class written_rows {
 public:
  explicit written_rows(storage::key_kind keys) noexcept : keys_(keys) {}

  /// `form`: of the row's image. Requires ascending numbers; keys and images outlive this.
  void add(std::uint32_t number, storage::tree_op const& op, storage::shape const& form) {
    if (!waits() || storage::order(keys_, op.key, greatest_) > 0) greatest_ = op.key;
    if (forms_.empty() || forms_.back().second != &form) forms_.emplace_back(ops_.size(), &form);
    ops_.push_back(op);
    numbers_.push_back(number);
  }
  [[nodiscard]] bool empty() const noexcept { return ops_.empty(); }
  /// Nothing was written; the memory stays.
  void clear() noexcept {
    ops_.clear();
    numbers_.clear();
    applied_ = 0;
    forms_.clear();
    taken();
  }
  [[nodiscard]] bool waits() const noexcept { return applied_ != ops_.size(); }
  /// No waiting operation has a greater key.  Requires waits().
  [[nodiscard]] storage::key_view const& greatest() const noexcept { return greatest_; }
  /// The last waiting operation on a key; nullptr: there is none.
  [[nodiscard]] HELIOS_DECL storage::tree_op const* find(storage::key_view const& key);

  /// Appends the waiting operations with numbers below `end`, which the caller applies.
  HELIOS_DECL void take(std::uint32_t end, storage::tree_ops& to);
  /// All have been taken: what is known of them is forgotten.
  HELIOS_DECL void taken() noexcept;
  /// The operations from a number on never were.
  HELIOS_DECL void forget_from(std::uint32_t number);

  /// All operations, their images in this shape; `keep` copies those that had another.
  [[nodiscard]] HELIOS_DECL storage::tree_ops all_as(
      storage::shape const& form, std::function<byte_view(byte_view)> const& keep) &&;

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  storage::key_kind keys_;
  storage::tree_ops ops_;
  std::vector<std::uint32_t, large_allocator<std::uint32_t>> numbers_;
  std::size_t applied_ = 0;
  /// The shapes of the images, each from an operation on: a tree may be reshaped.
  std::vector<std::pair<std::size_t, storage::shape const*>> forms_;

  storage::key_view greatest_;
  /// Of each waiting operation that is indexed: the one before it on the same key.
  std::vector<std::uint32_t> previous_;
  std::unordered_map<std::int64_t, std::uint32_t> by_number_;
  std::unordered_map<std::string_view, std::uint32_t> by_text_;
};

}  // namespace helios::history

#if HELIOS_HEADER_ONLY
#include <helios/history/impl/written_rows.ipp>
#endif
