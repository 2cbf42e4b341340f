// helios/exec/row_store.hpp -- rows kept beyond their batch: build sides, groups, sorts.
//
// Shape     per column one growing array of elements and, once a NULL came, one of NULL bytes;
//           texts in one arena
// Threads   one writer; readers once it is full
// Cost      append: a copy per value; gather: a load per value, texts are not copied
#pragma once

#include <helios/exec/column.hpp>

#include <span>
#include <vector>

namespace helios::exec {

class row_store {
 public:
  explicit row_store(std::vector<data_type> types = {}) { reset(std::move(types)); }

  void reset(std::vector<data_type> types) {
    columns_.assign(types.size(), {});
    types_ = std::move(types);
    rows_ = 0;
    texts_.clear();
  }
  void clear() { reset(std::move(types_)); }

  [[nodiscard]] std::uint32_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::vector<data_type> const& types() const noexcept { return types_; }

  /// Copies the selected rows behind those that are there.  53200 past 2^32 - 2 rows.
  HELIOS_DECL void append(std::span<column const> from, selection const& rows);
  /// All rows of a column, valid until the next append.
  [[nodiscard]] column all(std::size_t i) const noexcept {
    return {types_[i], columns_[i].elements.data(),
            columns_[i].nulls.empty() ? nullptr : columns_[i].nulls.data()};
  }
  /// Appends one column per stored column to `out`; no_row makes NULLs.
  HELIOS_DECL void gather(std::span<std::uint32_t const> rows, batch& out) const;
  /// Keeps only these rows, in this order, and lets the texts of the others go.
  HELIOS_DECL void keep(std::span<std::uint32_t const> rows);

 private:
  struct stored {
    std::vector<std::byte> elements;
    std::vector<std::uint8_t> nulls;
  };
  HELIOS_DECL void append_nulls(stored& to, column const& from, selection const& rows,
                                std::size_t total);
  std::vector<data_type> types_;
  std::vector<stored> columns_;
  std::uint32_t rows_ = 0;
  arena texts_;
};

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/row_store.ipp>
#endif
