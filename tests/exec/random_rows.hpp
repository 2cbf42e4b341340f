// tests/exec/random_rows.hpp -- small random tables, and operators run to their end.
#pragma once

#include <helios/exec/operators/values.hpp>
#include <helios/types/value_text.hpp>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace helios::test {

using row = std::vector<types::value>;
using rows = std::vector<row>;

/// (int4, text) with few different values, so that they meet; one in eight is NULL.
inline rows random_rows(std::mt19937& rng, std::size_t n, int range = 6) {
  rows r;
  for (std::size_t i = 0; i != n; ++i) {
    auto const number = static_cast<std::int32_t>(rng() % static_cast<unsigned>(range));
    auto const text = "t" + std::to_string(rng() % static_cast<unsigned>(range));
    bool const first_null = rng() % 8 == 0;
    bool const second_null = rng() % 8 == 0;
    r.push_back({first_null ? types::value() : types::value(number),
                 second_null ? types::value() : types::value::text(text)});
  }
  return r;
}

inline exec::operation_ptr table(exec::run_context const& run, rows const& of) {
  std::vector<exec::data_type> const types{types::type_id::int4, types::type_id::text};
  std::vector<exec::expressions> expressions;
  for (row const& r : of) {
    exec::expressions e;
    for (std::size_t i = 0; i != r.size(); ++i) e.push_back(exec::make_constant(r[i], types[i]));
    expressions.push_back(std::move(e));
  }
  return std::make_unique<exec::values>(run, types, std::move(expressions));
}

inline rows all_rows(exec::operation& of) {
  rows r;
  exec::batch b;
  bool ended = false;
  while (of.next(b)) {
    if (std::exchange(ended, of.ended())) throw std::logic_error("rows follow the end");
    for (std::uint32_t k = 0; k != b.count(); ++k) {
      row one;
      for (exec::column const& c : b.columns) one.push_back(exec::value_at(c, b.rows[k]));
      r.push_back(std::move(one));
    }
  }
  return r;
}

inline std::string text_of(row const& r) {
  std::string s;
  for (types::value const& v : r) s += (v.is_null() ? "NULL" : types::to_text(v)) + '|';
  return s;
}
inline std::vector<std::string> texts_of(rows const& of) {
  std::vector<std::string> r;
  for (row const& one : of) r.push_back(text_of(one));
  return r;
}
inline std::vector<std::string> sorted(rows const& of) {
  auto r = texts_of(of);
  std::sort(r.begin(), r.end());
  return r;
}

}  // namespace helios::test
