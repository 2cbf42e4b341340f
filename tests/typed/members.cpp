#include <helios/typed/columns.hpp>

#include <catch2/catch.hpp>

using namespace helios;

namespace {

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
};
struct wide {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, a1, b1, c1, d1,
      e1, f1;
};
struct rows_of_32 {
  wide a, b, c;
  std::array<int, 1>* d;
};
struct without_default {
  explicit without_default(int) {}
};
struct needs_first {
  without_default first;
  int second;
};
struct nothing {};
struct only {
  bool value;
};
template <class T>
struct pair_of {
  T left_one, right_one;
};

struct address {
  std::string street;
  std::optional<int> number;
};
struct person {
  int id;
  address home, work;
  std::chrono::sys_days born;
  types::uuid key;
};

}  // namespace

TEST_CASE("members of plain structs are counted") {
  STATIC_REQUIRE(typed::member_count<user>() == 3);
  STATIC_REQUIRE(typed::member_count<wide>() == 32);
  STATIC_REQUIRE(typed::member_count<rows_of_32>() == 4);
  STATIC_REQUIRE(typed::member_count<needs_first>() == 2);
  STATIC_REQUIRE(typed::member_count<nothing>() == 0);
  STATIC_REQUIRE(typed::member_count<only>() == 1);
  wide all{};
  std::get<31>(typed::members(all)) = 7;
  CHECK(all.f1 == 7);
}

TEST_CASE("members are known by their names and types") {
  STATIC_REQUIRE(typed::member_name<user, 0>() == "id");
  STATIC_REQUIRE(typed::member_name<user, 2>() == "age");
  STATIC_REQUIRE(typed::member_name<wide, 31>() == "f1");
  STATIC_REQUIRE(typed::member_name<only, 0>() == "value");
  STATIC_REQUIRE(typed::member_name<pair_of<std::string>, 1>() == "right_one");
  STATIC_REQUIRE(std::same_as<typed::member_type<user, 2>, std::optional<int>>);
}

TEST_CASE("members of members are columns with both names") {
  auto const& columns = typed::columns<person>;
  REQUIRE(columns.size() == 7);
  CHECK(columns[1].name() == "home_street");
  CHECK(columns[4].name() == "work_number");
  CHECK(columns[4].nullable);
  CHECK_FALSE(columns[3].nullable);
  CHECK(columns[5].type == types::data_type(types::type_id::date));
  CHECK(columns[6].type == types::data_type(types::type_id::uuid));
  CHECK(typed::find_column<typed::row_columns<person>>("work_street") == 3);
  CHECK(typed::find_column<typed::row_columns<person>>("street") == typed::no_column);
  person one{};
  int values = 0;
  typed::each_value(one, [&](auto&) { ++values; });
  CHECK(values == 7);
}
