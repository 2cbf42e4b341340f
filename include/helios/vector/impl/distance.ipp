// helios/vector/impl/distance.ipp -- which loop it is.
#pragma once

#include <helios/vector/distance.hpp>
#include <helios/vector/impl/distance_loops.hpp>

#include <algorithm>

namespace helios::vector {

double l2_distance(vector_view a, vector_view b) noexcept {
  using namespace detail;
  return std::sqrt(adds_eight() ? eight::sum_of_squares(a, b) : four::sum_of_squares(a, b));
}

double inner_product(vector_view a, vector_view b) noexcept {
  using namespace detail;
  return adds_eight() ? eight::sum_of_products(a, b) : four::sum_of_products(a, b);
}

double cosine_similarity(vector_view a, vector_view b) noexcept {
  using namespace detail;
  double const c = adds_eight() ? eight::cosine(a, b) : four::cosine(a, b);
  return std::isnan(c) ? c : std::clamp(c, -1.0, 1.0);
}

double l1_distance(vector_view a, vector_view b) noexcept {
  using namespace detail;
  return adds_eight() ? eight::sum_of_sizes(a, b) : four::sum_of_sizes(a, b);
}

}  // namespace helios::vector
