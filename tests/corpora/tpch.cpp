// The 22 queries of TPC-H over its data at a thousandth of the smallest scale.

#include <tests/support/corpora.hpp>
#include <tests/support/slt/helios_engine.hpp>
#include <tests/support/slt/parser.hpp>
#include <tests/support/slt/render.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

using namespace helios::test;

namespace {

using words = std::vector<std::string>;

words split(std::string const& line) {
  std::istringstream in(line);
  words all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

/// Numbers by value, all else as text.
bool same(std::string const& a, std::string const& b) {
  if (a == b) return true;
  char* a_end = nullptr;
  char* b_end = nullptr;
  double const x = std::strtod(a.c_str(), &a_end);
  double const y = std::strtod(b.c_str(), &b_end);
  bool const numbers = *a_end == 0 && *b_end == 0 && a_end != a.c_str() && b_end != b.c_str();
  return numbers && std::fabs(x - y) <= 1e-9 * std::max(std::fabs(x), std::fabs(y));
}

bool same(words const& a, words const& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](auto const& x, auto const& y) { return same(x, y); });
}

void run(helios_engine& db, std::filesystem::path const& file) {
  INFO(file.filename().string());
  auto const script =
      slt::parse(file.filename().string(), slt::read_text(file), slt::dialect::sqllogictest);
  for (slt::record const& r : script.records) {
    slt::result const got = db.execute("", r.sql);
    if (auto const* const failed = std::get_if<slt::failure>(&got)) {
      FAIL_CHECK(failed->sqlstate << ' ' << failed->message);
      continue;
    }
    if (r.kind != slt::record_kind::query) continue;
    std::vector<words> rows, expected;
    auto const& all = std::get<slt::rows>(got);
    for (std::size_t i = 0; i != all.count(); ++i) {
      std::string line;
      for (std::size_t c = 0; c != all.columns; ++c) {
        line += slt::text_of(all.values[i * all.columns + c]) + ' ';
      }
      rows.push_back(split(line));
    }
    for (std::string const& line : r.expected) expected.push_back(split(line));
    if (r.sort == slt::sort_mode::rows) {
      std::sort(rows.begin(), rows.end());
      std::sort(expected.begin(), expected.end());
    }
    REQUIRE(rows.size() == expected.size());
    for (std::size_t i = 0; i != rows.size(); ++i) {
      INFO("row " << i);
      if (!same(rows[i], expected[i])) CHECK(rows[i] == expected[i]);
    }
  }
}

}  // namespace

TEST_CASE("TPC-H: eight tables, twenty-two answers") {
  auto const folder = corpus("tpch");
  if (!folder) return;
  helios_engine db;
  run(db, *folder / "small/data/create_tables.slt");
  for (char const* const table :
       {"region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem"}) {
    run(db, *folder / "small/data" / (std::string("insert_") + table + ".slt"));
  }
  for (int i = 1; i <= 22; ++i) {
    run(db, *folder / "small/results" / ("q" + std::to_string(i) + ".slt"));
  }
}

TEST_CASE("TPC-H: the official texts are queries") {
  auto const folder = corpus("tpch");
  if (!folder) return;
  helios_engine db;
  run(db, *folder / "small/data/create_tables.slt");
  for (int i = 1; i <= 22; ++i) {
    std::string const name = (i < 10 ? "q0" : "q") + std::to_string(i) + ".sql";
    INFO(name);
    slt::result const got = db.execute("", slt::read_text(*folder / "queries" / name));
    if (auto const* const failed = std::get_if<slt::failure>(&got)) {
      FAIL_CHECK(failed->sqlstate << ' ' << failed->message);
    }
  }
}
