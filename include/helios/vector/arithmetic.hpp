// helios/vector/arithmetic.hpp -- vectors calculated from vectors, and their norms.
//
// Threads   stateless; a sum belongs to one thread at a time
// Errors    22000 different dimensions, a part without any; 22003 a number beyond real's; 54000
//           more dimensions than a vector has
// Source    pgvector's functions of these names
#pragma once

#include <helios/base/memory_budget.hpp>
#include <helios/types/value.hpp>

#include <cstdint>

namespace helios::vector {

using types::value;
using types::vector_view;

[[nodiscard]] HELIOS_DECL value add(vector_view a, vector_view b);
[[nodiscard]] HELIOS_DECL value subtract(vector_view a, vector_view b);
/// Number by number.
[[nodiscard]] HELIOS_DECL value multiply(vector_view a, vector_view b);

/// The numbers of a, then those of b.
[[nodiscard]] HELIOS_DECL value concatenate(vector_view a, vector_view b);

/// The length, the root of the sum of squares.
[[nodiscard]] HELIOS_DECL double norm(vector_view v) noexcept;
/// Of length 1 in the same direction; zeros stay zeros.
[[nodiscard]] HELIOS_DECL value normalize(vector_view v);
/// `count` numbers from the start-th on, counted from 1, as far as there are any.
[[nodiscard]] HELIOS_DECL value part(vector_view v, std::int64_t start, std::int64_t count);

/// The sum of many vectors, and their mean.
class running_sum {
 public:
  explicit running_sum(memory_budget* of) : sums_(of) {}
  HELIOS_DECL void add(vector_view v);
  HELIOS_DECL void merge(running_sum const& o);
  /// NULL where nothing was added.
  [[nodiscard]] value sum() const { return result(1); }
  [[nodiscard]] value mean() const { return result(static_cast<double>(count_)); }

 private:
  [[nodiscard]] HELIOS_DECL value result(double divisor) const;

  budget_vector<double> sums_;
  std::int64_t count_ = 0;
};

}  // namespace helios::vector

#if HELIOS_HEADER_ONLY
#include <helios/vector/impl/arithmetic.ipp>
#endif
