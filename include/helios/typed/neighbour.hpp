// helios/typed/neighbour.hpp -- what nearest() finds, and by which distance.
//
// Shape     metric::l2              <->   Euclidean distance
//           metric::cosine          <=>   1 minus the cosine of the angle between them, 0 to 2
//           metric::inner_product   <#>   the inner product with its sign turned
//           metric::l1              <+>   Manhattan distance
// Laws      of each the smaller is the nearer
// Threads   values
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace helios {

/// A row, and how far it is; std::optional where its vector may be NULL.
template <class Row, class Distance = double>
struct neighbour {
  Row row;
  Distance distance;
  friend bool operator==(neighbour const&, neighbour const&) = default;
};

enum class metric : std::uint8_t { l2, cosine, inner_product, l1 };

namespace detail {

template <class T>
inline constexpr bool is_neighbour = false;
template <class Row, class Distance>
inline constexpr bool is_neighbour<neighbour<Row, Distance>> = true;

[[nodiscard]] constexpr std::string_view operator_of(metric m) noexcept {
  constexpr std::string_view all[] = {"<->", "<=>", "<#>", "<+>"};
  return all[static_cast<std::size_t>(m)];
}

}  // namespace detail

}  // namespace helios
