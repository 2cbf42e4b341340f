#include <tests/corpora/replay.hpp>

#include <catch2/catch.hpp>

using namespace helios::test;

TEST_CASE("the sqllogictest corpus") {
  auto const folder = corpus("sqllogictest");
  if (!folder) return;
  slt::report const report = replay_corpus("sqllogictest", *folder, slt::dialect::sqllogictest);
  INFO(report.table());
  // Five disagree with PostgreSQL about what overflows under NOT BETWEEN NULL AND NULL, which
  // nobody needs to compute.
  CHECK(report.totals().pass >= 50784);
}
