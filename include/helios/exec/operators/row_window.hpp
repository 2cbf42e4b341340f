// helios/exec/operators/row_window.hpp -- what LIMIT and OFFSET say, once a run has begun.
//
// Errors    2201W LIMIT must not be negative; 2201X OFFSET must not be negative
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/evaluate.hpp>

#include <limits>

namespace helios::exec {

/// Expressions of type bigint without columns; nullptr or NULL: all rows, none left out.
struct row_window {
  static constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();

  expression_ptr count, offset;

  [[nodiscard]] bool whole() const noexcept { return !count && !offset; }
  [[nodiscard]] std::uint64_t taken(session const& of) const {
    return number(count, of, all, errc::invalid_row_count_in_limit_clause, "LIMIT");
  }
  [[nodiscard]] std::uint64_t skipped(session const& of) const {
    return number(offset, of, 0, errc::invalid_row_count_in_result_offset_clause, "OFFSET");
  }
  /// How many of the first rows hold all that are wanted.
  [[nodiscard]] std::uint64_t reach(session const& of) const {
    std::uint64_t const before = skipped(of), n = taken(of);
    return n > all - before ? all : before + n;
  }

 private:
  [[nodiscard]] static std::uint64_t number(expression_ptr const& e, session const& of,
                                            std::uint64_t otherwise, sqlstate_code negative,
                                            char const* clause) {
    if (!e) return otherwise;
    value const v = evaluate_constant(*e, of);
    if (v.is_null()) return otherwise;
    auto const n = v.as<std::int64_t>();
    if (n < 0) throw error(negative, std::string(clause) + " must not be negative");
    return static_cast<std::uint64_t>(n);
  }
};

}  // namespace helios::exec
