#include <tests/corpora/replay.hpp>

#include <catch2/catch.hpp>

#include <cstddef>
#include <fstream>

using namespace helios::test;

TEST_CASE("as many records of the duckdb corpus pass as ever did") {
  auto const folder = corpus("duckdb");
  if (!folder) return;
  std::size_t floor = 0;
  std::ifstream(HELIOS_TEST_SQL "/../corpora/duckdb_floor.txt") >> floor;
  REQUIRE(floor != 0);
  slt::report const report = replay_corpus("duckdb", *folder, slt::dialect::duckdb);
  INFO(report.table());
  CHECK(report.totals().pass >= floor);
  if (report.totals().pass > floor) WARN("the floor has risen: write the new number");
}
