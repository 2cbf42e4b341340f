// The table that typed queries, SQL and SQLite are given.
#pragma once

#include <bench/support/rows.hpp>

#include <helios/helios.hpp>

#include <string>

namespace helios::bench {

struct thing {
  std::int64_t k;
  std::int64_t number;
  double real;
  std::string text;
};
using things = helios::table<"things", thing, helios::primary_key<"k">>;

// SQLite keeps rows under their key only where the type is INTEGER.
inline constexpr char const* sqlite_things =
    "CREATE TABLE things (k INTEGER PRIMARY KEY, number INTEGER, real REAL, text TEXT)";

[[nodiscard]] inline thing thing_at(std::uint64_t i) {
  row const r = row_at(i);
  return {key_at(i), r.number, r.real, std::string(r.text.data(), r.text.size())};
}
[[nodiscard]] inline std::vector<thing> all_things(std::uint64_t rows) {
  std::vector<thing> all;
  all.reserve(rows);
  for (std::uint64_t i = 0; i != rows; ++i) all.push_back(thing_at(i));
  return all;
}

}  // namespace helios::bench
