// The names of enumerators, found at compile time.
#include <helios/typed/enum_labels.hpp>

#include <catch2/catch.hpp>

#include <cstdint>
#include <string>

namespace enums {
enum class mood { sad = -3, ok, happy = 100 };
enum color : std::uint8_t { red, green = 255, blue = 7 };
template <class T>
struct box {
  enum kind { open, closed };
};
namespace {
enum class Letter : char { x = 'x', comma = ',', bracket = ')' };
}
enum repeated { first, second, again = second };
enum class wide { near = 0, far = 100'000 };
}  // namespace enums

template <>
struct helios::enum_labels<enums::wide> {
  static constexpr std::string_view name = "distance";
  static constexpr std::array labels{std::pair{enums::wide::near, std::string_view("near by")},
                                     std::pair{enums::wide::far, std::string_view("far away")}};
};

namespace helios::typed {

namespace {

template <class E>
[[nodiscard]] std::string shown() {
  std::string all(schema_of_enum<E>.name);
  for (std::string_view const l : schema_of_enum<E>.labels) all += " " + std::string(l);
  return all;
}

}  // namespace

TEST_CASE("enumerators are found in the order of their values", "[typed][enum_labels]") {
  CHECK(shown<enums::mood>() == "mood sad ok happy");
  CHECK(shown<enums::color>() == "color red blue green");
  CHECK(shown<enums::box<int>::kind>() == "kind open closed");
  CHECK(shown<enums::Letter>() == "Letter bracket comma x");
  CHECK(shown<enums::repeated>() == "repeated first second");
  CHECK(shown<enums::wide>() == "distance near by far away");
}

TEST_CASE("values and names lead to each other", "[typed][enum_labels]") {
  static_assert(enumerator_name(enums::mood::ok) == "ok");
  static_assert(enumerator_name(static_cast<enums::mood>(7)).empty());
  static_assert(find_enumerator<enums::color>("green") == enums::green);
  static_assert(find_enumerator<enums::Letter>("bracket") == enums::Letter::bracket);
  static_assert(!find_enumerator<enums::mood>("happ"));
  static_assert(enumerator_name(enums::wide::far) == "far away");
}

}  // namespace helios::typed
