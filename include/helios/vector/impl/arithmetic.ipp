// helios/vector/impl/arithmetic.ipp -- number by number.
#pragma once

#include <helios/types/vector.hpp>
#include <helios/vector/arithmetic.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace helios::vector {

namespace detail {

/// The vector of number_at(0 .. n - 1), none of which may be more than real holds.
template <class F>
[[nodiscard]] value made_of(std::size_t n, F number_at) {
  std::vector<float> all(n);
  for (std::size_t i = 0; i != n; ++i) {
    all[i] = static_cast<float>(number_at(i));
    if (!std::isfinite(all[i]))
      throw error(errc::numeric_value_out_of_range, "value out of range: overflow");
  }
  return types::make_vector(all);
}

template <class Operation>
[[nodiscard]] value combined(vector_view a, vector_view b, Operation of) {
  types::check_same_dimensions(a, b);
  return made_of(a.size(), [&](std::size_t i) { return of(a[i], b[i]); });
}

}  // namespace detail

value add(vector_view a, vector_view b) { return detail::combined(a, b, std::plus<float>()); }
value subtract(vector_view a, vector_view b) { return detail::combined(a, b, std::minus<float>()); }
value multiply(vector_view a, vector_view b) {
  return detail::combined(a, b, [](float x, float y) {
    float const product = x * y;
    if (product == 0 && x != 0 && y != 0)
      throw error(errc::numeric_value_out_of_range, "value out of range: underflow");
    return product;
  });
}

value concatenate(vector_view a, vector_view b) {
  return detail::made_of(a.size() + b.size(),
                         [&](std::size_t i) { return i < a.size() ? a[i] : b[i - a.size()]; });
}

double norm(vector_view v) noexcept {
  double squares = 0;
  for (std::size_t i = 0; i != v.size(); ++i) squares += double{v[i]} * double{v[i]};
  return std::sqrt(squares);
}

value normalize(vector_view v) {
  double const length = norm(v);
  return detail::made_of(v.size(), [&](std::size_t i) { return length == 0 ? 0 : v[i] / length; });
}

value part(vector_view v, std::int64_t start, std::int64_t count) {
  auto const n = static_cast<std::int64_t>(v.size());
  // Both are integers of SQL: their sum is none of C++'s problems.
  std::int64_t const first = std::clamp<std::int64_t>(start, 1, n + 1);
  std::int64_t const end = std::clamp<std::int64_t>(count < 1 ? 0 : start + count, first, n + 1);
  return detail::made_of(static_cast<std::size_t>(end - first),
                         [&](std::size_t i) { return v[static_cast<std::size_t>(first) - 1 + i]; });
}

void running_sum::add(vector_view v) {
  if (count_ == 0) sums_.resize(v.size());
  if (sums_.size() != v.size()) types::throw_different_dimensions(sums_.size(), v.size());
  for (std::size_t i = 0; i != sums_.size(); ++i) sums_[i] += double{v[i]};
  ++count_;
}

void running_sum::merge(running_sum const& o) {
  if (o.count_ == 0) return;
  if (count_ == 0) sums_.resize(o.sums_.size());
  if (sums_.size() != o.sums_.size())
    types::throw_different_dimensions(sums_.size(), o.sums_.size());
  for (std::size_t i = 0; i != sums_.size(); ++i) sums_[i] += o.sums_[i];
  count_ += o.count_;
}

value running_sum::result(double divisor) const {
  if (count_ == 0) return {};
  return detail::made_of(sums_.size(), [&](std::size_t i) { return sums_[i] / divisor; });
}

}  // namespace helios::vector
