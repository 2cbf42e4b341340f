// helios/exec/column.hpp -- single values in and out of columns, copies, constants.
//
// Threads   as the columns
#pragma once

#include <helios/exec/batch.hpp>

#include <functional>
#include <span>

namespace helios::exec {

/// The value of a row, as results and row-at-a-time code want it; bpchar with its blanks.
[[nodiscard]] HELIOS_DECL value value_at(column const& c, std::uint32_t row);

/// One value in each of n rows; texts point into v.
[[nodiscard]] HELIOS_DECL column constant_column(arena& in, value const& v, data_type type,
                                                 std::uint32_t n);
/// Row i holds values[i], which are of the type or NULL; texts are copied.
[[nodiscard]] HELIOS_DECL column make_column(arena& in, data_type type,
                                             std::span<value const> values);
/// The same of values that are made one at a time.
[[nodiscard]] HELIOS_DECL column make_column(arena& in, data_type type, std::size_t n,
                                             std::function<value(std::size_t)> const& make);

/// A column that is filled row by row from others: CASE, COALESCE, joins.
class column_builder {
 public:
  HELIOS_DECL column_builder(arena& in, data_type type, std::uint32_t capacity);
  /// Rows of `from`, at the same places here.  Requires the same element type.
  HELIOS_DECL void copy(column const& from, selection const& rows);
  HELIOS_DECL void set_nulls(selection const& rows);
  [[nodiscard]] column result() const noexcept { return {type_, elements_, nulls_}; }

 private:
  HELIOS_DECL std::uint8_t* nulls();
  arena* memory_;
  data_type type_;
  std::uint32_t capacity_;
  void* elements_;
  std::uint8_t* nulls_ = nullptr;
};

/// A gathered row that is NULL whatever the source: the missing side of an outer join.
inline constexpr std::uint32_t no_row = 0xffff'ffff;

/// Row i of the result is row places[i] of `from`, for the rows selected.
[[nodiscard]] HELIOS_DECL column gather(arena& in, column const& from, std::uint32_t const* places,
                                        selection const& rows);
[[nodiscard]] inline column gather(arena& in, column const& from,
                                   std::span<std::uint32_t const> places) {
  return gather(in, from, places.data(), {nullptr, static_cast<std::uint32_t>(places.size())});
}

}  // namespace helios::exec

#if HELIOS_HEADER_ONLY
#include <helios/exec/impl/column.ipp>
#endif
