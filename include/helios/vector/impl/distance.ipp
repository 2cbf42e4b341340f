// helios/vector/impl/distance.ipp -- loops over four floats at a time.
#pragma once

#include <helios/base/assert.hpp>
#include <helios/vector/distance.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace helios::vector {

namespace detail {

/// What every processor that helios runs on adds at once: the compiler's own vectors are as fast as
/// xsimd's, and the same whatever flags a file is compiled with.
using four __attribute__((vector_size(16))) = float;

/// Four sums of four each: none waits for the addition before.
struct float_sum {
  four of[4]{};

  [[nodiscard]] double total() const noexcept {
    four const all = (of[0] + of[2]) + (of[1] + of[3]);
    return double{(all[0] + all[2]) + (all[1] + all[3])};
  }
};

[[nodiscard]] inline four without_signs(four v) noexcept {
  using bits __attribute__((vector_size(16))) = std::uint32_t;
  return std::bit_cast<four>(std::bit_cast<bits>(v) & 0x7fff'ffffU);
}

/// The n numbers at p, zeros behind them.
[[nodiscard]] inline four load_four(std::byte const* p, std::size_t n = 4) noexcept {
  four v{};
  std::memcpy(&v, p, n * sizeof(float));
  return v;
}

/// Calls f(which sum, four of a, four of b) for all numbers, in order.
template <class F>
[[gnu::always_inline]] inline void each_four(vector_view a, vector_view b, F f) noexcept {
  HELIOS_EXPECTS(a.size() == b.size());
  std::byte const* p = a.image().data();
  std::byte const* q = b.image().data();
  std::size_t left = a.size();
  for (; left >= 16; left -= 16, p += 64, q += 64) {
    f(0, load_four(p), load_four(q));
    f(1, load_four(p + 16), load_four(q + 16));
    f(2, load_four(p + 32), load_four(q + 32));
    f(3, load_four(p + 48), load_four(q + 48));
  }
  for (int which = 0; left != 0; ++which, p += 16, q += 16) {
    std::size_t const n = std::min<std::size_t>(left, 4);
    f(which, load_four(p, n), load_four(q, n));
    left -= n;
  }
}

}  // namespace detail

double l2_distance(vector_view a, vector_view b) noexcept {
  detail::float_sum squares;
  detail::each_four(a, b, [&squares](int which, detail::four x, detail::four y) {
    detail::four const d = x - y;
    squares.of[which] += d * d;
  });
  return std::sqrt(squares.total());
}

double inner_product(vector_view a, vector_view b) noexcept {
  detail::float_sum products;
  detail::each_four(a, b, [&products](int which, detail::four x, detail::four y) {
    products.of[which] += x * y;
  });
  return products.total();
}

double cosine_similarity(vector_view a, vector_view b) noexcept {
  detail::float_sum products, first, second;
  detail::each_four(a, b, [&](int which, detail::four x, detail::four y) {
    products.of[which] += x * y;
    first.of[which] += x * x;
    second.of[which] += y * y;
  });
  // A double holds the product of any two floats; and one vector twice gives exactly 1.
  double const cosine = products.total() / std::sqrt(first.total() * second.total());
  return std::isnan(cosine) ? cosine : std::clamp(cosine, -1.0, 1.0);
}

double l1_distance(vector_view a, vector_view b) noexcept {
  detail::float_sum sizes;
  detail::each_four(a, b, [&sizes](int which, detail::four x, detail::four y) {
    sizes.of[which] += detail::without_signs(x - y);
  });
  return sizes.total();
}

}  // namespace helios::vector
