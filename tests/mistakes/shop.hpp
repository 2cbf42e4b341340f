// tests/mistakes/shop.hpp -- what the mistakes are made with.
#pragma once

#include <helios/helios.hpp>

using namespace helios::literals;

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
  bool active;
};
struct order {
  std::int64_t id, user_id;
  double total;
};
struct pair_of_texts {
  std::string a, b;
};
using users = helios::table<"users", user, helios::primary_key<"id">>;
using orders = helios::table<"orders", order, helios::primary_key<"id">>;

inline helios::database& db() {
  static helios::database one = helios::open(":memory:");
  return one;
}
