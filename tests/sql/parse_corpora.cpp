#include <helios/sql/parse.hpp>

#include "corpus.hpp"

#include <helios/sql/print.hpp>

#include <tests/support/corpora.hpp>

#include <catch2/catch.hpp>

using namespace helios;
using namespace helios::sql;

namespace {

/// Statements refused, their first ones in the message; and the law for the others.
std::size_t refused(std::vector<corpus::record> const& records) {
  std::size_t count = 0;
  for (corpus::record const& r : records) {
    if (r.may_fail) continue;
    arena memory;
    try {
      for (ast::statement const* s : parse(r.sql, memory)) {
        arena other;
        auto const again = parse(print(*s), other);
        INFO(r.where << "\n" << r.sql << "\n" << print(*s));
        REQUIRE(again.size() == 1);
        REQUIRE(ast::same(*again[0], *s));
      }
    } catch (error const& e) {
      if (++count <= 50) UNSCOPED_INFO(r.where << ": " << e.message() << " at " << e.position());
    }
  }
  return count;
}

}  // namespace

TEST_CASE("corpora: SQLite's logic tests are read whole", "[parse][corpora]") {
  auto const folder = helios::test::corpus("sqllogictest");
  if (!folder) return;
  auto const records = corpus::records(*folder);
  REQUIRE(records.size() > 10'000);
  CHECK(refused(records) == 0);
}

TEST_CASE("corpora: DuckDB's plain tests are read but for DuckDB's own syntax",
          "[parse][corpora]") {
  auto const folder = helios::test::corpus("duckdb");
  if (!folder) return;
  auto const records = corpus::records(*folder);
  REQUIRE(records.size() > 2'000);
  // ORDER BY ALL, {..}, [..], TRY_CAST, PIVOT, LIMIT 50%, * EXCLUDE, CREATE OR REPLACE SEQUENCE:
  // PostgreSQL refuses them too.
  CHECK(refused(records) <= 33);
}

TEST_CASE("corpora: TPC-H and Chinook are read whole", "[parse][corpora]") {
  auto const tpch = helios::test::corpus("tpch");
  auto const chinook = helios::test::corpus("chinook");
  if (!tpch || !chinook) return;
  CHECK(refused(corpus::records(*tpch)) == 0);
  std::size_t queries = 0;
  for (auto const& entry : std::filesystem::directory_iterator(*tpch / "queries")) {
    INFO(entry.path());
    arena memory;
    CHECK(parse(corpus::text_of(entry.path()), memory).size() == 1);
    ++queries;
  }
  CHECK(queries == 22);
  std::string text = corpus::text_of(*chinook / "Chinook_PostgreSql.sql");
  for (int line = 1; line != 29; ++line) text.erase(0, text.find('\n') + 1);
  arena memory;
  CHECK(parse(text, memory).size() > 50);
}
