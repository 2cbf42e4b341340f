// helios/plan/impl/row_set.hpp -- keys of rows that a statement has been at.
#pragma once

#include <helios/storage/key.hpp>

#include <optional>
#include <string>
#include <unordered_set>

namespace helios::plan::detail {

class row_set {
 public:
  explicit row_set(storage::key_kind keys) noexcept : keys_(keys) {}

  /// False: the row is in the set already.
  bool add(storage::key_view const& row) {
    if (!first_) {
      first_.emplace(keys_, row);
      return true;
    }
    if (is_first(row)) return false;
    if (keys_ == storage::key_kind::int64) return numbers_.insert(row.number).second;
    return texts_.emplace(as_text(row.text)).second;
  }
  [[nodiscard]] bool has(storage::key_view const& row) const {
    if (is_first(row)) return true;
    if (keys_ == storage::key_kind::int64) return numbers_.contains(row.number);
    return texts_.contains(std::string(as_text(row.text)));
  }

 private:
  [[nodiscard]] bool is_first(storage::key_view const& row) const noexcept {
    return first_ && storage::order(keys_, first_->view(), row) == 0;
  }

  storage::key_kind keys_;
  std::optional<storage::key> first_;  // most statements are at one row
  std::unordered_set<std::int64_t> numbers_;
  std::unordered_set<std::string> texts_;
};

}  // namespace helios::plan::detail
