// helios/exec/key_numbers.hpp -- keys of rows numbered in the order they first came: what grouping
// and hash joins have in common.
//
// Shape     a key of one column of integers, dates or times goes into an integer_table; every other
//           one into a key_table, as a byte string
// Holds     (N1) two rows have one number iff their keys are not distinct: NULL is one key
// Threads   one at a time
// Cost      per row 1 to 5 ns for an integer, about 40 ns per column else
#pragma once

#include <helios/exec/integer_table.hpp>
#include <helios/exec/row_key.hpp>

#include <span>

namespace helios::exec {

class key_numbers {
 public:
  explicit key_numbers(memory_budget* of = nullptr) : integers_(of), strings_(of), memory_(of) {}

  /// Calls f(row, entry) for each row, in order. Every call takes columns of the same types.
  template <class F>
  void number(std::span<column const> keys, selection const& rows, F&& f) {
    if (std::int64_t const* const numbers = whole_keys(keys, rows)) {
      each(rows, [&](std::uint32_t i) {
        f(i, keys[0].is_null(i) ? integers_.find_or_insert_null()
                                : integers_.find_or_insert(numbers[i]));
      });
      return;
    }
    std::size_t k = 0;
    each(rows, [&](std::uint32_t i) { f(i, strings_.find_or_insert(built_[k++])); });
  }
  /// Calls f(row, number) for each row, in order; key_table::none: its key has no number.
  template <class F>
  void find(std::span<column const> keys, selection const& rows, F&& f) {
    if (std::int64_t const* const numbers = whole_keys(keys, rows)) {
      each(rows, [&](std::uint32_t i) {
        f(i, keys[0].is_null(i) ? integers_.find_null() : integers_.find(numbers[i]));
      });
      return;
    }
    std::size_t k = 0;
    each(rows, [&](std::uint32_t i) { f(i, strings_.find(built_[k++])); });
  }
  HELIOS_DECL void clear();

 private:
  /// The keys as integers, what finding them reads under way; nullptr: built_ has them.
  [[nodiscard]] HELIOS_DECL std::int64_t const* whole_keys(std::span<column const> keys,
                                                           selection const& rows);

  integer_table integers_;
  key_table strings_;
  row_keys built_;
  arena memory_;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/key_numbers.ipp>
#endif
