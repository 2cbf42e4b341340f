#include <tests/oracles/postgresql.hpp>

#include <tests/support/corpora.hpp>
#include <tests/support/slt/runner.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

using namespace helios::test;

namespace {

std::optional<std::string> server() {
  if (char const* const set = std::getenv("HELIOS_POSTGRESQL")) return set;
  WARN("skipped: HELIOS_POSTGRESQL is not set (\"host=... user=...\" of a PostgreSQL 15)");
  return std::nullopt;
}

// Every record that its folder's list does not name agrees with PostgreSQL: the list was made so.
void check_replay(std::string const& name, slt::dialect form, slt::counts const& expected) {
  auto const oracle = server();
  auto const folder = corpus(name);
  if (!oracle || !folder) return;
  slt::run_options options;
  options.ignored = slt::disagreements::of_folder(*folder);
  slt::runner run([&] { return std::make_unique<postgresql_engine>(*oracle); }, options);
  slt::report const& report = run.run_folder(*folder, form);
  INFO(report.table());
  CHECK(report.totals().fail == 0);
  CHECK(report.totals().pass == expected.pass);
  CHECK(report.totals().skip == expected.skip);
  CHECK(report.totals().ignored == expected.ignored);
}

}  // namespace

TEST_CASE("PostgreSQL agrees with the sqllogictest corpus as its list says") {
  check_replay("sqllogictest", slt::dialect::sqllogictest, {50789, 0, 8476, 247});
}

TEST_CASE("PostgreSQL agrees with the duckdb corpus as its list says") {
  check_replay("duckdb", slt::dialect::duckdb, {3426, 0, 27, 246});
}

TEST_CASE("PostgreSQL gives the answers of tests/sql/postgresql") {
  auto const oracle = server();
  if (!oracle) return;
  slt::runner run([&] { return std::make_unique<postgresql_engine>(*oracle); }, {});
  slt::report const& report =
      run.run_folder(HELIOS_TEST_SQL "/postgresql", slt::dialect::sqllogictest);
  INFO(report.table());
  CHECK(report.totals().fail == 0);
}
