// helios/storage/run_rows.hpp -- rows as they come, kept column by column until they are a run.
//
// Shape     put_bytes(column, ...) and the like for each column of a row, then end_row(key); a row
//           that is not ended is dropped by drop_row(). build() makes a base of the rows, clear()
//           begins the next.
// Holds     (N1) what was put of a row that was dropped leaves no trace
// Threads   one
// Errors    54000, 53100, 58030 from the value writer
// Cost      building copies each column once
// Requires  a shape with int64 keys that outlives this; of a column of NULLs put_null(), of the
//           others the put of their type; keys that ascend
#pragma once

#include <helios/base/arena.hpp>
#include <helios/base/assert.hpp>
#include <helios/storage/run.hpp>
#include <helios/storage/value_writer.hpp>

#include <memory>
#include <span>
#include <vector>

namespace helios::storage {

class run_rows {
 public:
  /// Room for `most` rows.
  HELIOS_DECL run_rows(shape const& form, std::uint32_t most);

  [[nodiscard]] shape const& form() const noexcept { return *form_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return rows_; }
  [[nodiscard]] bool full() const noexcept { return rows_ == most_; }
  /// As rows_cost() (storage/run.hpp).
  [[nodiscard]] std::uint64_t cost() const noexcept {
    return (std::uint64_t{form_->fixed_size()} + 8) * rows_ + heap_bytes_;
  }
  [[nodiscard]] std::span<std::int64_t const> keys() const noexcept { return {keys_.get(), rows_}; }

  // Of the row at hand, once per column. Requires that not all room is taken.
  /// Where a column of fixed width has its values: that of the row at hand is written there.
  [[nodiscard]] std::byte* values(std::size_t of) noexcept {
    return columns_[of].values.get();
  }
  HELIOS_DECL void put_bytes(std::size_t to, byte_view v);
  /// A value as images hold it.
  HELIOS_DECL void put_image(std::size_t to, byte_view image);
  HELIOS_DECL void put_null(std::size_t to);
  void end_row(std::int64_t key) noexcept {
    HELIOS_EXPECTS(rows_ != most_ && (rows_ == 0 || keys_[rows_ - 1] < key));
    keys_[rows_++] = key;
    for (std::uint32_t const c : of_bytes_) {
      heap_bytes_ += columns_[c].end - columns_[c].begin;
      columns_[c].begin = columns_[c].end;
    }
  }
  HELIOS_DECL void drop_row() noexcept;

  /// A base of all rows, its long values on their way out of line.
  [[nodiscard]] HELIOS_DECL node_ref build(node_pool& pool, era birth, owner_id owner,
                                           value_writer& values) const;
  HELIOS_DECL void clear() noexcept;

 private:
  struct column {
    std::uint32_t width = 0;              // 0: bytes
    std::unique_ptr<std::byte[]> values;  // or ends, four bytes each
    bytes heap;
    std::uint32_t begin = 0, end = 0;  // in the heap, of the row at hand
    bytes validity;                    // empty: no NULL so far
    std::uint32_t nulls = 0;
    std::uint32_t last_null = 0;  // a row
  };
  struct long_value {
    std::uint32_t column;
    std::uint32_t at;  // in the heap, of its reference
    byte_view value;
  };
  class gather;

  shape const* form_;
  std::uint32_t most_;
  std::uint32_t rows_ = 0;
  std::uint64_t heap_bytes_ = 0;  // of the rows that were ended
  std::unique_ptr<std::int64_t[]> keys_;
  std::vector<column> columns_;
  std::vector<std::uint32_t> of_bytes_;
  std::vector<long_value> long_values_;
  arena long_bytes_;
};

}  // namespace helios::storage

#if HELIOS_HEADER_ONLY
#include <helios/storage/impl/run_rows.ipp>
#endif
