// helios/vector/distance.hpp -- how far two vectors are from one another: smaller is nearer.
//
// Shape     both arguments have as many dimensions, at any addresses; numbers are added as floats,
//           in sixteen sums that depend on places alone; eight at once with AVX2, else four
// Laws      symmetry  d(a, b) == d(b, a), bit for bit
//           purity    the same numbers give the same result, wherever they lie and whatever the
//                     processor adds at once
// Threads   stateless
// Errors    none: whoever calls has answered different dimensions with 22000
//           (types::check_same_dimensions)
// Cost      128 dimensions, both at hand: inner product 11 ns, cosine 32 (docs/decisions.md)
// Source    what pgvector's operators mean
#pragma once

#include <helios/config.hpp>
#include <helios/types/vector_view.hpp>

namespace helios::vector {

using types::vector_view;

/// <->, the root of the sum of (a[i] - b[i])^2
[[nodiscard]] HELIOS_DECL double l2_distance(vector_view a, vector_view b) noexcept;
/// The sum of a[i] * b[i]; negated, <#>.
[[nodiscard]] HELIOS_DECL double inner_product(vector_view a, vector_view b) noexcept;
/// The cosine of the angle between them, -1 .. 1; NaN where one is of length 0.
[[nodiscard]] HELIOS_DECL double cosine_similarity(vector_view a, vector_view b) noexcept;
/// <=>, 0 .. 2
[[nodiscard]] inline double cosine_distance(vector_view a, vector_view b) noexcept {
  return 1 - cosine_similarity(a, b);
}
/// <+>, the sum of |a[i] - b[i]|
[[nodiscard]] HELIOS_DECL double l1_distance(vector_view a, vector_view b) noexcept;

}  // namespace helios::vector

#if HELIOS_HEADER_ONLY
#include <helios/vector/impl/distance.ipp>
#endif
