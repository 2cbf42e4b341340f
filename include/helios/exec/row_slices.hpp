// helios/exec/row_slices.hpp -- a batch's rows a few at a time, where what is made of them may be
// long: 2,048 texts of 2 MB are 4 GB.
//
// Shape     row_slices slices; slices.begin(rows);
//           while (slices.next(memory, part)) { .. evaluate part ..; slices.took(memory); }
// Holds     (L1) the slices of a batch are all of its rows, in order
// Threads   one at a time
// Cost      slices grow from 16 rows to whole batches while they take little memory: short texts
//           are cut five times in all
#pragma once

#include <helios/exec/expression.hpp>

#include <algorithm>

namespace helios::exec {

class row_slices {
 public:
  void begin(selection const& rows) noexcept {
    rows_ = rows;
    at_ = 0;
  }
  /// The next rows; false: there are none left.
  [[nodiscard]] bool next(arena& memory, selection& part) {
    std::uint32_t const n = std::min(step_, rows_.count - at_);
    if (n == 0) return false;
    if (n == rows_.count) {
      part = rows_;
    } else if (rows_.rows != nullptr) {
      part = {rows_.rows + at_, n};
    } else {
      auto* const numbers = allocate<std::uint16_t>(memory, n);
      for (std::uint32_t i = 0; i != n; ++i) numbers[i] = static_cast<std::uint16_t>(at_ + i);
      part = {numbers, n};
    }
    at_ += n;
    held_ = memory.capacity();
    return true;
  }
  /// The last slice has been evaluated, in this memory.
  void took(arena const& memory) noexcept {
    std::size_t const now = memory.capacity();
    if (now <= little) step_ = std::min(4 * step_, largest_batch);
    if (now > much && now > held_) step_ = std::max(step_ / 2, 1U);
  }

 private:
  static constexpr std::size_t little = std::size_t{1} << 20, much = std::size_t{4} << 20;
  selection rows_;
  std::uint32_t at_ = 0, step_ = 16;
  std::size_t held_ = 0;
};

[[nodiscard]] inline bool may_be_long(type_id t) noexcept {
  return t == type_id::bytea || t == type_id::array || t == type_id::vector || types::is_json(t) ||
         types::category(t) == types::type_category::string;
}
/// It is a call that makes texts.
[[nodiscard]] inline bool makes_texts(expression const& e) noexcept {
  return e.kind == expression_kind::call && may_be_long(e.type.id);
}

}  // namespace helios::exec
