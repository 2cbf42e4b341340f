#include <helios/typed/hana.hpp>

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace hana = boost::hana;

namespace {

struct address {
  std::string city;
  int zip;
};
struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
  address home;
};
using users =
    helios::table<"users", user, helios::primary_key<"id">, helios::column<"age", "years">>;

struct by_macro {
  BOOST_HANA_DEFINE_STRUCT(by_macro, (int, a), (int, b));
};
struct pointer {
  int* at;
};

static_assert(hana::Struct<user>::value);
static_assert(hana::Struct<address>::value);
static_assert(hana::Struct<by_macro>::value);
static_assert(!hana::Struct<pointer>::value);
static_assert(!hana::Struct<std::string>::value);

}  // namespace

TEST_CASE("a row is a hana struct") {
  user one{7, "Ada", 36, {"Paris", 75000}};
  std::vector<std::string> names;
  hana::for_each(hana::keys(one),
                 [&](auto key) { names.emplace_back(hana::to<char const*>(key)); });
  CHECK(names == std::vector<std::string>{"id", "name", "age", "home"});
  CHECK(hana::at_key(one, BOOST_HANA_STRING("name")) == "Ada");
  hana::at_key(one, BOOST_HANA_STRING("id")) = 8;
  CHECK(one.id == 8);
  std::size_t members = 0;
  hana::for_each(hana::members(one), [&](auto const&) { ++members; });
  CHECK(members == 4);
  std::size_t pairs = 0;
  hana::for_each(one, hana::fuse([&](auto, auto const& member) {
                   if constexpr (hana::Struct<std::remove_cvref_t<decltype(member)>>::value)
                     CHECK(hana::at_key(member, BOOST_HANA_STRING("zip")) == 75000);
                   ++pairs;
                 }));
  CHECK(pairs == 4);
}

TEST_CASE("the columns of a table are a hana tuple") {
  user const one{7, "Ada", 36, {"Paris", 75000}};
  std::vector<std::string> names;
  hana::for_each(helios::columns_of<users>, [&](auto column) {
    names.emplace_back(column.name());
    if constexpr (std::same_as<typename decltype(column)::type, std::string>)
      CHECK((column.get(one) == "Ada" || column.get(one) == "Paris"));
  });
  CHECK(names == std::vector<std::string>{"id", "name", "years", "home_city", "home_zip"});
  user changed = one;
  hana::at_c<4>(helios::columns_of<users>).get(changed) = 1;
  CHECK(changed.home.zip == 1);
}
