#include <helios/base/ids.hpp>

#include <catch2/catch.hpp>

using namespace helios;

namespace {

template <class A, class B>
concept comparable = requires(A a, B b) {
  a == b;
};

template <class Id, class... Others>
constexpr bool stands_alone = (!std::is_convertible_v<Id, Others> && ...) &&
                              (!std::is_convertible_v<Others, Id> && ...) &&
                              (!comparable<Id, Others> && ...);

}  // namespace

TEST_CASE("no id converts to another id or to a number, or compares with one") {
  STATIC_REQUIRE(stands_alone<scn, transaction_id, branch_id, tree_id, microseconds, unsigned>);
  STATIC_REQUIRE(stands_alone<tree_id, column_id, branch_id, std::uint64_t, std::uint32_t, int>);
  STATIC_REQUIRE(stands_alone<branch_id, column_id, std::uint32_t, int>);
  STATIC_REQUIRE(stands_alone<microseconds, std::int64_t, std::uint64_t>);
}

TEST_CASE("ids of one kind are ordered") {
  CHECK(scn{1} < scn{2});
  CHECK(microseconds{-1} < microseconds{0});
}

TEST_CASE("raw is the number inside, in its own type") {
  STATIC_REQUIRE(std::is_same_v<decltype(raw(scn{})), std::uint64_t>);
  STATIC_REQUIRE(std::is_same_v<decltype(raw(column_id{})), std::uint32_t>);
  STATIC_REQUIRE(raw(microseconds{-5}) == -5);
  for (std::uint64_t n : {std::uint64_t{0}, std::uint64_t{41}, ~std::uint64_t{0}}) {
    CHECK(raw(tree_id{n}) == n);
  }
}
