// The forms of columns.
#include <helios/types/physical.hpp>

#include <catch2/catch.hpp>

#include <type_traits>

using namespace helios;

TEST_CASE("visit hands over the type whose width is told", "[types]") {
  for (int i = 0; i != 8; ++i) {
    auto const t = static_cast<physical_type>(i);
    std::size_t const size = visit(t, [](auto as) -> std::size_t {
      using type = typename decltype(as)::type;
      return std::is_same_v<type, byte_view> ? 0 : sizeof(type);
    });
    CHECK(size == width(t));
  }
}
