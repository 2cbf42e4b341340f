// helios/exec/functions/impl/vectors.ipp -- functions and operators of vectors.
#pragma once

#include <helios/base/error.hpp>
#include <helios/exec/functions/vectors.hpp>
#include <helios/exec/impl/element_of.hpp>
#include <helios/types/text_in.hpp>
#include <helios/types/vector.hpp>
#include <helios/vector/arithmetic.hpp>
#include <helios/vector/distance.hpp>

#include <string>

namespace helios::exec {

namespace detail {

using types::vector_view;

[[nodiscard]] inline vector_view kept_vector(environment& with, value const& v) {
  return copied(with.memory(), v.as_vector());
}

[[nodiscard]] inline std::int32_t order_of(vector_view a, vector_view b) {
  auto const order = a <=> b;
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

using distance = double (*)(vector_view, vector_view) noexcept;

[[nodiscard]] inline double negative_inner_product(vector_view a, vector_view b) noexcept {
  return -vector::inner_product(a, b);
}

[[nodiscard]] inline distance distance_called(std::string_view name) {
  struct called {
    std::string_view name;
    distance of;
  };
  static constexpr called all[] = {
      {"cosine", &vector::cosine_distance}, {"euclidean", &vector::l2_distance},
      {"l2", &vector::l2_distance},         {"manhattan", &vector::l1_distance},
      {"l1", &vector::l1_distance},         {"inner_product", &negative_inner_product}};
  for (called const& each : all)
    if (types::detail::equal_ignoring_case(name, each.name)) return each.of;
  throw error(errc::invalid_parameter_value,
              "there is no vector distance \"" + std::string(name) + '"')
      .hint("It is one of cosine, euclidean, manhattan and inner_product.");
}

template <distance F>
void add_distance(function_list& to, std::initializer_list<std::string_view> names) {
  for (std::string_view const name : names)
    to.push_back(define<[](vector_view a, vector_view b) {
      types::check_same_dimensions(a, b);
      return F(a, b);
    }>(name));
}

template <value (*F)(vector_view, vector_view)>
void add_operation(function_list& to, std::initializer_list<std::string_view> names) {
  for (std::string_view const name : names)
    to.push_back(define<[](environment& with, vector_view a, vector_view b) {
      return kept_vector(with, F(a, b));
    }>(name));
}

}  // namespace detail

void add_vectors(function_list& to) {
  using namespace detail;
  add_distance<&vector::l2_distance>(to, {"<->", "l2_distance", "euclidean_distance"});
  add_distance<&vector::cosine_distance>(to, {"<=>", "cosine_distance"});
  add_distance<&vector::l1_distance>(to, {"<+>", "l1_distance", "manhattan_distance"});
  add_distance<&detail::negative_inner_product>(to, {"<#>", "negative_inner_product"});
  add_distance<&vector::inner_product>(to, {"<~>", "inner_product"});
  add_distance<&vector::cosine_similarity>(to, {"cosine_similarity"});
  to.push_back(define<[](vector_view a, vector_view b, std::string_view name) {
    types::check_same_dimensions(a, b);
    return distance_called(name)(a, b);
  }>("vector_distance"));
  add_operation<&vector::add>(to, {"+", "vector_add"});
  add_operation<&vector::subtract>(to, {"-", "vector_subtract"});
  add_operation<&vector::multiply>(to, {"*"});
  add_operation<&vector::concatenate>(to, {"||"});
  to.push_back(define<[](vector_view a, vector_view b) { return order_of(a, b); }>("vector_cmp"));
  to.push_back(
      define<[](vector_view v) { return static_cast<std::int32_t>(v.size()); }>("vector_dims"));
  for (std::string_view const name : {"vector_norm", "l2_norm"})
    to.push_back(define<[](vector_view v) { return vector::norm(v); }>(name));
  to.push_back(define<[](environment& with, vector_view v) {
    return kept_vector(with, vector::normalize(v));
  }>("l2_normalize"));
  to.push_back(define<[](environment& with, vector_view v, std::int32_t start, std::int32_t count) {
    return kept_vector(with, vector::part(v, start, count));
  }>("subvector"));
}

}  // namespace helios::exec
