// helios/vector/impl/distance_loops.hpp -- sums over two vectors, as wide as the processor adds.
//
// Shape     detail::four    for every processor
//           detail::eight   with AVX2; elsewhere the same as four
//           of each sum_of_squares, sum_of_products, sum_of_sizes and cosine of (a, b)
// Laws      four and eight come to the same bits
// Threads   stateless
#pragma once

#include <helios/base/assert.hpp>
#include <helios/base/bytes.hpp>
#include <helios/types/vector_view.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

namespace helios::vector {
using types::vector_view;
}

#define HELIOS_LANES four
#define HELIOS_LANES_WIDTH 4
#define HELIOS_TARGET
#include <helios/vector/impl/distance_loops.def>

#if defined(__x86_64__)

#define HELIOS_LANES eight
#define HELIOS_LANES_WIDTH 8
#define HELIOS_TARGET [[gnu::target("avx2")]]
#include <helios/vector/impl/distance_loops.def>

namespace helios::vector::detail {
[[nodiscard]] inline bool adds_eight() noexcept { return __builtin_cpu_supports("avx2"); }
}  // namespace helios::vector::detail

#else

namespace helios::vector::detail {
namespace eight = four;
[[nodiscard]] constexpr bool adds_eight() noexcept { return false; }
}  // namespace helios::vector::detail

#endif
