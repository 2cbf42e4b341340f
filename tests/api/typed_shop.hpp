// tests/api/typed_shop.hpp -- the typed tables that tests of queries stand on.
#pragma once

#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

namespace helios::test {

using namespace literals;

struct address {
  std::string city;
  std::optional<int> zip;
};
struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
  bool active;
  address home;
};
struct order {
  std::int64_t id, user_id;
  double total;
};
struct name_and_age {
  std::string name;
  std::optional<int> age;
};
using users = table<"users", user, primary_key<"id">, helios::unique<"name">>;
using orders = table<"orders", order, primary_key<"id">, references<"user_id", users, "id">>;

inline database filled() {
  database db = open(":memory:");
  db.create<users, orders>();
  db.insert<users>({{1, "Ada", 36, true, {"Paris", {}}},
                    {2, "Bob", std::nullopt, false, {"Rome", 7}},
                    {3, "Amy", 50, true, {"Oslo", 1}},
                    {4, "Cyd", 20, false, {"Oslo", 2}}});
  db.insert<orders>({{1, 1, 2.5}, {2, 1, 4}, {3, 3, 1}});
  return db;
}

template <class Query>
std::vector<std::int64_t> ids(Query const& q) {
  std::vector<std::int64_t> found;
  for (user const& u : q) found.push_back(u.id);
  return found;
}

using numbers = std::vector<std::int64_t>;

/// What a query yields, in its order.
template <class Query>
std::vector<typename Query::row_type> all_of(Query const& q) {
  std::vector<typename Query::row_type> found;
  for (auto const& row : q) found.push_back(row);
  return found;
}

}  // namespace helios::test
