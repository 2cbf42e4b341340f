#include <tests/oracles/sqlite.hpp>

#include <tests/support/corpora.hpp>
#include <tests/support/slt/runner.hpp>

#include <catch2/catch.hpp>

#include <memory>

using namespace helios::test;

// What is tested here is the runner: SQLite is known to give the corpus's answers.
TEST_CASE("SQLite agrees with its own corpus as often as its README says") {
  auto const folder = corpus("sqllogictest");
  if (!folder) return;
  slt::runner run([] { return std::make_unique<sqlite_engine>(); }, {});
  slt::report const& report = run.run_folder(*folder, slt::dialect::sqllogictest);
  INFO(report.table());
  CHECK(report.totals().executed() == 52803);
  CHECK(report.totals().pass == 52799);
}
